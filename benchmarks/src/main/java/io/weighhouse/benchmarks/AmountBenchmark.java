// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks;

import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What exact amounts cost: {@code java -jar benchmarks/target/benchmarks.jar AmountBenchmark -prof gc}.
 *
 * <p>Threads: one instance for each, as JMH makes them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
public class AmountBenchmark {

    private final Unit credit = Unit.of("CREDIT", 6);
    // Not final, or the compiler would know the result.
    private Amount balance = Amount.of("10", credit);
    private Amount price = Amount.of("0.25", credit);

    /** JMH makes it. */
    public AmountBenchmark() {}

    /** {@return a sum: one new amount} */
    @Benchmark
    public Amount plus() {
        return balance.plus(price);
    }

    /** {@return a comparison: nothing new} */
    @Benchmark
    public int compareTo() {
        return balance.compareTo(price);
    }
}
