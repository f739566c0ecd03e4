// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RingTest {

    private static final long CELL_NANOS = 1_000;

    private final long[] words = new long[Ring.words(Ring.LARGEST)];
    private final Random random = new Random(5);

    @Test
    void add_fullRingOfDistinctCells_mergesTheTwoOldestAndLosesNothing() {
        Ring.clear(words, 0, Ring.LARGEST);
        long sum = 0;
        for (int i = 0; i < 3 * Ring.LARGEST; i++) {
            Ring.add(words, 0, i * CELL_NANOS, i + 1L, CELL_NANOS);
            sum += i + 1;
            assertThat(Ring.sumFrom(words, 0, 0)).as("after %d", i).isEqualTo(sum);
        }
        assertThat(Ring.count(words, 0)).isEqualTo(Ring.LARGEST);
        int merged = 2 * Ring.LARGEST + 1;
        assertThat(Ring.amount(words, 0, 0))
                .as("all that had no slot of its own")
                .isEqualTo(merged * (merged + 1L) / 2);
        assertThat(Ring.time(words, 0, 0)).as("the time of the last of them").isEqualTo((merged - 1) * CELL_NANOS);
    }

    @Test
    void add_anyGaps_losesNothingAndMakesNothingEarlier() {
        for (int round = 0; round < 200; round++) {
            Ring.clear(words, 0, Ring.LARGEST);
            long time = 0;
            long sum = 0;
            long[] times = new long[300];
            long[] sums = new long[300];
            for (int i = 0; i < times.length; i++) {
                time += random.nextInt(random.nextInt(4) == 0 ? 5_000 : 50);
                long amount = 1L + random.nextInt(9);
                sum += amount;
                times[i] = Ring.add(words, 0, time, amount, CELL_NANOS);
                sums[i] = sum;
                assertThat(Ring.sumFrom(words, 0, 0)).isEqualTo(sum);
            }
            for (int i = 0; i < times.length; i++) {
                long counted = sum - Ring.sumFrom(words, 0, Ring.countUpTo(words, 0, times[i]));
                assertThat(counted).as("what is told to be as old as that").isLessThanOrEqualTo(sums[last(times, i)]);
            }
        }
    }

    /** The last of those that were added at the same time. */
    private static int last(long[] times, int from) {
        int last = from;
        while (last + 1 < times.length && times[last + 1] == times[from]) {
            last++;
        }
        return last;
    }
}
