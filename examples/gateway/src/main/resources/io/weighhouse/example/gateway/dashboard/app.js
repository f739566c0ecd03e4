// The page: asks the gateway for what the pasted key may see, and shows it.
import { days, el, grid, plural, short, skus } from './charts.js';

const EVERY_MILLIS = 15_000;
const at = (id) => document.getElementById(id);

// Here and nowhere else: no storage, no cookie, no address.
let key = '';
let timer = 0;
let asked = 0;
const unfolded = new Set();

at('key-form').addEventListener('submit', (event) => {
  event.preventDefault();
  key = at('key').value.trim();
  at('key').value = '';
  load();
});
at('refresh').addEventListener('click', load);
at('leave').addEventListener('click', () => leave());
document.addEventListener('visibilitychange', () => key && !document.hidden && load());

async function load() {
  clearTimeout(timer);
  const asking = ++asked;
  let account;
  let failure;
  try {
    account = await fetched(key);
  } catch (failed) {
    failure = failed;
  }
  if (asking !== asked) {
    return; // A newer question, or another key, has overtaken this one.
  }
  if (account) {
    tell('');
    show(account);
  } else {
    tell(failure.message);
    if (failure.final) {
      leave(failure.message);
    }
  }
  if (key) {
    timer = setTimeout(() => document.hidden || load(), EVERY_MILLIS);
  }
}

async function fetched(bearer) {
  let answer;
  try {
    answer = await fetch('/dashboard/data', { headers: { authorization: `Bearer ${bearer}` }, cache: 'no-store' });
  } catch {
    throw new Error('The gateway cannot be reached. Trying again shortly.');
  }
  if (answer.ok) {
    return answer.json();
  }
  const body = await answer.json().catch(() => ({}));
  const failure = new Error(body.error?.message ?? `The gateway answered ${answer.status}.`);
  failure.final = answer.status === 401 || answer.status === 403;
  throw failure;
}

function leave(why = '') {
  key = '';
  asked++;
  clearTimeout(timer);
  unfolded.clear();
  for (const id of ['by-day', 'by-sku', 'limits', 'holds', 'recent', 'who']) {
    at(id).replaceChildren();
  }
  shown(false);
  tell(why);
  at('key').focus();
}

function shown(signedIn) {
  at('account').hidden = !signedIn;
  at('session').hidden = !signedIn;
  at('who').hidden = !signedIn;
  at('welcome').hidden = signedIn;
  at('key-form').hidden = signedIn;
}

function tell(message) {
  at('alert').textContent = message;
  at('alert').hidden = !message;
}

function show(account) {
  const { unit } = account;
  at('who').textContent = `${account.tenant} · ${account.key} · plan ${account.plan}`;
  tiles(account);
  put('by-day', account.spend.total.calls ? days(account.spend.days, unit) : empty('Nothing was spent in the last 30 days.'));
  put('by-sku', account.spend.skus.length ? skus(account.spend.skus, unit) : empty('No model was called yet.'));
  put('limits', account.limits.length ? account.limits.map(limit) : empty('This plan has no limits.'));
  put('holds', account.holds.data.length
    ? grid(['Call', 'Endpoint', `Held, ${unit}`, 'Expires'], account.holds.data.map(
      (hold) => [hold.id, hold.endpoint || '–', short(hold.amount), time(hold.expires_at)]))
    : empty('No call is under way.'));
  put('recent', account.calls.length ? recent(account.calls, unit) : empty('No calls yet. Each will be here with its receipt.'));
  at('foot').textContent = `As of ${time(account.at)} UTC`;
  shown(true);
  document.body.dataset.at = account.at;
}

function tiles({ unit, balance, holds, spend, low }) {
  const figure = (id, decimal) => at(id).replaceChildren(short(decimal), el('small', {}, unit));
  figure('available', balance.available);
  figure('held', balance.held);
  figure('spent', spend.total.charged);
  at('calls').textContent = short(spend.total.calls);
  const debt = Number(balance.debt) > 0 ? `${short(balance.debt)} ${unit} owed` : '';
  const frozen = Number(balance.frozen) > 0 ? `${short(balance.frozen)} ${unit} frozen` : '';
  at('available-note').textContent = [low && 'Low: top up soon', debt, frozen].filter(Boolean).join(' · ') || `of ${short(balance.posted)} posted`;
  at('available').parentElement.classList.toggle('low', Boolean(low || debt));
  at('held-note').textContent = holds.count ? `${plural(holds.count, 'open call')}` : 'no open calls';
  at('spent-note').textContent = spend.total.calls ? `${plural(spend.skus.length, 'model')}` : '';
  at('calls-note').textContent = spend.total.calls
    ? `${short(spend.total.input_tokens)} tokens in, ${short(spend.total.output_tokens)} out` : '';
}

function limit({ id, limit: most, remaining, resets_in_seconds: seconds }) {
  const used = Math.max(0, most - remaining);
  const full = remaining <= 0;
  return el('div', { class: 'meter' },
    el('p', {}, el('span', {}, id.replaceAll('-', ' ')),
      el('span', { class: 'of' }, `${short(used)} of ${short(most)}${full ? `, free in ${seconds} s` : ''}`)),
    el('progress', { class: full ? 'full' : '', max: Math.max(1, most), value: Math.min(used, most), 'aria-label': id }));
}

function recent(calls, unit) {
  const heads = ['Time', 'Model', 'Tokens in', 'Tokens out', 'Basis', unit, ''];
  const head = el('tr', {}, ...heads.map((text, i) => el('th', { scope: 'col', class: i === 2 || i === 3 || i === 5 ? 'n' : false }, text)));
  return el('div', { class: 'scroll' }, el('table', {}, el('thead', {}, head), el('tbody', {}, ...calls.flatMap((call) => rows(call, unit)))));
}

function rows(call, unit) {
  const receipt = el('tr', { hidden: unfolded.has(call.id) ? false : '' }, el('td', { class: 'receipt', colspan: 7 }, ...lines(call, unit)));
  const button = el('button', {
    class: 'link',
    type: 'button',
    'aria-expanded': String(unfolded.has(call.id)),
    'aria-label': `Receipt of ${call.id}`,
    onclick() {
      receipt.hidden = !receipt.hidden;
      button.setAttribute('aria-expanded', String(!receipt.hidden));
      receipt.hidden ? unfolded.delete(call.id) : unfolded.add(call.id);
    },
  }, 'Receipt');
  const basis = call.cause ? `${call.basis} · ${call.cause}` : call.basis;
  return [
    el('tr', { 'data-call': call.id },
      el('td', {}, time(call.at)),
      el('td', {}, call.sku),
      el('td', { class: 'n' }, short(call.input_tokens)),
      el('td', { class: 'n' }, short(call.output_tokens)),
      el('td', {}, el('span', { class: call.basis === 'REPORTED' ? 'tag' : 'tag odd' }, basis.toLowerCase().replaceAll('_', ' '))),
      el('td', { class: 'n' }, short(call.charged)),
      el('td', { class: 'n' }, button)),
    receipt,
  ];
}

function lines(call, unit) {
  return [
    el('p', { class: 'id' }, `${call.id}${call.endpoint ? `  ${call.endpoint}` : ''}`),
    grid(['What', 'Quantity', unit], [
      ...call.lines.map((line) => [line.meter, short(line.quantity), short(line.charged)]),
      ['Charged', '', short(call.charged)],
    ]),
  ];
}

function time(instant) {
  return instant.replace('T', ' ').slice(0, 19);
}

function empty(text) {
  return el('p', { class: 'empty' }, text);
}

function put(id, content) {
  at(id).replaceChildren(...[content].flat());
}
