// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks;

import io.weighhouse.benchmarks.work.Caller;
import io.weighhouse.benchmarks.work.ChatBodies;
import io.weighhouse.benchmarks.work.Shop;
import io.weighhouse.metering.call.Settlement;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a metered call costs from end to end: {@code java -jar benchmarks/target/benchmarks.jar OpenSettleBenchmark -prof gc
 * -jvmArgs -Xmx1g}.
 *
 * <p>An answer of 1 KB is read in each. Threads: one or two, which share the wallet.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
public class OpenSettleBenchmark {

    private final Shop shop = new Shop();
    private final AtomicInteger callers = new AtomicInteger();

    /** JMH makes it. */
    public OpenSettleBenchmark() {}

    /** One thread's calls. */
    @State(Scope.Thread)
    public static class Calls {

        private final byte[] request = ChatBodies.request();
        private final byte[] response = ChatBodies.response();
        private @Nullable Caller caller;

        /** JMH makes it. */
        public Calls() {}

        /**
         * Makes the caller.
         *
         * @param benchmark with the shop that all threads share
         */
        @Setup
        public void makeCaller(OpenSettleBenchmark benchmark) {
            caller = new Caller(benchmark.shop, "caller-" + benchmark.callers.incrementAndGet());
        }

        private Caller caller() {
            return Objects.requireNonNull(caller);
        }
    }

    /**
     * A call on one thread.
     *
     * @param calls whose
     * @return how it ended
     */
    @Benchmark
    @Threads(1)
    public Settlement oneThread(Calls calls) {
        return calls.caller().openAndSettle(calls.response);
    }

    /**
     * A call on each of two threads.
     *
     * @param calls whose
     * @return how it ended
     */
    @Benchmark
    @Threads(2)
    public Settlement twoThreads(Calls calls) {
        return calls.caller().openAndSettle(calls.response);
    }

    /**
     * A call on one thread through the gateway, from its API key on.
     *
     * @param calls whose
     * @return how it ended
     */
    @Benchmark
    @Threads(1)
    public Settlement gateway(Calls calls) {
        return calls.caller().beginAndSettle(calls.request, calls.response);
    }
}
