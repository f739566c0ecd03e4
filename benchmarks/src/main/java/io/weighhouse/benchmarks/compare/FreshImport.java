// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.weighhouse.benchmarks.work.ImportRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The import of a price file by a JVM that has done nothing before, each time a new one.
 *
 * <p>What one figure has read is not read again by another: the n-th of each comes from the same JVM.
 */
final class FreshImport {

    private final Path file;
    private final List<Run> runs = new ArrayList<>();
    private int ofThread;
    private int elapsed;
    private int ofProcess;

    private record Run(double threadMillis, double elapsedMillis, double processMillis) {}

    FreshImport(Path file) {
        this.file = file;
    }

    /** CPU time of the thread that imports. */
    double threadMillis() throws IOException, InterruptedException {
        return run(ofThread++).threadMillis;
    }

    /** Elapsed time of the import alone. */
    double elapsedMillis() throws IOException, InterruptedException {
        return run(elapsed++).elapsedMillis;
    }

    /** CPU time of all threads of the process from its start, its compilers' too. */
    double processMillis() throws IOException, InterruptedException {
        return run(ofProcess++).processMillis;
    }

    private Run run(int number) throws IOException, InterruptedException {
        while (runs.size() <= number) {
            runs.add(fresh());
        }
        return runs.get(number);
    }

    private Run fresh() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ImportRun.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        int status = process.waitFor();
        String[] words = said.split(" ", -1);
        if (status != 0 || words.length != 4 || Integer.parseInt(words[0]) == 0) {
            throw new IOException("must import models: file=" + file + " status=" + status + " said=" + said);
        }
        return new Run(Double.parseDouble(words[1]), Double.parseDouble(words[2]), Double.parseDouble(words[3]));
    }
}
