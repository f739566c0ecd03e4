// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks;

import io.weighhouse.benchmarks.work.Wallets;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Transaction;
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
 * What money costs to move: {@code java -jar benchmarks/target/benchmarks.jar HoldCaptureBenchmark -prof gc -jvmArgs
 * -Xmx1g}.
 *
 * <p>Each figure is of a hold and its capture together. Threads: one instance for each, as JMH makes them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
public class HoldCaptureBenchmark {

    private final Wallets hot = new Wallets(1);
    private final Wallets spread = new Wallets(1024);

    /** JMH makes it. */
    public HoldCaptureBenchmark() {}

    /** {@return what came of it on one hot wallet} */
    @Benchmark
    public Outcome<Transaction> hotWallet() {
        return hot.holdAndCapture();
    }

    /** {@return what came of it on 1,024 wallets in turn} */
    @Benchmark
    public Outcome<Transaction> spreadWallets() {
        return spread.holdAndCapture();
    }
}
