// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import io.weighhouse.metering.limit.CalendarPeriod;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Periods of a zone, found by looking at its clock: what {@link CalendarPeriod} is held against.
 *
 * <p>It looks for the second at which a date begins by halving, and for full hours at every quarter. So it is for years in
 * which no zone has an offset with odd minutes, nor goes back into a date that was over.
 */
final class LocalPeriods {

    private static final long DAY = 86_400;
    private static final long QUARTER = 900;

    /**
     * One way to cut time, in any zone.
     *
     * @param name of it, for messages
     * @param periods what is tested
     * @param begins which dates begin a period; not asked for hours
     * @param days about how long a period is; 0 for hours
     */
    record Cut(String name, Function<ZoneId, CalendarPeriod> periods, Predicate<LocalDate> begins, int days) {

        @Override
        public String toString() {
            return name;
        }
    }

    static final Cut HOURS = new Cut("hours", CalendarPeriod::hour, date -> false, 0);
    static final Cut DAYS = new Cut("days", CalendarPeriod::day, date -> true, 1);

    private final ZoneId zone;
    private final Cut cut;

    LocalPeriods(Cut cut, ZoneId zone) {
        this.cut = cut;
        this.zone = zone;
    }

    static Cut weeks(DayOfWeek first) {
        return new Cut(
                "weeks from " + first,
                zone -> CalendarPeriod.week(first, zone),
                date -> date.getDayOfWeek() == first,
                7);
    }

    static Cut months(int anchor) {
        return new Cut(
                "months from " + anchor,
                zone -> CalendarPeriod.month(anchor, zone),
                date -> date.getDayOfMonth() == anchor
                        || (date.getDayOfMonth() < anchor && date.plusDays(1).getDayOfMonth() == 1),
                30);
    }

    static Cut years(MonthDay first) {
        return new Cut(
                "years from " + first,
                zone -> CalendarPeriod.year(first, zone),
                date -> date.equals(first.atYear(date.getYear())),
                365);
    }

    static List<ZoneId> zones() {
        return ZoneId.getAvailableZoneIds().stream().sorted().map(ZoneId::of).toList();
    }

    /** The first start after an instant. */
    Instant next(Instant instant) {
        return cut.days() == 0 ? nextFullHour(instant) : nextDate(instant, cut.begins());
    }

    /** The start of the period that has an instant. */
    Instant current(Instant instant) {
        Instant start = next(instant.minusSeconds((cut.days() + cut.days() / 10 + 2) * DAY));
        for (Instant next = next(start); !next.isAfter(instant); next = next(start)) {
            start = next;
        }
        return start;
    }

    /** The days of a year after which the zone has another offset than before. */
    List<LocalDate> moves(int year) {
        List<LocalDate> moves = new ArrayList<>();
        LocalDate.of(year, 1, 1).datesUntil(LocalDate.of(year + 1, 1, 1)).forEach(date -> {
            Instant start = Instant.ofEpochSecond(date.toEpochDay() * DAY);
            if (offset(start) != offset(start.plusSeconds(DAY))) {
                moves.add(date);
            }
        });
        return moves;
    }

    private int offset(Instant instant) {
        return zone.getRules().getOffset(instant).getTotalSeconds();
    }

    private Instant nextFullHour(Instant instant) {
        long quarter = Math.floorDiv(instant.getEpochSecond(), QUARTER) + 1;
        while (LocalTime.ofInstant(Instant.ofEpochSecond(quarter * QUARTER), zone)
                                .toSecondOfDay()
                        % 3_600
                != 0) {
            quarter++;
        }
        return Instant.ofEpochSecond(quarter * QUARTER);
    }

    private Instant nextDate(Instant instant, Predicate<LocalDate> begins) {
        LocalDate date = LocalDate.ofInstant(instant, zone);
        Instant start;
        do {
            date = date.plusDays(1);
            while (!begins.test(date)) {
                date = date.plusDays(1);
            }
            start = first(date);
        } while (!start.isAfter(instant));
        return start;
    }

    /** The first second that has a date or a later one. */
    private Instant first(LocalDate date) {
        long before = (date.toEpochDay() - 1) * DAY;
        long after = (date.toEpochDay() + 1) * DAY;
        while (after - before > 1) {
            long middle = (before + after) >>> 1;
            if (LocalDate.ofInstant(Instant.ofEpochSecond(middle), zone).isBefore(date)) {
                before = middle;
            } else {
                after = middle;
            }
        }
        return Instant.ofEpochSecond(after);
    }

    @Override
    public String toString() {
        return cut + " in " + zone;
    }
}
