// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import java.time.Duration;

/**
 * For how long a ledger remembers the ids of calls and posts.
 *
 * <p>A call is remembered until its last event is older than {@code time}, or more than {@code operations} further ids
 * have come; then its id is as good as new. An id that carries its own time, as {@link TimeOrderedIds} makes them, is declined
 * once it is older than the horizon. Ids of grants, reversals, adjustments and freezes are remembered for ever.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param time one minute to ten years
 * @param operations how many ids at most, 1,000 to 1,000,000,000; each takes about 31 bytes of heap
 */
public record Horizon(Duration time, long operations) {

    private static final Duration LEAST_TIME = Duration.ofMinutes(1);
    private static final Duration MOST_TIME = Duration.ofDays(3653);
    private static final long LEAST_OPERATIONS = 1_000;
    private static final long MOST_OPERATIONS = 1_000_000_000;

    /** 24 hours, and ten million ids. */
    public static final Horizon USUAL = new Horizon(Duration.ofHours(24), 10_000_000);

    /**
     * Checks both.
     *
     * @param time one minute to ten years
     * @param operations how many ids at most, 1,000 to 1,000,000,000
     * @throws IllegalArgumentException if either is out of range
     */
    public Horizon {
        if (time.compareTo(LEAST_TIME) < 0 || time.compareTo(MOST_TIME) > 0) {
            throw new IllegalArgumentException("must be PT1M to " + MOST_TIME + ": time=" + time);
        }
        if (operations < LEAST_OPERATIONS || operations > MOST_OPERATIONS) {
            throw new IllegalArgumentException("must be 1000 to 1000000000: operations=" + operations);
        }
    }
}
