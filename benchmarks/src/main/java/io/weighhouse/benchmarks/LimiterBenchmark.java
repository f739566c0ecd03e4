// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks;

import io.weighhouse.benchmarks.work.LimitedCaller;
import io.weighhouse.metering.limit.Decision;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a limit costs: {@code java -jar benchmarks/target/benchmarks.jar LimiterBenchmark -prof gc -p limits=1,2,3}.
 *
 * <p>Threads: one instance for each, as JMH makes them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
public class LimiterBenchmark {

    /** How many limits the caller has, 1 to 3. */
    @Param("3")
    public int limits;

    private @Nullable LimitedCaller admitted;
    private @Nullable LimitedCaller refused;

    /** JMH makes it. */
    public LimiterBenchmark() {}

    /** Makes both callers. */
    @Setup
    public void makeCallers() {
        admitted = LimitedCaller.admitted(limits);
        refused = LimitedCaller.refused(limits);
    }

    /** {@return yes: nothing new} */
    @Benchmark
    public boolean admitted() {
        return Objects.requireNonNull(admitted).tryAcquire();
    }

    /** {@return no: nothing new} */
    @Benchmark
    public boolean refused() {
        return Objects.requireNonNull(refused).tryAcquire();
    }

    /** {@return yes, with the permit and how each limit stands} */
    @Benchmark
    public Decision decision() {
        return Objects.requireNonNull(admitted).acquire();
    }

    /** {@return the time, which every decision has to ask for} */
    @Benchmark
    public long clock() {
        return System.nanoTime();
    }
}
