// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.chart;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.weighhouse.benchmarks.chart.BarChart.Bar;
import io.weighhouse.benchmarks.chart.BarChart.Group;
import io.weighhouse.benchmarks.chart.BarChart.Panel;
import io.weighhouse.benchmarks.chart.ResultTable.Amount;
import io.weighhouse.benchmarks.chart.ResultTable.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Draws what {@code benchmarks/compare limiter} has printed: what a decision takes above a read of the clock, and the memory
 * of a key.
 *
 * <pre>
 * java -cp benchmarks/target/benchmarks.jar io.weighhouse.benchmarks.chart.LimiterChart \
 *     benchmarks/results/2026-11-25-jdk17-epyc.txt docs/limiter.svg
 * </pre>
 *
 * <p>Threads: used by one thread.
 */
public final class LimiterChart {

    private static final String OURS = "Weighhouse";
    private static final String ABOVE = ", above the ";
    private static final String CLOCK = ABOVE + "clock";
    private static final String CLOCKS = ABOVE + "two clocks";
    private static final String FOLDER = "benchmarks/results/";

    private LimiterChart() {}

    /**
     * Draws a file of results.
     *
     * @param args the file, and the picture's, which is replaced
     * @throws IOException if the one cannot be read or the other not be written
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException("must be a file of results and a picture: " + List.of(args));
        }
        Files.writeString(Path.of(args[1]), of(Path.of(args[0])));
    }

    /**
     * The picture of a file of results.
     *
     * @param results with the lines of the suite somewhere in it; where they are there twice, the last ones count
     * @return the text of the picture
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it has no lines of that suite above the clock and against rivals
     */
    static String of(Path results) throws IOException {
        ResultTable table = ResultTable.of("limiter", Files.readAllLines(results, UTF_8));
        if (!isDrawn(table)) {
            throw new IllegalArgumentException("must have lines of the suite limiter against rivals: " + results);
        }
        return chart(table, FOLDER + results.getFileName()).svg();
    }

    /** Whether a table compares us with rivals above the clock, as older ones do not. */
    static boolean isDrawn(ResultTable table) {
        return table.rows().stream().anyMatch(row -> row.name().endsWith(CLOCK) && isAgainstARival(row));
    }

    private static BarChart chart(ResultTable table, String file) {
        List<Row> hot = new ArrayList<>();
        List<Row> many = new ArrayList<>();
        List<Row> reserved = new ArrayList<>();
        List<Row> memory = new ArrayList<>();
        for (Row row : table.rows()) {
            if (row.name().endsWith(CLOCKS)) {
                reserved.add(row);
            } else if (row.name().endsWith(CLOCK)) {
                (row.name().matches("[\\d,]+ keys.*") ? many : hot).add(row);
            } else if (row.name().startsWith("a key")) {
                memory.add(row);
            }
        }
        List<Panel> panels = new ArrayList<>();
        panels.add(panel("One hot key: CPU time above a read of the clock", hot));
        panels.add(panel("Many keys in no order: CPU time above a read of the clock", many));
        panels.add(panel("Tokens reserved and settled: CPU time above two reads of the clock", reserved));
        panels.add(panel("Memory of a key, without its name and its share of the table", memory));
        panels.removeIf(panel -> panel.groups().isEmpty());
        String machine = table.machine().isEmpty() ? "" : " (" + table.machine() + ')';
        return new BarChart("Limits: less is better", panels, file + machine);
    }

    /** A group for each case: ours, then the rivals. */
    private static Panel panel(String heading, List<Row> rows) {
        Map<String, List<Bar>> bars = new LinkedHashMap<>();
        for (Row row : rows) {
            String name = row.name().contains(ABOVE)
                    ? row.name().substring(0, row.name().indexOf(ABOVE))
                    : row.name();
            List<Bar> group = bars.computeIfAbsent(name, first -> new ArrayList<>());
            if (group.isEmpty()) {
                bar(row.ours()).ifPresent(group::add);
            }
            if (isAgainstARival(row)) {
                bar(row.rival()).ifPresent(group::add);
            }
        }
        return new Panel(
                heading,
                bars.entrySet().stream()
                        .map(group -> new Group(group.getKey(), List.copyOf(group.getValue())))
                        .toList());
    }

    private static boolean isAgainstARival(Row row) {
        return Amount.in(row.rival())
                .filter(rival -> !row.name().endsWith(ABOVE + rival.whose()))
                .isPresent();
    }

    private static Optional<Bar> bar(String cell) {
        return Amount.in(cell).map(amount -> {
            boolean isOurs = amount.whose().isEmpty();
            return new Bar(isOurs ? OURS : amount.whose(), amount.value(), amount.text(cell), isOurs);
        });
    }
}
