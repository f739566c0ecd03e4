// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.Duration;

/**
 * So many calls at once.
 *
 * <p>A call is in flight from the moment it gets its {@link Permit} until that ends, by {@code settle}, {@code release} or
 * {@code close}. One that never ends, because its process forgot it, is counted until its expiry: with 8 at once and an
 * expiry of ten minutes, 8 lost calls block for ten minutes and no longer. Beyond 64 calls at once, calls that start
 * within a 32nd of the expiry may expire together, with the last of them.
 *
 * <p>Every call counts as one, whatever it costs. A call without a permit to end it cannot be counted: {@link
 * RateLimiter#tryAcquire} refuses a quota with such a limit as a mistake.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id as in {@link Limit#id}
 * @param permits how many at once, 1 to {@value #MAX_PERMITS}
 * @param expiry after which a call that never ended is not counted any more
 * @param isShadow whether it only watches
 */
public record ConcurrencyLimit(String id, long permits, Duration expiry, boolean isShadow) implements Limit {

    /** The largest number of calls at once. */
    public static final long MAX_PERMITS = Long.MAX_VALUE / 4;

    /**
     * Checks every part.
     *
     * @param id as in {@link Limit#id}
     * @param permits how many at once, 1 to {@value #MAX_PERMITS}
     * @param expiry more than nothing, at most {@value RateLimit#MAX_REFILL_DAYS} days
     * @param isShadow whether it only watches
     * @throws IllegalArgumentException if one is out of range
     */
    public ConcurrencyLimit {
        LimitId.require(id, "id");
        LimitRange.requirePermits(permits, "permits", MAX_PERMITS, id);
        LimitRange.requireDuration(expiry, "expiry", id);
    }

    /** {@return {@link Counted#IN_FLIGHT}} */
    @Override
    public Counted counted() {
        return Counted.IN_FLIGHT;
    }

    @Override
    public long most() {
        return permits;
    }

    @Override
    public ConcurrencyLimit shadow() {
        return new ConcurrencyLimit(id, permits, expiry, true);
    }
}
