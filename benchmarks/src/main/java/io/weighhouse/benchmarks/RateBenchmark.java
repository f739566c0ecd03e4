// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks;

import io.weighhouse.benchmarks.work.BookedCalls;
import io.weighhouse.benchmarks.work.PricedCalls;
import io.weighhouse.metering.price.Rating;
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
 * What a price costs: {@code java -jar benchmarks/target/benchmarks.jar RateBenchmark -prof gc}.
 *
 * <p>Threads: one instance for each, as JMH makes them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
public class RateBenchmark {

    private final PricedCalls calls = new PricedCalls();
    private final BookedCalls booked = new BookedCalls();
    private int call;

    /** JMH makes it. */
    public RateBenchmark() {}

    /** {@return the price alone: nothing new} */
    @Benchmark
    public long priceMinor() {
        return calls.priceMinor(call++);
    }

    /** {@return the price alone, with the look-up in a book of 2,984 models: nothing new} */
    @Benchmark
    public long bookedPriceMinor() {
        return booked.priceMinor(call++);
    }

    /** {@return the price, itemised in a draft that is used again: nothing new} */
    @Benchmark
    public long rateInto() {
        return calls.rateInto(call++);
    }

    /** {@return the itemised charge, of two or three lines} */
    @Benchmark
    public Rating rate() {
        return calls.rate(call++);
    }
}
