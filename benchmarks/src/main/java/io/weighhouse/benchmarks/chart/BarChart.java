// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.chart;

import java.util.List;
import java.util.Locale;

/**
 * Horizontal bars in groups, as the text of an SVG picture without a background, in colours that can be read on white and on
 * black.
 *
 * <p>This class is immutable.
 *
 * @param title what all of it is about
 * @param panels each with a scale of its own
 * @param source where the figures come from
 */
record BarChart(String title, List<Panel> panels, String source) {

    /** A bar: its label, its length, and the figure as text; ours stands out. */
    record Bar(String label, double value, String figure, boolean isOurs) {}

    /** Bars that are compared with each other. */
    record Group(String heading, List<Bar> bars) {}

    /** Groups on one scale, from 0 to the longest bar. */
    record Panel(String heading, List<Group> groups) {

        private double longest() {
            return groups.stream()
                    .flatMap(group -> group.bars().stream())
                    .mapToDouble(Bar::value)
                    .max()
                    .orElse(0);
        }
    }

    private static final int WIDTH = 760;
    private static final int LABELS = 210;
    private static final int LONGEST = 440;
    private static final int LINE = 17;
    private static final int BAR = 11;
    private static final String TEXT = "#727d88";
    private static final String OURS = "#2f7de1";
    private static final String RIVALS = "#a3abb3";

    /** The picture, ending with a line feed. */
    String svg() {
        StringBuilder body = new StringBuilder();
        int y = text(body, 0, 20, "font-size=\"16\" font-weight=\"bold\"", title);
        for (Panel panel : panels) {
            y = text(body, 0, y + 34, "font-size=\"14\" font-weight=\"bold\"", panel.heading());
            double longest = panel.longest();
            for (Group group : panel.groups()) {
                y = text(body, 0, y + 24, "font-weight=\"bold\"", group.heading());
                for (Bar bar : group.bars()) {
                    y += LINE;
                    bar(body, y, bar, longest);
                }
            }
        }
        y = text(body, 0, y + 34, "", source);
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + ' ' + (y + 12) + "\" role=\"img\" "
                + "font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"" + TEXT + "\">\n"
                + "<title>" + escaped(title) + "</title>\n<desc>" + escaped(source) + "</desc>\n" + body + "</svg>\n";
    }

    private static int text(StringBuilder body, int x, int y, String attributes, String text) {
        body.append("<text x=\"").append(x).append("\" y=\"").append(y).append('"');
        body.append(attributes.isEmpty() ? "" : " ").append(attributes).append('>');
        body.append(escaped(text)).append("</text>\n");
        return y;
    }

    private static void bar(StringBuilder body, int y, Bar bar, double longest) {
        double length = longest > 0 ? bar.value() / longest * LONGEST : 0;
        String weight = bar.isOurs() ? " font-weight=\"bold\"" : "";
        text(body, LABELS, y, "text-anchor=\"end\"" + weight, bar.label());
        body.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n",
                LABELS + 8,
                y - BAR + 1,
                Math.max(1, length),
                BAR,
                bar.isOurs() ? OURS : RIVALS));
        body.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\"%s>", LABELS + 14 + length, y, weight))
                .append(escaped(bar.figure()))
                .append("</text>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
