// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Wycheproof's test vectors, from a {@code shared/data} folder beside a folder above this one, if there is one. */
final class OutsideVectors {

    private static final Pattern MEMBER = Pattern.compile("\"(\\w+)\" *: *(?:\"([^\"]*)\"|(\\d+))");

    private OutsideVectors() {}

    /** One test of Wycheproof's. */
    record Vector(Map<String, String> members) {

        String text(String name) {
            return Objects.requireNonNull(members.get(name), name);
        }

        byte[] bytes(String name) {
            return HexFormat.of().parseHex(text(name));
        }

        boolean isValid() {
            return text("result").equals("valid");
        }
    }

    /** Returns the vectors of a file. Without the file the test is skipped. */
    static List<Vector> read(String name) {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path file = folder.resolve("shared/data/crypto").resolve(name);
            if (Files.isReadable(file)) {
                return parse(file);
            }
        }
        assumeTrue(false, "no " + name + " beside the project");
        return List.of();
    }

    private static List<Vector> parse(Path file) {
        try {
            List<Vector> tests = new ArrayList<>();
            Map<String, String> current = new HashMap<>();
            Matcher member = MEMBER.matcher(Files.readString(file));
            while (member.find()) {
                if (member.group(1).equals("tcId")) {
                    current = new HashMap<>();
                    tests.add(new Vector(current));
                }
                current.put(member.group(1), member.group(2) != null ? member.group(2) : member.group(3));
            }
            return tests;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
