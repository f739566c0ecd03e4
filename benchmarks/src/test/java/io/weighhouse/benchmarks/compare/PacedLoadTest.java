// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PacedLoadTest {

    private static final long MILLI = 1_000_000;

    @Test
    void run_recordsEachOperationOnce_andNoneBeforeItIsDue() throws Exception {
        Set<Long> numbers = ConcurrentHashMap.newKeySet();
        long start = System.nanoTime();
        PacedLoad load = new PacedLoad(1_000, 4, numbers::add);
        Latencies latencies = new Latencies();
        load.run(50, latencies);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(49 * MILLI);
        assertThat(numbers).hasSize(50);
        assertThat(latencies.count()).isEqualTo(50);
    }

    @Test
    void run_oneThatIsSlow_countsForThoseThatWereDueMeanwhile() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        PacedLoad load = new PacedLoad(1_000, 1, number -> {
            if (number == 0) {
                long until = System.nanoTime() + 60 * MILLI;
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                first.countDown();
            }
        });
        Latencies latencies = new Latencies();
        load.run(40, latencies);
        assertThat(first.getCount()).isZero();
        // The one in the middle was due after 20 ms and had its turn after 60.
        assertThat(latencies.atPercent(50)).isGreaterThan(35 * MILLI);
    }
}
