// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.weighhouse.benchmarks.rival.HexDigestKeys;
import io.weighhouse.benchmarks.rival.SaltedHashKeys;
import io.weighhouse.benchmarks.work.PresentedKeys;
import io.weighhouse.keyvault.key.Authentication.Authenticated;
import java.time.Instant;

/** Good keys against bcrypt in each request. A check takes so long that a few say all; the usual turns would take minutes. */
final class SlowHashFigures {

    private static final int TIMES = 3;
    private static final int ITERATIONS = 100_000;
    private static final double NANOS_IN_MICRO = 1_000;

    private SlowHashFigures() {}

    static Figure of(PresentedKeys keys) {
        SaltedHashKeys bcrypt = with(SaltedHashKeys.bcrypt(), keys.good(0));
        SaltedHashKeys spring = with(SaltedHashKeys.springBcrypt(), keys.good(0));
        return Figure.of("good key, each time", "us", () -> micros(n -> good(keys, n), ITERATIONS))
                .against("bcrypt of cost 10", () -> micros(n -> good(bcrypt, keys.good(0), n), 1))
                .against("Spring, bcrypt of cost 10", () -> micros(n -> good(spring, keys.good(0), n), 1))
                .times(TIMES);
    }

    private static SaltedHashKeys with(SaltedHashKeys salted, String key) {
        salted.put(key, new HexDigestKeys.Key("acme", Instant.MAX, false));
        return salted;
    }

    private static double micros(Body body, int iterations) throws Exception {
        Gauges gauges = Gauges.ofThisProcess();
        long nanos = gauges.threadCpuNanos();
        long good = body.run(iterations);
        nanos = gauges.threadCpuNanos() - nanos;
        if (good != iterations) {
            throw new IllegalStateException("must all be good: " + good + " of " + iterations);
        }
        return nanos / NANOS_IN_MICRO / iterations;
    }

    private static long good(PresentedKeys keys, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += keys.authenticate(i) instanceof Authenticated ? 1 : 0;
        }
        return sum;
    }

    private static long good(SaltedHashKeys salted, String key, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += salted.authenticate(key, Instant.now()).isPresent() ? 1 : 0;
        }
        return sum;
    }
}
