// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One line of the table.
 *
 * @param name of the case, and what of it is compared
 * @param ours figure with its unit
 * @param rival name and figure, or a dash
 * @param ratio ours by the rival's, or a dash
 * @param verdict the goal, and whether it is met
 */
record Line(String name, String ours, String rival, String ratio, Verdict verdict) {

    /**
     * A goal and whether it is met.
     *
     * @param goal as text
     * @param met whether it is; true where no goal is set
     */
    record Verdict(String goal, boolean met) {}

    private static final String NONE = "-";
    private static final List<String> HEADINGS = List.of("suite", "case", "ours", "rival", "ratio", "goal", "ok/SHORT");

    /** Ours against a rival, in CPU time. */
    static Line ratio(String name, double oursNanos, Case.Rival rival, double rivalNanos) {
        OptionalDouble goal = rival.ratioAtMost();
        // As a product: where a clock's time was taken off, nothing may be left of either.
        Verdict verdict = goal.isEmpty()
                ? new Verdict("none", true)
                : new Verdict("<= " + goal(goal.getAsDouble()), oursNanos <= goal.getAsDouble() * rivalNanos);
        String other = rival.name() + ' ' + nanos(rivalNanos);
        return new Line(name, nanos(oursNanos), other, ratio(oursNanos / rivalNanos), verdict);
    }

    /** Ours alone, in CPU time. */
    static Line nanos(String name, double oursNanos, OptionalDouble goal) {
        return new Line(name, nanos(oursNanos), NONE, NONE, verdict(oursNanos, goal, "ns"));
    }

    /** What is left of ours above a baseline, in CPU time. */
    static Line nanosAbove(String name, double aboveNanos, String baseline, double baselineNanos, OptionalDouble goal) {
        String other = baseline + ' ' + nanos(baselineNanos);
        return new Line(
                name, nanos(aboveNanos), other, ratio(aboveNanos / baselineNanos), verdict(aboveNanos, goal, "ns"));
    }

    /** Ours alone, in bytes allocated. */
    static Line bytes(String name, double oursBytes, OptionalDouble goal) {
        return new Line(name + ", allocated", format("%.1f B", oursBytes), NONE, NONE, verdict(oursBytes, goal, "B"));
    }

    /** Ours against a rival, in operations a second. */
    static Line perSecond(String name, double ours, Throughput.Rival rival, double theirs) {
        OptionalDouble goal = rival.ratioAtLeast();
        double ratio = ours / theirs;
        Verdict verdict = goal.isEmpty()
                ? new Verdict("none", true)
                : new Verdict(">= " + goal(goal.getAsDouble()), ratio >= goal.getAsDouble());
        return new Line(name, figure(ours, "/s"), rival.name() + ' ' + figure(theirs, "/s"), ratio(ratio), verdict);
    }

    /** Any figure of ours, with its goal. */
    static Line figure(String name, String unit, double ours, Optional<Figure.Goal> goal) {
        Verdict verdict = goal.map(g -> verdict(ours, g, unit)).orElse(new Verdict("none", true));
        return new Line(name, figure(ours, unit), NONE, NONE, verdict);
    }

    /** Any figure of ours and a rival's, for information. */
    static Line figures(String name, String unit, double ours, String rival, double theirs) {
        String other = rival + ' ' + figure(theirs, unit);
        return new Line(name, figure(ours, unit), other, ratio(ours / theirs), new Verdict("none", true));
    }

    /** The cells in the order of the headings. */
    List<String> cells(String suite) {
        return List.of(suite, name, ours, rival, ratio, verdict.goal, verdict.met ? "ok" : "SHORT");
    }

    /** The table: a line of headings, then the lines, every column as wide as its widest cell. */
    static String table(String suite, List<Line> lines) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        lines.forEach(line -> rows.add(line.cells(suite)));
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                table.append(column == 0 ? "" : " | ").append(cell);
                if (column < row.size() - 1) {
                    int at = column;
                    int width = rows.stream()
                            .mapToInt(r -> r.get(at).length())
                            .max()
                            .orElse(0);
                    table.append(" ".repeat(width - cell.length()));
                }
            }
            table.append('\n');
        }
        return table.toString();
    }

    private static Verdict verdict(double figure, OptionalDouble goal, String unit) {
        if (goal.isEmpty()) {
            return new Verdict("none", true);
        }
        // A tenth is the table's own precision: a figure that prints as the goal meets it.
        boolean met = Math.round(figure * 10) <= Math.round(goal.getAsDouble() * 10);
        return new Verdict(format("<= %.1f " + unit, goal.getAsDouble()), met);
    }

    private static Verdict verdict(double figure, Figure.Goal goal, String unit) {
        // As above.
        boolean met = goal.isMost()
                ? Math.round(figure * 10) <= Math.round(goal.limit() * 10)
                : Math.round(figure * 10) >= Math.round(goal.limit() * 10);
        return new Verdict((goal.isMost() ? "<= " : ">= ") + figure(goal.limit(), unit), met);
    }

    /** With a digit behind the point where that is more than a thousandth. */
    private static String figure(double figure, String unit) {
        return format(Math.abs(figure) < 1_000 ? "%.1f " : "%,.0f ", figure) + unit;
    }

    private static String nanos(double nanos) {
        return format("%.1f ns", nanos);
    }

    /** A ratio to be kept to, with a third digit where it has one. */
    private static String goal(double ratio) {
        return format(Math.round(ratio * 1_000) % 10 == 0 ? "%.2f" : "%.3f", ratio);
    }

    private static String ratio(double ratio) {
        return Double.isFinite(ratio) ? format("%.2f", ratio) : NONE;
    }

    private static String format(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }
}
