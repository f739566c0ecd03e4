// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import com.sun.management.OperatingSystemMXBean;
import io.weighhouse.metering.pricefile.LiteLlmPriceFile;
import io.weighhouse.metering.pricefile.PriceImport;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;

/**
 * Imports one price file in a JVM that does nothing else, and prints what it took.
 *
 * <p>Threads: used by one thread.
 */
public final class ImportRun {

    private ImportRun() {}

    /**
     * Prints the models taken, the milliseconds of CPU and of elapsed time that the import took on its thread, and those of
     * CPU time that the whole process has taken by then, start of the JVM and compilers included.
     *
     * @param args the file
     * @throws IOException if it cannot be read
     */
    public static void main(String[] args) throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long cpu = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        PriceImport prices = new LiteLlmPriceFile().read(Path.of(args[0]), "sample");
        double elapsedMillis = (System.nanoTime() - start) / 1e6;
        double cpuMillis = (threads.getCurrentThreadCpuTime() - cpu) / 1e6;
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double processMillis = system.getProcessCpuTime() / 1e6;
        System.out.println(prices.book().size() + " " + cpuMillis + " " + elapsedMillis + " " + processMillis);
    }
}
