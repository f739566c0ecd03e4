// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs JMH benchmarks for a moment, inside the test's own JVM, and says what they allocate.
 *
 * <p>Bytes an operation repeat to a fraction of a byte on a loaded machine, times do not: so tests hold benchmarks to the
 * former and leave the latter to a real run.
 */
final class AllocationRun {

    private AllocationRun() {}

    /**
     * The bytes that each benchmark of a class allocates for an operation, by the benchmark's method.
     *
     * @throws RunnerException if one of them fails
     */
    static Map<String, Double> bytesPerOp(Class<?> benchmarks) throws RunnerException {
        Options options = new OptionsBuilder()
                .include("^" + benchmarks.getName().replace(".", "\\.") + "\\..*$")
                .forks(0)
                .warmupIterations(2)
                .warmupTime(TimeValue.milliseconds(150))
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(300))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        Collection<RunResult> results = new Runner(options).run();
        Map<String, Double> bytesByMethod = new TreeMap<>();
        for (RunResult result : results) {
            String name = result.getParams().getBenchmark();
            Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
            bytesByMethod.put(
                    name.substring(name.lastIndexOf('.') + 1),
                    Objects.requireNonNull(bytes, "the profiler's figure").getScore());
        }
        return bytesByMethod;
    }
}
