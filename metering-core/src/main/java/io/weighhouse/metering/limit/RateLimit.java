// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.math.BigInteger;
import java.time.Duration;

/**
 * So many per period, evenly, and a burst of its own.
 *
 * <p>{@code Limit.requests("rpm", 60, Duration.ofMinutes(1))} lets 60 requests pass at once, and from then on one more
 * each second: whatever the moment, no stretch of time {@code t} ever sees more than {@code burst + t * permits /
 * period}. There is no window that starts afresh, and so no edge at which twice the limit could pass. It is the generic
 * cell rate algorithm (ITU-T I.371, annex A).
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id as in {@link Limit#id}
 * @param counted what it counts
 * @param rate how many per period
 * @param burst how many at once, at least 1; it must refill from nothing within {@value #MAX_REFILL_DAYS} days
 * @param isShadow whether it only watches
 */
public record RateLimit(String id, Counted counted, Rate rate, long burst, boolean isShadow) implements Limit {

    /** The longest time, in days of 24 hours, that an empty burst may need to refill. */
    public static final int MAX_REFILL_DAYS = 25_000;

    private static final BigInteger MAX_REFILL_NANOS =
            BigInteger.valueOf(Duration.ofDays(MAX_REFILL_DAYS).toNanos());

    /**
     * A number over a time.
     *
     * @param permits how many, at least 1
     * @param period more than nothing, at most {@value RateLimit#MAX_REFILL_DAYS} days
     */
    public record Rate(long permits, Duration period) {}

    /**
     * Checks every part.
     *
     * @param id as in {@link Limit#id}
     * @param counted anything but {@link Counted#IN_FLIGHT}
     * @param rate at least 1 per period, and a period of more than nothing, at most {@value #MAX_REFILL_DAYS} days
     * @param burst how many at once, at least 1
     * @param isShadow whether it only watches
     * @throws IllegalArgumentException if one is out of range, or the burst needs more than {@value #MAX_REFILL_DAYS} days
     *     to refill
     */
    public RateLimit {
        LimitId.require(id, "id");
        LimitRange.requireNotInFlight(counted, id);
        LimitRange.requirePermits(rate.permits(), "permits", Long.MAX_VALUE, id);
        LimitRange.requirePermits(burst, "burst", Long.MAX_VALUE, id);
        LimitRange.requireDuration(rate.period(), "period", id);
        if (BigInteger.valueOf(burst)
                        .multiply(BigInteger.valueOf(rate.period().toNanos()))
                        .compareTo(MAX_REFILL_NANOS.multiply(BigInteger.valueOf(rate.permits())))
                > 0) {
            throw new IllegalArgumentException("must refill within " + MAX_REFILL_DAYS + " days: burst=" + burst
                    + " permits=" + rate.permits() + " period=" + rate.period() + " limit=" + id);
        }
    }

    /** {@return how many per period} */
    public long permits() {
        return rate.permits();
    }

    /** {@return the period of the rate} */
    public Duration period() {
        return rate.period();
    }

    /**
     * The same rate with another burst; 60 a minute with a burst of 5 lets 5 pass at once, then one each second.
     *
     * @param burst how many at once, at least 1
     * @return the limit with that burst
     * @throws IllegalArgumentException if it is out of range
     */
    public RateLimit burst(long burst) {
        return new RateLimit(id, counted, rate, burst, isShadow);
    }

    @Override
    public long most() {
        return burst;
    }

    @Override
    public RateLimit shadow() {
        return new RateLimit(id, counted, rate, burst, true);
    }
}
