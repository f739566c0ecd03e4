// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Events that others have signed, in a {@code shared/data/stripe} folder beside a folder above this one, if there is one. */
final class SharedStripe {

    private SharedStripe() {}

    /** One row of a file, and the body that it is about. */
    @SuppressWarnings("ArrayRecordComponent") // what was signed, never compared
    record Row(JsonNode members, byte[] body) {

        String text(String name) {
            return members.path(name).asText();
        }
    }

    /** Without the file the test is skipped. */
    static List<Row> rows(String name) {
        for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
            Path folder = above.resolve("shared/data/stripe");
            if (Files.isReadable(folder.resolve(name))) {
                return read(folder, name);
            }
        }
        assumeTrue(false, "no " + name + " beside the project");
        return List.of();
    }

    private static List<Row> read(Path folder, String name) {
        try {
            List<Row> rows = new ArrayList<>();
            for (JsonNode row : new ObjectMapper().readTree(folder.resolve(name).toFile())) {
                String file = row.path("file").asText(row.path("payloadFile").asText());
                byte[] body = row.hasNonNull("payload")
                        ? row.path("payload").asText().getBytes(java.nio.charset.StandardCharsets.UTF_8)
                        : Files.readAllBytes(folder.resolve("payloads").resolve(file));
                rows.add(new Row(row, body));
            }
            return rows;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
