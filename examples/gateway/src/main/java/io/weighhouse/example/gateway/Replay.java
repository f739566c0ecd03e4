// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Recorded answers of real providers, from a folder of JSON lines.
 *
 * <p>A line is {@code {"url":"https://api.openai.com/v1/chat/completions","request_model":"gpt-4o","streaming":true,
 * "status":200,"response_headers":{...},"body":"data: ..."}}; Gemini's models are in the address. A request is answered with the recordings of its kind of path,
 * its model and its wish for a stream, one after the other and round again. Thread-safe.
 */
final class Replay {

    private static final List<String> KINDS = List.of(
            "chat/completions", "responses", "embeddings", "messages", ":generateContent", ":streamGenerateContent");
    private static final Pattern BLANK_LINE = Pattern.compile("(?<=\\r?\\n\\r?\\n)");

    private final Map<Key, Turns> recordings = new HashMap<>();

    /** An answer as it was recorded. */
    record Recording(int status, Map<String, String> headers, String body, boolean streaming) {

        /** The body event by event, or in one. */
        List<String> events() {
            return streaming ? List.of(BLANK_LINE.split(body)) : List.of(body);
        }
    }

    private record Key(String kind, String model, boolean streaming) {}

    private record Turns(List<Recording> list, AtomicInteger next) {}

    private Replay() {}

    static Replay none() {
        return new Replay();
    }

    /** Reads every {@code .jsonl} file of a folder, in the order of their names. */
    static Replay of(Path folder) throws IOException {
        Replay replay = new Replay();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList()) {
                try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
                    for (String line : (Iterable<String>) lines::iterator) {
                        replay.add(Json.MAPPER.readTree(line));
                    }
                }
            }
        }
        return replay;
    }

    boolean isEmpty() {
        return recordings.isEmpty();
    }

    private void add(JsonNode row) {
        String path = URI.create(row.path("url").asText("")).getPath();
        String kind = kindOf(path);
        if (kind == null || !row.path("body").isTextual()) {
            return;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        row.path("response_headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        boolean streaming = row.path("streaming").asBoolean();
        Recording recording = new Recording(
                row.path("status").asInt(200), headers, row.path("body").textValue(), streaming);
        String model = kind.startsWith(":")
                ? LoopbackProvider.modelOf(path)
                : row.path("request_model").asText();
        Key key = new Key(kind, model, streaming);
        recordings
                .computeIfAbsent(key, k -> new Turns(new ArrayList<>(), new AtomicInteger()))
                .list
                .add(recording);
    }

    /** The next recording for a request, or null if there is none. */
    @Nullable
    Recording find(String path, String model, boolean streaming) {
        String kind = kindOf(path);
        Turns turns = kind == null ? null : recordings.get(new Key(kind, model, streaming));
        return turns == null ? null : turns.list.get(Math.floorMod(turns.next.getAndIncrement(), turns.list.size()));
    }

    private static @Nullable String kindOf(@Nullable String path) {
        for (String kind : KINDS) {
            if (path != null && path.endsWith(kind)) {
                return kind;
            }
        }
        return null;
    }
}
