// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** A process that runs a class of the tests, tells in lines what it has done, and is killed in the middle of it. */
public final class KilledJvm {

    private final Class<?> main;
    private final List<String> arguments;

    /**
     * A process that is not started yet.
     *
     * @param main a class of the tests with a main method
     * @param arguments what it is called with
     */
    public KilledJvm(Class<?> main, String... arguments) {
        this.main = main;
        this.arguments = List.of(arguments);
    }

    /**
     * Lets it work until it has told so many lines, and kills it.
     *
     * @param count how many lines
     * @param isWhole which lines were told whole
     * @return all lines that were told whole: more than {@code count} perhaps, fewer only if it ended by itself
     */
    public List<String> linesUntilKilledAfter(int count, Predicate<String> isWhole)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (isWhole.test(line)) {
                    lines.add(line);
                }
                if (lines.size() == count) {
                    // Not by the process itself, which would close what is still to be read.
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
        return lines;
    }

    private List<String> command() {
        String path = System.getProperty("java.class.path");
        String modules = System.getProperty("jdk.module.path", "");
        String separator = System.getProperty("path.separator");
        String both = modules.isEmpty() ? path : path + separator + modules;
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                testClasses() + separator + both,
                main.getName()));
        command.addAll(arguments);
        return command;
    }

    /** The tests are patched into a module, whose path does not name them. */
    private Path testClasses() {
        try {
            var resource = main.getResource(main.getSimpleName() + ".class");
            Path file = Path.of(Objects.requireNonNull(resource).toURI());
            for (int i = main.getName().split("\\.", -1).length; i > 0; i--) {
                file = Objects.requireNonNull(file.getParent());
            }
            return file;
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
