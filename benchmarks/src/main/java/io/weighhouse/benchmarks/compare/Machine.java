// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says in one line what a figure was measured on. */
final class Machine {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** Where files were made says nothing about the figures, but much about whose machine it is. */
    private static final String FILES = "-Dbenchmarks.files=";

    private Machine() {}

    static String line() {
        Runtime runtime = Runtime.getRuntime();
        return "machine: " + cpu() + ", " + runtime.availableProcessors() + " processors, "
                + System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch") + "; JVM: " + System.getProperty("java.vm.name") + " "
                + System.getProperty("java.vm.version") + " "
                + ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(argument -> !argument.startsWith(FILES))
                        .collect(Collectors.joining(" "));
    }

    /** The name that Linux gives the processor; elsewhere the architecture has to do. */
    private static String cpu() {
        if (!Files.isReadable(CPU_INFO)) {
            return "unnamed CPU";
        }
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unnamed CPU");
        } catch (IOException unreadable) {
            return "unnamed CPU";
        }
    }
}
