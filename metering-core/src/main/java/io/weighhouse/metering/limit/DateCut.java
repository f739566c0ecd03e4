// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/** How the local dates are cut into periods; each begins with a date, and so at a midnight. */
sealed interface DateCut {

    /** The first date of the period that has the date. */
    LocalDate first(LocalDate date);

    /** The first date of the period after the one that begins with the date. */
    LocalDate next(LocalDate first);

    /** How many periods after the one that has 31 December 1969, a date that some zones still had when 1970 began in UTC. */
    long ordinal(LocalDate first);

    /**
     * The period that has begun last.
     *
     * <p>That is the period of the local date, except in the hour after a clock went back over the midnight that began the
     * next.
     */
    default CalendarPeriod.Bounds boundsAt(long epochMillis, ZoneId zone) {
        LocalDate first = first(LocalDate.ofInstant(Instant.ofEpochMilli(epochMillis), zone));
        LocalDate next = next(first);
        while (startMillis(next, zone) <= epochMillis) {
            first = next;
            next = next(first);
        }
        return new CalendarPeriod.Bounds(ordinal(first), startMillis(first, zone), startMillis(next, zone));
    }

    private static long startMillis(LocalDate date, ZoneId zone) {
        return date.atStartOfDay(zone).toInstant().toEpochMilli();
    }

    /** Every date for itself. */
    record Days() implements DateCut {

        @Override
        public LocalDate first(LocalDate date) {
            return date;
        }

        @Override
        public LocalDate next(LocalDate first) {
            return first.plusDays(1);
        }

        @Override
        public long ordinal(LocalDate first) {
            return first.toEpochDay() + 1;
        }

        @Override
        public String toString() {
            return "days";
        }
    }

    /**
     * Seven dates each.
     *
     * @param day the day that they begin with
     */
    record Weeks(DayOfWeek day) implements DateCut {

        @Override
        public LocalDate first(LocalDate date) {
            return date.with(TemporalAdjusters.previousOrSame(day));
        }

        @Override
        public LocalDate next(LocalDate first) {
            return first.plusWeeks(1);
        }

        @Override
        public long ordinal(LocalDate first) {
            return Math.floorDiv(first.toEpochDay(), 7L) + 1;
        }

        @Override
        public String toString() {
            return "weeks from " + day;
        }
    }

    /**
     * From a day of each month on.
     *
     * @param day that day, 1 to 31; the last one of a month that is shorter
     */
    record Months(int day) implements DateCut {

        private static final YearMonth ZERO = YearMonth.of(1969, 12);

        @Override
        public LocalDate first(LocalDate date) {
            YearMonth month = YearMonth.from(date);
            LocalDate first = firstIn(month);
            return first.isAfter(date) ? firstIn(month.minusMonths(1)) : first;
        }

        @Override
        public LocalDate next(LocalDate first) {
            return firstIn(YearMonth.from(first).plusMonths(1));
        }

        @Override
        public long ordinal(LocalDate first) {
            return ChronoUnit.MONTHS.between(ZERO, YearMonth.from(first));
        }

        private LocalDate firstIn(YearMonth month) {
            return month.atDay(Math.min(day, month.lengthOfMonth()));
        }

        @Override
        public String toString() {
            return "months from " + day;
        }
    }

    /**
     * From a date of each year on.
     *
     * @param day that date; 29 February is the 28th where there is none
     */
    record Years(MonthDay day) implements DateCut {

        private static final int ZERO = 1969;

        @Override
        public LocalDate first(LocalDate date) {
            LocalDate first = day.atYear(date.getYear());
            return first.isAfter(date) ? day.atYear(date.getYear() - 1) : first;
        }

        @Override
        public LocalDate next(LocalDate first) {
            return day.atYear(first.getYear() + 1);
        }

        @Override
        public long ordinal(LocalDate first) {
            return (long) first.getYear() - ZERO;
        }

        @Override
        public String toString() {
            return "years from " + day;
        }
    }
}
