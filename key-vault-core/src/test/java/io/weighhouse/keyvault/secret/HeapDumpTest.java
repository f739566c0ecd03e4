// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks for closed secrets and for their keys in the heap of a process that has used them. */
class HeapDumpTest {

    private static final int SECRETS = 22;

    @TempDir
    private Path directory;

    @Test
    void heap_afterUse_holdsNoClosedSecret() throws IOException, InterruptedException {
        List<byte[]> secrets = secrets();
        Path masked = directory.resolve("secrets");
        Files.write(
                masked,
                secrets.stream()
                        .map(secret -> HexFormat.of().formatHex(HeapWork.masked(secret)))
                        .toList());
        Path seen = directory.resolve("keys");
        run(masked, seen, directory.resolve("before.hprof"), directory.resolve("after.hprof"));

        byte[] before = Files.readAllBytes(directory.resolve("before.hprof"));
        byte[] after = Files.readAllBytes(directory.resolve("after.hprof"));
        Finder closed = new Finder();
        for (byte[] secret : secrets.subList(2, SECRETS)) {
            closed.add("secret", secret);
            closed.add("in base64", Base64.getUrlEncoder().withoutPadding().encode(secret));
            closed.add("in hex", HexFormat.of().formatHex(secret).getBytes(StandardCharsets.US_ASCII));
        }
        Finder control = new Finder();
        control.add("left open", secrets.get(0));
        control.add("dropped", secrets.get(1));
        Finder keys = new Finder();
        for (String line : Files.readAllLines(seen)) {
            byte[] dataKey = HeapWork.masked(HexFormat.of().parseHex(line));
            try (Secret secret = Secret.ofBytes(dataKey);
                    PayloadKeys derived = PayloadKeys.of(secret)) {
                keys.add("data key", dataKey);
                keys.add("encryption key", derived.encryption());
            }
        }
        System.out.println("heap dump: " + before.length + " bytes, closed secrets " + closed.in(before)
                + ", others " + control.in(before) + ", keys " + keys.in(before) + ", after forgetting "
                + keys.in(after));
        assertThat(control.in(before)).as("what is there is found").containsOnlyKeys("left open", "dropped");
        assertThat(closed.in(before)).isEmpty();
        assertThat(closed.in(after)).isEmpty();
        assertThat(keys.in(before)).doesNotContainKey("data key");
        assertThat(keys.in(after)).isEmpty();
    }

    private void run(Path... files) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                HeapWork.class.getName()));
        for (Path file : files) {
            command.add(file.toString());
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        int exit = process.waitFor();
        assertThat(exit).as(Files.readString(directory.resolve("output"))).isZero();
    }

    private static String classPath() {
        String separator = System.getProperty("path.separator");
        return String.join(
                separator,
                folderOf(HeapWork.class).toString(),
                folderOf(Secret.class).toString(),
                System.getProperty("java.class.path"),
                System.getProperty("jdk.module.path", ""));
    }

    /** The tests are patched into a module, whose path does not name them. */
    private static Path folderOf(Class<?> type) {
        try {
            var resource = type.getResource(type.getSimpleName() + ".class");
            Path file = Path.of(Objects.requireNonNull(resource).toURI());
            for (int i = type.getName().split("\\.", -1).length; i > 0; i--) {
                file = Objects.requireNonNull(file.getParent());
            }
            return file;
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Random printable text of 40 bytes each. */
    private static List<byte[]> secrets() {
        SecureRandom random = new SecureRandom();
        List<byte[]> secrets = new ArrayList<>();
        for (int i = 0; i < SECRETS; i++) {
            byte[] secret = new byte[40];
            for (int at = 0; at < secret.length; at++) {
                secret[at] = (byte) ('!' + random.nextInt(90));
            }
            secrets.add(secret);
        }
        return secrets;
    }

    /** Many texts, looked for in one pass: by their first four bytes, then whole. */
    private static final class Finder {

        private final Map<Integer, List<Map.Entry<String, byte[]>>> byHead = new HashMap<>();

        void add(String what, byte[] bytes) {
            byHead.computeIfAbsent(head(bytes, 0), head -> new ArrayList<>()).add(Map.entry(what, bytes));
        }

        /** How many places each kind was found in. */
        Map<String, Integer> in(byte[] dump) {
            Map<String, Integer> found = new TreeMap<>();
            for (int at = 0; at + 4 <= dump.length; at++) {
                for (Map.Entry<String, byte[]> text : byHead.getOrDefault(head(dump, at), List.of())) {
                    byte[] bytes = text.getValue();
                    int end = Math.min(dump.length, at + bytes.length);
                    if (Arrays.equals(dump, at, end, bytes, 0, bytes.length)) {
                        found.merge(text.getKey(), 1, Integer::sum);
                    }
                }
            }
            return found;
        }

        private static int head(byte[] bytes, int at) {
            return (bytes[at] << 24)
                    | ((bytes[at + 1] & 0xFF) << 16)
                    | ((bytes[at + 2] & 0xFF) << 8)
                    | (bytes[at + 3] & 0xFF);
        }
    }
}
