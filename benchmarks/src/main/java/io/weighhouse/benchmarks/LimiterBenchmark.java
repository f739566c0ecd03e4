// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks;

import io.weighhouse.benchmarks.work.LimitedCaller;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.DecisionDraft;
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
 * What a limit costs: {@code java -jar benchmarks/target/benchmarks.jar LimiterBenchmark -prof gc -p rules=1,2,3}.
 *
 * <p>Threads: one instance for each, as JMH makes them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
public class LimiterBenchmark {

    /** How many rules the caller has, 1 to 3. */
    @Param("3")
    public int rules;

    private final DecisionDraft draft = new DecisionDraft();
    private @Nullable LimitedCaller admitted;
    private @Nullable LimitedCaller refused;

    /** JMH makes it. */
    public LimiterBenchmark() {}

    /** Makes both callers. */
    @Setup
    public void makeCallers() {
        admitted = LimitedCaller.admitted(rules);
        refused = LimitedCaller.refused(rules);
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

    /** {@return yes, with a permit that has ended and how each limit stands} */
    @Benchmark
    public Decision decision() {
        return Objects.requireNonNull(admitted).decide();
    }

    /** {@return yes, and how each limit stands in an object that is used again} */
    @Benchmark
    public boolean draft() {
        return Objects.requireNonNull(admitted).decide(draft);
    }

    /** {@return the time, which every decision has to ask for} */
    @Benchmark
    public long clock() {
        return System.nanoTime();
    }
}
