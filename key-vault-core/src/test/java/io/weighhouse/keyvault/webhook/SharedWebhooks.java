// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.webhook;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Webhooks signed by others, from a {@code shared/data} folder beside a folder above this one, if there is one. */
final class SharedWebhooks {

    private static final Pattern MEMBER =
            Pattern.compile("\\{|\"(\\w+)\"\\s*:\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|(\\d+))");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");

    private SharedWebhooks() {}

    /** One webhook: the members of a flat JSON object. */
    record Row(Path folder, Map<String, String> members) {

        String text(String name) {
            return Objects.requireNonNull(members.get(name), name);
        }

        long number(String name) {
            return Long.parseLong(text(name));
        }

        byte[] body() {
            return members.containsKey("payload")
                    ? text("payload").getBytes(StandardCharsets.UTF_8)
                    : read(folder.resolve("payloads")
                            .resolve(text(members.containsKey("file") ? "file" : "payloadFile")));
        }
    }

    /** Returns the rows of a file of {@code stripe}. Without the file the test is skipped. */
    static List<Row> rows(String name) {
        for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
            Path file = above.resolve("shared/data/stripe").resolve(name);
            if (Files.isReadable(file)) {
                return parse(file);
            }
        }
        assumeTrue(false, "no " + name + " beside the project");
        return List.of();
    }

    private static List<Row> parse(Path file) {
        Path folder = Objects.requireNonNull(file.getParent());
        List<Row> rows = new ArrayList<>();
        Matcher member = MEMBER.matcher(new String(read(file), StandardCharsets.UTF_8));
        while (member.find()) {
            if (member.group().equals("{")) {
                rows.add(new Row(folder, new HashMap<>()));
            } else {
                String text = member.group(2);
                rows.get(rows.size() - 1)
                        .members()
                        .put(member.group(1), text == null ? member.group(3) : unescaped(text));
            }
        }
        return rows;
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(escape -> Matcher.quoteReplacement(
                        escape.group(1) != null
                                ? String.valueOf((char) Integer.parseInt(escape.group(1), 16))
                                : escape.group(2).equals("n") ? "\n" : escape.group(2)));
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
