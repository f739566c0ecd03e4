// Small charts in SVG, each beside the table that it is drawn from.

const SVG = 'http://www.w3.org/2000/svg';

/** An element with attributes and children; text is only ever text, never markup. */
export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) {
      element.addEventListener(key.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(key, value);
    }
  }
  element.append(...children);
  return element;
}

/** A figure as it is in the books, without the zeros at its end. */
export function short(decimal) {
  const [whole, fraction = ''] = String(decimal).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f');
  const rest = fraction.replace(/0+$/, '');
  return rest ? `${grouped}.${rest}` : grouped;
}

/** Bars over days, the newest on the right. */
export function days(points, unit) {
  const width = 520;
  const height = 190;
  const left = 46;
  const foot = 22;
  const top = ceiling(Math.max(...points.map((point) => Number(point.charged))));
  const step = (width - left) / points.length;
  const y = (value) => (height - foot) * (1 - value / top) + 6;
  const chart = svg('svg', { class: 'chart', viewBox: `0 0 ${width} ${height + 6}`, role: 'img', 'aria-label': `Spend by day in ${unit}` });
  for (const share of [0, 0.5, 1]) {
    chart.append(
      svg('line', { class: share ? 'grid' : 'base', x1: left, x2: width, y1: y(top * share), y2: y(top * share) }),
      svg('text', { x: left - 6, y: y(top * share) + 4, 'text-anchor': 'end' }, tick(top * share)),
    );
  }
  points.forEach((point, i) => {
    const value = Number(point.charged);
    const bar = Math.min(step * 0.7, 26);
    const x = left + step * (i + 0.5) - bar / 2;
    const shown = value > 0 ? Math.max(2, y(0) - y(value)) : 0;
    chart.append(svg('rect', { class: 'mark', x, y: y(0) - shown, width: bar, height: shown, rx: Math.min(2, shown / 2) },
      svg('title', {}, `${point.day}: ${short(point.charged)} ${unit}, ${plural(point.calls, 'call')}`)));
    if (i % Math.ceil(points.length / 6) === (points.length - 1) % Math.ceil(points.length / 6)) {
      chart.append(svg('text', { x: left + step * (i + 0.5), y: height + 2, 'text-anchor': 'middle' }, dayName(point.day)));
    }
  });
  return [chart, table(['Day', 'Calls', unit], points.filter((point) => point.calls).map(
    (point) => [point.day, point.calls, short(point.charged)]))];
}

/** Bars beside names, the longest first. */
export function skus(rows, unit) {
  const width = 520;
  const step = 38;
  const top = Math.max(...rows.map((row) => Number(row.charged))) || 1;
  const chart = svg('svg', { class: 'chart', viewBox: `0 0 ${width} ${rows.length * step}`, role: 'img', 'aria-label': `Spend by model in ${unit}` });
  rows.forEach((row, i) => {
    const length = Math.max(2, (width * Number(row.charged)) / top);
    chart.append(
      svg('text', { class: 'name', x: 0, y: i * step + 13 }, row.sku),
      svg('text', { x: width, y: i * step + 13, 'text-anchor': 'end' }, short(row.charged)),
      svg('rect', { class: 'mark', x: 0, y: i * step + 19, width: length, height: 11, rx: 3 },
        svg('title', {}, `${row.sku}: ${short(row.charged)} ${unit}, ${plural(row.calls, 'call')}`)),
    );
  });
  return [chart, table(['Model', 'Calls', 'Tokens in', 'Tokens out', unit], rows.map(
    (row) => [row.sku, row.calls, short(row.input_tokens), short(row.output_tokens), short(row.charged)]))];
}

/** The figures behind a chart, folded away. */
function table(heads, rows) {
  return el('details', {}, el('summary', {}, 'As a table'), el('div', { class: 'scroll' }, grid(heads, rows)));
}

/** A table whose columns after the first are figures. */
export function grid(heads, rows) {
  const figures = (i) => (i ? { class: 'n' } : {});
  return el('table', {},
    el('thead', {}, el('tr', {}, ...heads.map((head, i) => el('th', { scope: 'col', ...figures(i) }, head)))),
    el('tbody', {}, ...rows.map((row) => el('tr', {}, ...row.map((cell, i) => el('td', figures(i), String(cell)))))));
}

export function plural(count, noun) {
  return `${short(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function dayName(day) {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });
}

/** The next round figure. */
function ceiling(value) {
  if (!(value > 0)) {
    return 1;
  }
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].find((step) => value <= step * power) * power;
}

function tick(value) {
  return value === 0 ? '0' : String(Number(value.toPrecision(2)));
}
