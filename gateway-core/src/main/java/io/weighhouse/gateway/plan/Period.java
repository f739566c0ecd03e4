// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import java.time.Duration;
import java.time.Instant;

/**
 * One stretch of time of a subscription: a month or a year of it, or its trial.
 *
 * <p>Of a subscription that began on 31 January 2026 at noon UTC, the month with the number 1 lasts from 28 February, noon, to
 * 31 March, noon. Months follow each other without a gap: the end of one is the start of the next.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param index 0 for the one that begins with the subscription, 1 for the next; negative for those before
 * @param start the first instant of it
 * @param end the first instant after it, later than {@code start}
 */
public record Period(long index, Instant start, Instant end) {

    /**
     * Checks the order.
     *
     * @param index 0 for the one that begins with the subscription
     * @param start the first instant of it
     * @param end the first instant after it
     * @throws IllegalArgumentException if the end is not later than the start
     */
    public Period {
        if (!end.isAfter(start)) {
            throw new IllegalArgumentException("must be after start=" + start + ": end=" + end);
        }
    }

    /**
     * Whether an instant is in it.
     *
     * @param instant the instant
     * @return whether it is at the start or later, and before the end
     */
    public boolean contains(Instant instant) {
        return !instant.isBefore(start) && instant.isBefore(end);
    }

    /** {@return how long it lasts; of a month, 28 to 31 days, and an hour less or more where clocks are moved} */
    public Duration length() {
        return Duration.between(start, end);
    }
}
