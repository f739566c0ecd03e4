// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks;

import io.weighhouse.benchmarks.work.PresentedKeys;
import io.weighhouse.keyvault.key.Authentication;
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
 * What a look at a key costs: {@code java -jar benchmarks/target/benchmarks.jar AuthenticateBenchmark -prof gc}.
 *
 * <p>Threads: one instance for each, as JMH makes them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
public class AuthenticateBenchmark {

    private final PresentedKeys keys = new PresentedKeys();
    private final PresentedKeys peppered = PresentedKeys.peppered();
    private int key;

    /** JMH makes it. */
    public AuthenticateBenchmark() {}

    /** {@return that one of 1,024 keys is good, from memory} */
    @Benchmark
    public Authentication good() {
        return keys.authenticate(key++);
    }

    /** {@return the same where keys are hashed under a pepper} */
    @Benchmark
    public Authentication goodPeppered() {
        return peppered.authenticate(key++);
    }

    /** {@return that one of 1,024 keys has a letter wrong} */
    @Benchmark
    public Authentication damaged() {
        return keys.authenticateDamaged(key++);
    }

    /** {@return that a text is no key of ours} */
    @Benchmark
    public Authentication foreign() {
        return keys.authenticateForeign(key++);
    }
}
