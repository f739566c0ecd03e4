// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.Duration;

/**
 * At most so many in any stretch of time of a given length.
 *
 * <p>500 an hour means that no hour, wherever it begins, sees more than 500. The price is an uneven flow: 500 at once are
 * followed by an hour of nothing. Up to 64 calls are remembered to the nanosecond; more are remembered in stretches of a
 * 32nd of the window, each of which counts until its last call has left the window. So a steady stream of calls is let
 * through at no less than 32/33 of the limit, and never above it.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id as in {@link Limit#id}
 * @param counted what it counts
 * @param permits how many, 1 to {@value #MAX_PERMITS}
 * @param window the length
 * @param isShadow whether it only watches
 */
public record RollingLimit(String id, Counted counted, long permits, Duration window, boolean isShadow)
        implements Limit {

    /** The largest number of permits in a window. */
    public static final long MAX_PERMITS = Long.MAX_VALUE / 4;

    /**
     * Checks every part.
     *
     * @param id as in {@link Limit#id}
     * @param counted anything but {@link Counted#IN_FLIGHT}
     * @param permits how many, 1 to {@value #MAX_PERMITS}
     * @param window more than nothing, at most {@value RateLimit#MAX_REFILL_DAYS} days
     * @param isShadow whether it only watches
     * @throws IllegalArgumentException if one is out of range
     */
    public RollingLimit {
        LimitId.require(id, "id");
        LimitRange.requireNotInFlight(counted, id);
        LimitRange.requirePermits(permits, "permits", MAX_PERMITS, id);
        LimitRange.requireDuration(window, "window", id);
    }

    @Override
    public long most() {
        return permits;
    }

    @Override
    public RollingLimit shadow() {
        return new RollingLimit(id, counted, permits, window, true);
    }
}
