// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long operations took, counted in classes that are 3 % wide.
 *
 * <p>This class is thread-safe.
 */
public final class Latencies {

    /** Below 32 ns each number is a class; above, each power of two has 32. */
    private static final int STEPS = 32;

    private static final int STEP_BITS = 5;

    private final AtomicLongArray counts = new AtomicLongArray(STEPS * (Long.SIZE - STEP_BITS));

    /** None as yet. */
    public Latencies() {}

    /**
     * Records operations that took equally long, because they were done together.
     *
     * @param nanos from its beginning to its answer, 0 or above
     * @param operations how many, 1 or more
     */
    public void record(long nanos, int operations) {
        counts.addAndGet(classOf(Math.max(0, nanos)), operations);
    }

    /** {@return how many operations were recorded} */
    public long count() {
        long count = 0;
        for (int i = 0; i < counts.length(); i++) {
            count += counts.get(i);
        }
        return count;
    }

    /**
     * What a part of the operations did not exceed: the highest number of the class in which the part is full.
     *
     * @param percent above 0 and at most 100
     * @return nanoseconds; 0 if nothing was recorded
     */
    public long atPercent(double percent) {
        if (!(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException("must be > 0 and <= 100: percent=" + percent);
        }
        long wanted = (long) Math.ceil(count() * percent / 100);
        long seen = 0;
        for (int i = 0; i < counts.length(); i++) {
            seen += counts.get(i);
            if (seen >= wanted && seen > 0) {
                return highest(i);
            }
        }
        return 0;
    }

    private static int classOf(long nanos) {
        if (nanos < STEPS) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - STEP_BITS;
        return (shift + 1) * STEPS + (int) (nanos >>> shift) - STEPS;
    }

    private static long highest(int index) {
        if (index < STEPS) {
            return index;
        }
        int shift = index / STEPS - 1;
        return ((STEPS + index % STEPS + 1L) << shift) - 1;
    }
}
