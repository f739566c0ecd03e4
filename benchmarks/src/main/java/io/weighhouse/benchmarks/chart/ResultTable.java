// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a suite of {@code benchmarks/compare} has printed, as it stands in a file of results.
 *
 * <p>This class is immutable.
 *
 * @param rows the lines of the table, in their order
 * @param machine what they were measured on; empty if the file does not say
 */
record ResultTable(List<Row> rows, String machine) {

    private static final int CELLS = 7;
    private static final Pattern MACHINE = Pattern.compile("machine: (.*?, \\d+ processors).*; JVM: .*? VM (\\S+).*");
    private static final Pattern FIGURE = Pattern.compile("(?:(.*) )?([\\d,]+(?:\\.\\d+)?) (\\S+)");

    /** A number with its unit, and whose it is; ours has no name. */
    record Amount(String whose, double value, String unit) {

        /** The amount in a cell; empty for a dash. */
        static Optional<Amount> in(String cell) {
            Matcher figure = FIGURE.matcher(cell);
            if (!figure.matches()) {
                return Optional.empty();
            }
            String whose = figure.group(1) == null ? "" : figure.group(1);
            double value = Double.parseDouble(figure.group(2).replace(",", ""));
            return Optional.of(new Amount(whose, value, figure.group(3)));
        }

        /** As it was printed. */
        String text(String cell) {
            return whose.isEmpty() ? cell : cell.substring(whose.length() + 1);
        }
    }

    /** A line: the case, ours, and the rival's where there is one. */
    record Row(String name, String ours, String rival) {}

    /** The last table of a suite in a file's lines; without rows if there is none. */
    static ResultTable of(String suite, List<String> lines) {
        List<Row> rows = new ArrayList<>();
        String machine = "";
        boolean inside = false;
        for (String line : lines) {
            List<String> cells =
                    Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            if (cells.size() == CELLS && cells.get(0).equals(suite)) {
                if (!inside) {
                    rows.clear();
                }
                inside = true;
                rows.add(new Row(cells.get(1), cells.get(2), cells.get(3)));
            } else {
                Matcher said = MACHINE.matcher(line);
                machine = inside && said.matches() ? said.group(1) + ", JVM " + said.group(2) : machine;
                inside = false;
            }
        }
        return new ResultTable(List.copyOf(rows), machine);
    }
}
