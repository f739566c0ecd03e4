// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.bcrypt;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys and their hashes, from a {@code shared/data} folder beside a folder above this one, if there is one. */
final class SharedHashes {

    private static final Pattern CASE =
            Pattern.compile("\"password_hex\"\\s*:\\s*\"([0-9a-f]*)\"\\s*,\\s*\"hash\"\\s*:\\s*\"([^\"]*)\"");

    private SharedHashes() {}

    /** A key in hexadecimal and its hash. */
    record Row(String keyHex, String hash) {

        byte[] key() {
            return HexFormat.of().parseHex(keyHex);
        }

        int cost() {
            return Integer.parseInt(hash, 4, 6, 10);
        }
    }

    /** All pairs. Without the file the test is skipped. */
    static List<Row> valid() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path file = folder.resolve("shared/data/crypto/bcrypt_valid.json");
            if (Files.isReadable(file)) {
                return parse(file);
            }
        }
        assumeTrue(false, "no bcrypt_valid.json beside the project");
        return List.of();
    }

    private static List<Row> parse(Path file) {
        try {
            List<Row> rows = new ArrayList<>();
            Matcher row = CASE.matcher(Files.readString(file));
            while (row.find()) {
                rows.add(new Row(row.group(1), row.group(2)));
            }
            return rows;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
