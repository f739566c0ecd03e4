// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

/**
 * So many in each hour, day, week, month or year of a time zone.
 *
 * <p>1,000 requests a day in Europe/Berlin start afresh at midnight there, also where the day has 23 or 25 hours. What is
 * left of a day is lost with it. Use beyond a reservation that is settled within the period counts against the period, later
 * it counts nowhere: the period in which it was reserved is over.
 *
 * <p>Time is that of the limiter's clock, by the millisecond. A clock that is put back over the start of a period goes on
 * counting in the period that had begun.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id as in {@link Limit#id}
 * @param counted what it counts
 * @param permits how many in each period, 1 to {@value #MAX_PERMITS}
 * @param period the periods
 * @param isShadow whether it only watches
 */
public record CalendarLimit(String id, Counted counted, long permits, CalendarPeriod period, boolean isShadow)
        implements Limit {

    /** The largest number of permits in a period. */
    public static final long MAX_PERMITS = (1L << 43) - 1;

    /**
     * Checks every part.
     *
     * @param id as in {@link Limit#id}
     * @param counted anything but {@link Counted#IN_FLIGHT}
     * @param permits how many in each period, 1 to {@value #MAX_PERMITS}
     * @param period the periods
     * @param isShadow whether it only watches
     * @throws IllegalArgumentException if one is out of range
     */
    public CalendarLimit {
        LimitId.require(id, "id");
        LimitRange.requireNotInFlight(counted, id);
        LimitRange.requirePermits(permits, "permits", MAX_PERMITS, id);
    }

    @Override
    public long most() {
        return permits;
    }

    @Override
    public CalendarLimit shadow() {
        return new CalendarLimit(id, counted, permits, period, true);
    }
}
