// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.CalendarPeriod.Bounds;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every zone of the platform, against a walk over its local dates. */
class CalendarPeriodProperties {

    private static final LocalDate FROM = LocalDate.of(2026, 1, 1);
    private static final LocalDate TO = LocalDate.of(2028, 1, 1);
    private static final Instant SCAN_FROM = Instant.parse("1970-01-05T00:00:00Z");
    private static final Instant SCAN_TO = Instant.parse("2030-01-01T00:00:00Z");
    private static final long DAY = 24 * OffsetScan.HOUR;
    private static final long MOST_ORDINAL = (1L << 20) - 1;

    private static final List<ZoneId> ZONES =
            ZoneId.getAvailableZoneIds().stream().sorted().map(ZoneId::of).toList();

    /** One zone for each of the rules that differ: names of one place are many. */
    private static final List<ZoneId> DIFFERENT = List.copyOf(ZONES.stream()
            .collect(Collectors.toMap(ZoneId::getRules, zone -> zone, (one, same) -> one))
            .values());

    private static final Map<ZoneRules, OffsetScan> SCANS = DIFFERENT.stream()
            .collect(Collectors.toMap(ZoneId::getRules, zone -> new OffsetScan(zone.getRules(), SCAN_FROM, SCAN_TO)));

    @Test
    void days_ofEveryZone_tileTwoYearsFromMidnightToMidnight() {
        Map<Long, Integer> daysByMinutes = new TreeMap<>();
        for (ZoneId zone : ZONES) {
            walk(CalendarPeriod.day(zone), starts(zone, FROM, TO, date -> true))
                    .forEach(day -> daysByMinutes.merge(minutes(day), 1, Integer::sum));
        }
        System.out.println("days by minutes in " + ZONES.size() + " zones: " + daysByMinutes);
        assertThat(ZONES).hasSizeGreaterThan(500);
        assertThat(daysByMinutes.keySet()).contains(23 * 60L, 23 * 60L + 30, 24 * 60L, 24 * 60L + 30, 25 * 60L);
        assertThat(daysByMinutes.get(23 * 60L)).isGreaterThan(200);
        assertThat(daysByMinutes.get(25 * 60L)).isGreaterThan(200);
    }

    @Test
    void weeks_ofEveryZone_tileTwoYears() {
        for (DayOfWeek first : List.of(DayOfWeek.MONDAY, DayOfWeek.SATURDAY, DayOfWeek.SUNDAY)) {
            for (ZoneId zone : ZONES) {
                walk(CalendarPeriod.week(first, zone), starts(zone, FROM, TO, date -> date.getDayOfWeek() == first));
            }
        }
    }

    @Test
    void months_ofEveryZone_tileTwoYears() {
        for (int anchor : new int[] {1, 15, 28, 29, 30, 31}) {
            for (ZoneId zone : ZONES) {
                walk(CalendarPeriod.month(anchor, zone), starts(zone, FROM, TO, date -> beginsMonth(date, anchor)));
            }
        }
    }

    @Test
    void years_ofEveryZone_tileTwoYears() {
        for (MonthDay first : List.of(MonthDay.of(1, 1), MonthDay.of(2, 29), MonthDay.of(3, 29), MonthDay.of(10, 25))) {
            for (ZoneId zone : ZONES) {
                walk(CalendarPeriod.year(first, zone), starts(zone, FROM, TO, date -> beginsYear(date, first)));
            }
        }
    }

    @Test
    void hours_ofEveryZone_beginWithTheFullHourAroundEachMoveOfTheClock() {
        for (ZoneId zone : ZONES) {
            OffsetScan scan = scan(zone);
            List<Long> moves = new ArrayList<>(scan.moves());
            moves.removeIf(move -> move < second(FROM) || move >= second(TO));
            moves.add(second(FROM));
            for (long move : moves) {
                walk(CalendarPeriod.hour(zone), scan.fullHours(move - 2 * DAY, move + 2 * DAY));
            }
        }
    }

    @Test
    void daysAndHours_aroundEveryMoveOfAClockSince1970_tileTime() {
        int moves = 0;
        List<String> twice = new ArrayList<>();
        Map<Long, Integer> oddHours = new TreeMap<>();
        Map<Long, Integer> oddDays = new TreeMap<>();
        for (ZoneId zone : DIFFERENT) {
            OffsetScan scan = scan(zone);
            for (long move : scan.moves()) {
                if (move < SCAN_FROM.getEpochSecond() + 7 * DAY || move > SCAN_TO.getEpochSecond() - 7 * DAY) {
                    continue;
                }
                moves++;
                LocalDate date = LocalDate.ofInstant(Instant.ofEpochSecond(move), zone);
                walk(CalendarPeriod.day(zone), starts(zone, date.minusDays(3), date.plusDays(3), any -> true))
                        .forEach(day -> oddDays.merge(minutes(day), 1, Integer::sum));
                List<Long> fullHours = scan.fullHours(move - 6 * OffsetScan.HOUR, move + 6 * OffsetScan.HOUR);
                List<Long> starts = firstOfEachHourOfUtc(fullHours);
                if (starts.size() < fullHours.size()) {
                    twice.add(date + " " + zone);
                }
                walk(CalendarPeriod.hour(zone), starts).forEach(hour -> oddHours.merge(minutes(hour), 1, Integer::sum));
            }
        }
        System.out.println(moves + " moves of a clock in " + DIFFERENT.size() + " zones; hours by minutes: " + oddHours
                + ", days by minutes: " + oddDays);
        assertThat(moves).isGreaterThan(10_000);
        assertThat(twice).containsExactly("2006-04-15 Asia/Colombo");
        assertThat(oddHours.keySet()).contains(30L, 60L, 90L).allMatch(minutes -> minutes >= 15 && minutes < 120);
        assertThat(oddDays.keySet())
                .contains(23 * 60L, 25 * 60L)
                .allMatch(minutes -> minutes > 16 * 60 && minutes < 32 * 60);
    }

