// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A page of the documentation, for tests that hold its tables and blocks to the code. */
final class DocPage {

    private static final String FENCE = "```";
    private static final String UNESCAPED_BAR = "(?<!\\\\)\\|";

    /** A row of a table: its cells by the names of their columns. */
    record Row(Map<String, String> cells) {

        String get(String column) {
            String cell = cells.get(column);
            if (cell == null) {
                throw new AssertionError("no column " + column + " in " + cells);
            }
            return cell;
        }

        @Override
        public String toString() {
            return cells.toString();
        }
    }

    private final String path;
    private final List<String> lines;

    private DocPage(String path, List<String> lines) {
        this.path = path;
        this.lines = lines;
    }

    /** The page at a path from the root, such as {@code docs/reference/meters.md}. */
    static DocPage at(String path) {
        try {
            return new DocPage(path, Files.readAllLines(find(path, Path.of("").toAbsolutePath())));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Path find(String path, @Nullable Path folder) {
        Path above = Objects.requireNonNull(folder, "no " + path + " in any folder above");
        Path page = above.resolve(path);
        return Files.exists(page) ? page : find(path, above.getParent());
    }

    /** The rows of the first table under a heading, each cell by the name of its column, code without its back quotes. */
    List<Row> table(String heading) {
        return table(heading, 0);
    }

    /** The rows of a table under a heading, counted from 0. */
    List<Row> table(String heading, int number) {
        List<List<Row>> tables = tables(heading);
        if (tables.size() <= number || tables.get(number).isEmpty()) {
            throw new AssertionError("no table " + number + " under " + heading + " in " + path);
        }
        return tables.get(number);
    }

    private List<List<Row>> tables(String heading) {
        List<List<Row>> tables = new ArrayList<>();
        List<String> names = List.of();
        for (String line : section(heading)) {
            if (!line.startsWith("|")) {
                names = List.of();
            } else if (names.isEmpty()) {
                names = cells(line);
                tables.add(new ArrayList<>());
            } else if (!line.startsWith("|---") && !line.startsWith("|--:")) {
                tables.get(tables.size() - 1).add(row(names, cells(line), line));
            }
        }
        return tables;
    }

    /** One column of the first table under a heading. */
    List<String> column(String heading, String name) {
        return table(heading).stream().map(row -> row.get(name)).toList();
    }

    /** The fenced blocks of a language under a heading, in their order. */
    List<String> blocks(String language, String heading) {
        List<String> blocks = new ArrayList<>();
        @Nullable StringBuilder block = null;
        for (String line : section(heading)) {
            if (block == null && line.equals(FENCE + language)) {
                block = new StringBuilder();
            } else if (block != null && line.equals(FENCE)) {
                blocks.add(block.toString());
                block = null;
            } else if (block != null) {
                block.append(line).append('\n');
            }
        }
        return blocks;
    }

    /** The items of numbered lists under a heading, each in one line. */
    List<String> items(String heading) {
        List<String> items = new ArrayList<>();
        for (String line : section(heading)) {
            if (line.matches("[0-9]+\\. .*")) {
                items.add(line);
            } else if (!items.isEmpty() && line.startsWith("   ")) {
                items.add(items.remove(items.size() - 1) + line.substring(2));
            }
        }
        return items;
    }

    /** Whether a text stands on the page, wherever its lines end. */
    boolean says(String text) {
        return prose().contains(text);
    }

    /** All text of the page, a blank for each end of a line. */
    String prose() {
        return String.join(" ", lines);
    }

    /** The lines from a heading to the next one of its level or a higher one. */
    private List<String> section(String heading) {
        int start = lines.indexOf(heading);
        if (start < 0) {
            throw new AssertionError("no heading " + heading + " in " + path);
        }
        String level = heading.substring(0, heading.indexOf(' '));
        int end = start + 1;
        while (end < lines.size() && !isHeading(lines.get(end), level.length())) {
            end++;
        }
        return lines.subList(start + 1, end);
    }

    private static boolean isHeading(String line, int mostLevel) {
        int level = 0;
        while (level < line.length() && line.charAt(level) == '#') {
            level++;
        }
        return level > 0 && level <= mostLevel && line.startsWith(" ", level);
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.substring(1, line.lastIndexOf('|')).split(UNESCAPED_BAR, -1)) {
            String text = cell.strip().replace("\\|", "|");
            boolean code = text.length() > 1
                    && text.startsWith("`")
                    && text.endsWith("`")
                    && text.indexOf('`', 1) == text.length() - 1;
            cells.add(code ? text.substring(1, text.length() - 1) : text);
        }
        return cells;
    }

    private static Row row(List<String> names, List<String> cells, String line) {
        if (cells.size() != names.size()) {
            throw new AssertionError("must have " + names.size() + " cells: " + line);
        }
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            row.put(names.get(i), cells.get(i));
        }
        return new Row(row);
    }
}
