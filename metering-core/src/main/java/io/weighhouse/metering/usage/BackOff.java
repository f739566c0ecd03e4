// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import java.time.Duration;

/**
 * When something that failed is tried again.
 *
 * <p>{@code new BackOff(10 s, 1 h, 8)}: after 10 s, 20 s, 40 s, and so on, at most an hour, eight tries in all.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param first after the first failure, more than zero
 * @param most the longest wait
 * @param tries how many tries in all, 1 to 100
 */
public record BackOff(Duration first, Duration most, int tries) {

    /** 10 seconds, doubling up to an hour, 12 tries: some four hours. */
    public static final BackOff USUAL = new BackOff(Duration.ofSeconds(10), Duration.ofHours(1), 12);

    /**
     * Checks the ranges.
     *
     * @param first after the first failure, more than zero
     * @param most the longest wait, at least {@code first}
     * @param tries how many tries in all, 1 to 100
     * @throws IllegalArgumentException if one is out of range
     */
    public BackOff {
        if (first.isZero() || first.isNegative()) {
            throw new IllegalArgumentException("must be > PT0S: first=" + first);
        }
        if (most.compareTo(first) < 0) {
            throw new IllegalArgumentException("must be >= first=" + first + ": most=" + most);
        }
        if (tries < 1 || tries > 100) {
            throw new IllegalArgumentException("must be 1 to 100: tries=" + tries);
        }
    }

    /**
     * How long to wait after so many failures.
     *
     * @param failures 1 or more
     * @return the wait
     * @throws IllegalArgumentException if it is less than 1
     */
    public Duration after(int failures) {
        if (failures < 1) {
            throw new IllegalArgumentException("must be > 0: failures=" + failures);
        }
        Duration wait = first;
        for (int i = 1; i < failures && wait.compareTo(most) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(most) < 0 ? wait : most;
    }
}
