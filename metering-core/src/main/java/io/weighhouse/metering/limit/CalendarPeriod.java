// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.DayOfWeek;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Hours, days, weeks, months or years of a time zone, one after the other without a gap.
 *
 * <p>{@code CalendarPeriod.day(ZoneId.of("Europe/Berlin"))} are the days in Berlin. That of 29 March 2026, when summer time
 * begins, lasts 23 hours, from 2026-03-28T23:00Z to 2026-03-29T22:00Z; that of 25 October 2026 lasts 25.
 *
 * <p>Days, weeks, months and years begin at midnight. Where the clock skips midnight, they begin at the first instant after
 * it: 24 April 2026 begins at one o'clock in Africa/Cairo. Where midnight comes twice, they begin at the first: 1 November
 * 2026 lasts 25 hours in America/Havana. What has begun is never left again, even where the clock goes back into the day
 * before. A day that a zone skips does not exist: in Pacific/Apia 31 December 2011 follows the 29th.
 *
 * <p>Hours begin when the clock on the wall comes to a full hour, in Asia/Kathmandu at a quarter past that of UTC. An hour
 * in the middle of which the clock is moved goes on to the next full hour: in Australia/Lord_Howe, where summer time is half
 * an hour, that hour lasts an hour and a half in both directions. It is shorter where the clock is moved onto a full hour:
 * when Asia/Pyongyang went from half past eleven to midnight on 4 May 2018, that hour had 30 minutes. Where the clock comes
 * to a full hour twice within one hour of UTC, the second does not count: since 1970 that was so only in Asia/Colombo, which
 * went from half past midnight to midnight on 15 April 2006.
 *
 * <p>Time goes from 1970 to 14 August 2089, 15:00 UTC, by the millisecond. The first period has always been, and the last
 * one never ends.
 *
 * <p>Two are equal if they are cut alike and have the same id of a zone. This class is immutable and thread-safe.
 */
public final class CalendarPeriod {

    /** One less than ordinals could count, for zones whose first hour begins before 1970. */
    private static final long END_MILLIS = ((1L << Bounds.ORDINAL_BITS) - 1) * WallHours.HOUR_MILLIS;

    private static final MonthDay NEW_YEAR = MonthDay.of(1, 1);
    private static final int MOST_DAYS = 31;

    /**
     * One period.
     *
     * @param ordinal more than that of any period before, 0 to 2^20 - 1; mostly by one, by more where a zone skips days
     * @param startMillis its first millisecond since 1970-01-01T00:00Z; {@link Long#MIN_VALUE} if there is none before
     * @param endMillis the first millisecond of the next; {@link Long#MAX_VALUE} if there is none
     */
    record Bounds(long ordinal, long startMillis, long endMillis) {

        static final int ORDINAL_BITS = 20;
    }

    /** Null for hours. */
    private final @Nullable DateCut dates;

    private final ZoneId zone;

    private CalendarPeriod(@Nullable DateCut dates, ZoneId zone) {
        this.dates = dates;
        this.zone = zone;
    }

    /**
     * Hours, from one full hour of the local clock to the next.
     *
     * @param zone whose clock
     * @return the periods
     */
    public static CalendarPeriod hour(ZoneId zone) {
        return new CalendarPeriod(null, zone);
    }

    /**
     * Days, from midnight to midnight.
     *
     * @param zone whose midnight
     * @return the periods
     */
    public static CalendarPeriod day(ZoneId zone) {
        return new CalendarPeriod(new DateCut.Days(), zone);
    }

    /**
     * Weeks; {@code week(DayOfWeek.MONDAY, zone)} begin in the night from Sunday to Monday.
     *
     * @param first the day that they begin with
     * @param zone whose midnight
     * @return the periods
     */
    public static CalendarPeriod week(DayOfWeek first, ZoneId zone) {
        return new CalendarPeriod(new DateCut.Weeks(first), zone);
    }

    /**
     * Months that begin with the first day.
     *
     * @param zone whose midnight
     * @return the periods, equal to {@code month(1, zone)}
     */
    public static CalendarPeriod month(ZoneId zone) {
        return month(1, zone);
    }

    /**
     * Months that begin with another day than the first, such as the one on which a subscription began.
     *
     * <p>{@code month(31, zone)} begin on 31 January, 28 February, 31 March and 30 April: where a month has no such day, its
     * last one takes the place.
     *
     * @param anchorDay the day of the month that they begin with, 1 to 31
     * @param zone whose midnight
     * @return the periods
     * @throws IllegalArgumentException if the day is not 1 to 31
     */
    public static CalendarPeriod month(int anchorDay, ZoneId zone) {
        if (anchorDay < 1 || anchorDay > MOST_DAYS) {
            throw new IllegalArgumentException("must be 1 to " + MOST_DAYS + ": anchorDay=" + anchorDay);
        }
        return new CalendarPeriod(new DateCut.Months(anchorDay), zone);
    }

    /**
     * Years that begin with 1 January.
     *
     * @param zone whose midnight
     * @return the periods, equal to {@code year(MonthDay.of(1, 1), zone)}
     */
    public static CalendarPeriod year(ZoneId zone) {
        return year(NEW_YEAR, zone);
    }

    /**
     * Years that begin with another day; {@code year(MonthDay.of(4, 6), zone)} are British tax years.
     *
     * <p>Those that begin with 29 February begin with the 28th in a year that has no 29th.
     *
     * @param first the day that they begin with
     * @param zone whose midnight
     * @return the periods
     */
    public static CalendarPeriod year(MonthDay first, ZoneId zone) {
        return new CalendarPeriod(new DateCut.Years(first), zone);
    }

    /** Whether they are meant to outlast what a process remembers: all but hours. */
    boolean isDayOrLonger() {
        return dates != null;
    }

    /** The period of an instant, in milliseconds since 1970-01-01T00:00Z. */
    Bounds boundsAt(long epochMillis) {
        long millis = Math.max(0, Math.min(epochMillis, END_MILLIS - 1));
        Bounds cut = dates == null ? WallHours.boundsAt(millis, zone.getRules()) : dates.boundsAt(millis, zone);
        return new Bounds(
                cut.ordinal(),
                cut.startMillis() <= 0 ? Long.MIN_VALUE : cut.startMillis(),
                cut.endMillis() >= END_MILLIS ? Long.MAX_VALUE : cut.endMillis());
    }

    /** {@return whether the other is cut alike and has the same id of a zone} */
    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof CalendarPeriod period
                        && Objects.equals(dates, period.dates)
                        && zone.equals(period.zone));
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hashCode(dates) + zone.hashCode();
    }

    /** {@return how they are cut, and the zone, such as {@code CalendarPeriod[months from 15 in Europe/Berlin]}} */
    @Override
    public String toString() {
        return "CalendarPeriod[" + (dates == null ? "hours" : dates) + " in " + zone + ']';
    }
}