    @Test
    void months_ofEveryAnchor_tileAHundredYears() {
        for (int anchor = 1; anchor <= 31; anchor++) {
            int day = anchor;
            walk(
                    CalendarPeriod.month(anchor, ZoneOffset.UTC),
                    utcStarts(LocalDate.of(1972, 1, 1), LocalDate.of(2089, 8, 1), date -> beginsMonth(date, day)));
        }
    }

    @Test
    void yearsAndWeeks_ofEveryFirstDay_tileAHundredYears() {
        LocalDate from = LocalDate.of(1972, 1, 1);
        LocalDate to = LocalDate.of(2089, 8, 1);
        for (MonthDay first = MonthDay.of(1, 1); ; first = next(first)) {
            MonthDay begin = first;
            walk(CalendarPeriod.year(first, ZoneOffset.UTC), utcStarts(from, to, date -> beginsYear(date, begin)));
            if (first.equals(MonthDay.of(12, 31))) {
                break;
            }
        }
        for (DayOfWeek first : DayOfWeek.values()) {
            walk(CalendarPeriod.week(first, ZoneOffset.UTC), utcStarts(from, to, date -> date.getDayOfWeek() == first));
        }
    }

    /** That the periods begin at exactly these seconds, from the first to the last; the periods between them. */
    private static List<Bounds> walk(CalendarPeriod periods, List<Long> starts) {
        List<Bounds> walked = new ArrayList<>();
        long before = -1;
        for (int i = 0; i + 1 < starts.size(); i++) {
            long start = starts.get(i) * 1_000;
            long end = starts.get(i + 1) * 1_000;
            Bounds period = periods.boundsAt(start);
            if (period.startMillis() != start
                    || period.endMillis() != end
                    || period.ordinal() <= before
                    || period.ordinal() > MOST_ORDINAL
                    || !period.equals(periods.boundsAt(start + (end - start) / 2))
                    || !period.equals(periods.boundsAt(end - 1))) {
                throw new AssertionError("must be from " + Instant.ofEpochMilli(start) + " to "
                        + Instant.ofEpochMilli(end) + ", after ordinal " + before + ": " + period + " " + periods);
            }
            before = period.ordinal();
            walked.add(period);
        }
        assertThat(walked).isNotEmpty();
        return walked;
    }

    private static List<Long> firstOfEachHourOfUtc(List<Long> seconds) {
        Map<Long, Long> firsts = new TreeMap<>();
        seconds.forEach(second -> firsts.putIfAbsent(second / OffsetScan.HOUR, second));
        return List.copyOf(firsts.values());
    }

    /** The seconds at which those of the dates begin that a period begins with. */
    private static List<Long> starts(ZoneId zone, LocalDate from, LocalDate to, Predicate<LocalDate> begins) {
        OffsetScan scan = scan(zone);
        return from.datesUntil(to.plusDays(1))
                .filter(begins)
                .map(scan::start)
                .distinct()
                .toList();
    }

    private static List<Long> utcStarts(LocalDate from, LocalDate to, Predicate<LocalDate> begins) {
        return from.datesUntil(to)
                .filter(begins)
                .map(CalendarPeriodProperties::second)
                .toList();
    }

    private static boolean beginsMonth(LocalDate date, int anchor) {
        boolean isLast = date.plusDays(1).getDayOfMonth() == 1;
        return date.getDayOfMonth() == anchor || (isLast && date.getDayOfMonth() < anchor);
    }

    private static boolean beginsYear(LocalDate date, MonthDay first) {
        boolean isLastOfFebruary = date.getMonthValue() == 2 && date.plusDays(1).getMonthValue() == 3;
        return MonthDay.from(date).equals(first) || (first.equals(MonthDay.of(2, 29)) && isLastOfFebruary);
    }

    /** The day after one, of a leap year. */
    private static MonthDay next(MonthDay day) {
        return MonthDay.from(day.atYear(2028).plusDays(1));
    }

    private static OffsetScan scan(ZoneId zone) {
        OffsetScan scan = SCANS.get(zone.getRules());
        if (scan == null) {
            throw new AssertionError("must have been scanned: zone=" + zone);
        }
        return scan;
    }

    private static long second(LocalDate date) {
        return date.toEpochDay() * DAY;
    }

    private static long minutes(Bounds period) {
        return (period.endMillis() - period.startMillis()) / 60_000;
    }
}
