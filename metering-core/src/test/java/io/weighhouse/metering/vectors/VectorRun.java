// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.vectors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.weighhouse.metering.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Puts each row of a file of outside answers to a question, and prints how many came out equal, by class.
 *
 * <p>The file is the one of the folder that {@link SharedData} finds; where there is none, the project's own sample of it.
 */
final class VectorRun {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final int MOST_FAILURES_SHOWN = 60;

    private final String file;
    private final Map<String, Map<Verdict.Kind, Integer>> counts = new TreeMap<>();
    private final Map<String, Integer> listed = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private int rows;

    private VectorRun(String file) {
        this.file = file;
    }

    /** Runs all rows; what failed is empty if all is well. */
    static List<String> failures(String file, Function<JsonNode, Verdict> question) {
        VectorRun run = new VectorRun(file);
        for (JsonNode row : rows(file)) {
            run.add(row, question.apply(row));
        }
        run.print();
        return run.failures;
    }

    static List<JsonNode> rows(String file) {
        List<JsonNode> rows = new ArrayList<>();
        text(file).lines().filter(line -> !line.isBlank()).forEach(line -> rows.add(json(line)));
        return rows;
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static String text(String file) {
        Optional<Path> outside = SharedData.find(file);
        try {
            if (outside.isPresent()) {
                return Files.readString(outside.get());
            }
            try (InputStream own = VectorRun.class.getResourceAsStream("/vectors/" + file)) {
                if (own == null) {
                    throw new IllegalArgumentException("must have a sample: " + file);
                }
                return new String(own.readAllBytes(), UTF_8);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void add(JsonNode row, Verdict verdict) {
        String rowClass = row.path("class").asText(row.path("provider").asText("-"));
        counts.computeIfAbsent(rowClass, name -> new EnumMap<>(Verdict.Kind.class))
                .merge(verdict.kind(), 1, Integer::sum);
        rows++;
        switch (verdict.kind()) {
            case EQUAL -> {}
            case LISTED -> listed.merge(rowClass + ": " + verdict.why(), 1, Integer::sum);
            case FAILED -> failures.add(rowClass + ' ' + row.path("id").asText() + ": " + verdict.why());
        }
    }

    private void print() {
        StringBuilder text = new StringBuilder(
                file + ": rows=" + rows + (SharedData.find(file).isPresent() ? "" : " (own sample)"));
        counts.forEach((name, count) -> text.append(String.format(
                "%n  %-24s equal=%d listed=%d failed=%d",
                name,
                count.getOrDefault(Verdict.Kind.EQUAL, 0),
                count.getOrDefault(Verdict.Kind.LISTED, 0),
                count.getOrDefault(Verdict.Kind.FAILED, 0))));
        listed.forEach((reason, times) -> text.append(String.format("%n  listed %d x %s", times, reason)));
        failures.stream()
                .limit(MOST_FAILURES_SHOWN)
                .forEach(what ->
                        text.append(System.lineSeparator()).append("  FAILED ").append(what));
        System.out.println(text);
    }
}
