// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a caller may call now: one hot caller with one to three rules, always admitted or always refused; many keys in no
 * order; reserving tokens and settling; and the memory of a key.
 */
final class LimiterSuite implements Suite {

    /** Compilers want longer than a case of a quick run has, on a machine that is busy. */
    private static final Duration WARM_UP = Duration.ofSeconds(4);

    private static final int WARM_UP_ITERATIONS = 1_000;

    private final int keys;
    private final int keysOnTheHeap;

    /**
     * With so many keys.
     *
     * @param keys that call in no order
     * @param keysOnTheHeap whose memory is read
     */
    LimiterSuite(int keys, int keysOnTheHeap) {
        this.keys = keys;
        this.keysOnTheHeap = keysOnTheHeap;
    }

    @Override
    public String name() {
        return "limiter";
    }

    @Override
    public String about() {
        return "one to six rules of a caller, 100,000 keys, memory: Bucket4j, Resilience4j, Guava, Failsafe";
    }

    @Override
    public List<Measured> cases() throws Exception {
        List<Case> bodies = new ArrayList<>();
        bodies.addAll(HotKeyCases.all());
        bodies.addAll(ReserveCases.all());
        bodies.addAll(ManyKeysCases.all(keys));
        warmUp(bodies);
        List<Measured> cases = new ArrayList<>(bodies);
        // Last: figures take what time they need, and would leave the others none to warm up.
        cases.add(HotKeyCases.onTwoThreadsElapsed());
        cases.addAll(KeyHeapFigures.all(keysOnTheHeap));
        return List.copyOf(cases);
    }

    /** In turns, so that no code is compiled for one body alone that others share. */
    private static void warmUp(List<Case> cases) throws Exception {
        long start = System.nanoTime();
        while (System.nanoTime() - start < WARM_UP.toNanos()) {
            for (Case each : cases) {
                each.ours().run(WARM_UP_ITERATIONS);
                for (Case.Rival rival : each.rivals()) {
                    rival.body().run(WARM_UP_ITERATIONS);
                }
            }
        }
    }
}
