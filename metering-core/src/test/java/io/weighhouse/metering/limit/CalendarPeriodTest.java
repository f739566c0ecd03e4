// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.metering.limit.CalendarPeriod.Bounds;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalendarPeriodTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId UTC = ZoneOffset.UTC;
    private static final Instant LAST = Instant.parse("2089-08-14T15:00:00Z").minusMillis(1);
    private static final long MOST_ORDINAL = (1L << 20) - 1;

    @Test
    void day_whenSummerTimeBegins_has23Hours() {
        assertThat(around(CalendarPeriod.day(BERLIN), "2026-03-29T12:00:00Z"))
                .isEqualTo("2026-03-28T23:00:00Z/2026-03-29T22:00:00Z PT23H");
    }

    @Test
    void day_whenSummerTimeEnds_has25Hours() {
        assertThat(around(CalendarPeriod.day(BERLIN), "2026-10-25T12:00:00Z"))
                .isEqualTo("2026-10-24T22:00:00Z/2026-10-25T23:00:00Z PT25H");
    }

    @Test
    void day_whereTheClockSkipsMidnight_beginsAfterIt() {
        CalendarPeriod days = CalendarPeriod.day(ZoneId.of("Africa/Cairo"));
        assertThat(around(days, "2026-04-23T21:59:59Z")).isEqualTo("2026-04-22T22:00:00Z/2026-04-23T22:00:00Z PT24H");
        assertThat(around(days, "2026-04-23T22:00:00Z")).isEqualTo("2026-04-23T22:00:00Z/2026-04-24T21:00:00Z PT23H");
    }

    @Test
    void day_whereMidnightComesTwice_beginsAtTheFirst() {
        CalendarPeriod days = CalendarPeriod.day(ZoneId.of("America/Havana"));
        assertThat(around(days, "2026-11-01T04:30:00Z")).isEqualTo("2026-11-01T04:00:00Z/2026-11-02T05:00:00Z PT25H");
        assertThat(around(days, "2026-11-01T05:30:00Z")).isEqualTo("2026-11-01T04:00:00Z/2026-11-02T05:00:00Z PT25H");
    }

    @Test
    void day_whereTheClockGoesBackIntoTheDayBefore_isNotLeftAgain() {
        CalendarPeriod days = CalendarPeriod.day(ZoneId.of("America/St_Johns"));
        // At one minute past midnight it became 23:01 of the day before.
        String begun = "2010-11-07T02:30:00Z/2010-11-08T03:30:00Z PT25H";
        assertThat(around(days, "2010-11-07T02:30:59Z")).isEqualTo(begun);
        assertThat(around(days, "2010-11-07T02:31:00Z")).isEqualTo(begun);
        assertThat(around(days, "2010-11-07T03:30:00Z")).isEqualTo(begun);
    }

    @Test
    void day_thatAZoneSkips_doesNotExist() {
        assertSkips("Pacific/Apia", "2011-12-30T10:00:00Z");
        assertSkips("Pacific/Fakaofo", "2011-12-30T11:00:00Z");
        assertSkips("Pacific/Kwajalein", "1993-08-21T12:00:00Z");
    }

    @Test
    void week_ofEachFirstDay_beginsWithIt() {
        for (DayOfWeek first : DayOfWeek.values()) {
            Bounds week = CalendarPeriod.week(first, BERLIN).boundsAt(millis("2026-03-29T12:00:00Z"));
            Instant start = Instant.ofEpochMilli(week.startMillis());
            assertThat(start.atZone(BERLIN).getDayOfWeek()).isEqualTo(first);
            assertThat(Instant.ofEpochMilli(week.endMillis()).atZone(BERLIN))
                    .isEqualTo(start.atZone(BERLIN).plusDays(7));
        }
        assertThat(around(CalendarPeriod.week(DayOfWeek.MONDAY, BERLIN), "2026-03-29T12:00:00Z"))
                .isEqualTo("2026-03-22T23:00:00Z/2026-03-29T22:00:00Z PT167H");
    }

    @Test
    void month_withoutAnAnchor_beginsWithItsFirstDay() {
        assertThat(around(CalendarPeriod.month(BERLIN), "2026-03-15T00:00:00Z"))
                .isEqualTo("2026-02-28T23:00:00Z/2026-03-31T22:00:00Z PT743H");
    }

    @Test
    void month_anchored31_beginsWithTheLastDayOfAShorterMonth() {
        assertThat(starts(CalendarPeriod.month(31, UTC), "2028-01-31T00:00:00Z", 5))
                .containsExactly("2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31");
    }

    @Test
    void month_anchored30InACommonYear_beginsOn28February() {
        assertThat(starts(CalendarPeriod.month(30, UTC), "2026-01-30T00:00:00Z", 3))
                .containsExactly("2026-01-30", "2026-02-28", "2026-03-30");
        assertThat(starts(CalendarPeriod.month(29, UTC), "2028-01-29T00:00:00Z", 3))
                .containsExactly("2028-01-29", "2028-02-29", "2028-03-29");
    }

    @Test
    void month_anchoredOnASkippedDay_beginsWithTheNext() {
        ZoneId apia = ZoneId.of("Pacific/Apia");
        assertThat(around(CalendarPeriod.month(30, apia), "2011-12-31T00:00:00Z"))
                .startsWith("2011-12-30T10:00:00Z/2012-01-29T10:00:00Z");
    }

    @Test
    void year_ofTheBritishTaxman_beginsOn6April() {
        CalendarPeriod years = CalendarPeriod.year(MonthDay.of(4, 6), ZoneId.of("Europe/London"));
        assertThat(around(years, "2026-04-05T22:59:59Z")).startsWith("2025-04-05T23:00:00Z/2026-04-05T23:00:00Z");
        assertThat(around(years, "2026-04-05T23:00:00Z")).startsWith("2026-04-05T23:00:00Z/2027-04-05T23:00:00Z");
    }

    @Test
    void year_from29February_beginsWithThe28thInCommonYears() {
        CalendarPeriod years = CalendarPeriod.year(MonthDay.of(2, 29), UTC);
        assertThat(starts(years, "2027-02-28T00:00:00Z", 3)).containsExactly("2027-02-28", "2028-02-29", "2029-02-28");
    }

    @Test
    void hour_ofAnOffsetWithMinutes_beginsAtTheLocalFullHour() {
        assertThat(around(CalendarPeriod.hour(ZoneId.of("Asia/Kathmandu")), "2026-01-01T12:00:00Z"))
                .isEqualTo("2026-01-01T11:15:00Z/2026-01-01T12:15:00Z PT1H");
        assertThat(around(CalendarPeriod.hour(ZoneId.of("Asia/Kolkata")), "2026-01-01T12:30:00Z"))
                .isEqualTo("2026-01-01T12:30:00Z/2026-01-01T13:30:00Z PT1H");
    }

    @Test
    void hour_thatComesTwice_isTwoHours() {
        CalendarPeriod hours = CalendarPeriod.hour(BERLIN);
        assertThat(around(hours, "2026-10-25T00:59:59Z")).isEqualTo("2026-10-25T00:00:00Z/2026-10-25T01:00:00Z PT1H");
        assertThat(around(hours, "2026-10-25T01:00:00Z")).isEqualTo("2026-10-25T01:00:00Z/2026-10-25T02:00:00Z PT1H");
    }

    @Test
    void hour_inWhichTheClockIsMovedByHalfAnHour_goesOnToTheNextFullHour() {
        CalendarPeriod hours = CalendarPeriod.hour(ZoneId.of("Australia/Lord_Howe"));
        // Two o'clock became half past one.
        assertThat(around(hours, "2026-04-04T15:00:00Z"))
                .isEqualTo("2026-04-04T14:00:00Z/2026-04-04T15:30:00Z PT1H30M");
        // Two o'clock became half past two.
        assertThat(around(hours, "2026-10-03T15:30:00Z"))
                .isEqualTo("2026-10-03T14:30:00Z/2026-10-03T16:00:00Z PT1H30M");
    }

    @Test
    void hour_inWhichTheClockIsMovedOntoAFullHour_endsThere() {
        CalendarPeriod hours = CalendarPeriod.hour(ZoneId.of("Asia/Pyongyang"));
        assertThat(around(hours, "2018-05-04T14:59:59Z")).isEqualTo("2018-05-04T14:30:00Z/2018-05-04T15:00:00Z PT30M");
        assertThat(around(hours, "2018-05-04T15:00:00Z")).isEqualTo("2018-05-04T15:00:00Z/2018-05-04T16:00:00Z PT1H");
    }

    @Test
    void hour_thatComesTwiceWithinOneOfUtc_isOne() {
        CalendarPeriod hours = CalendarPeriod.hour(ZoneId.of("Asia/Colombo"));
        // Half past midnight became midnight.
        assertThat(around(hours, "2006-04-14T18:30:00Z"))
                .isEqualTo("2006-04-14T18:00:00Z/2006-04-14T19:30:00Z PT1H30M");
    }

    @Test
    void boundsAt_theEndsOfTime_areTheFirstAndTheLastPeriodForEver() {
        List<CalendarPeriod> all = List.of(
                CalendarPeriod.hour(ZoneOffset.MAX),
                CalendarPeriod.hour(ZoneId.of("Asia/Kolkata")),
                CalendarPeriod.day(ZoneOffset.MIN),
                CalendarPeriod.week(DayOfWeek.WEDNESDAY, ZoneOffset.MIN),
                CalendarPeriod.month(31, ZoneOffset.MIN),
                CalendarPeriod.year(MonthDay.of(12, 31), ZoneOffset.MIN));
        for (CalendarPeriod periods : all) {
            Bounds first = periods.boundsAt(Long.MIN_VALUE);
            assertThat(first.ordinal()).isBetween(0L, 1L);
            assertThat(first.startMillis()).isEqualTo(Long.MIN_VALUE);
            assertThat(periods.boundsAt(0)).isEqualTo(first);
            assertThat(periods.boundsAt(first.endMillis() - 1)).isEqualTo(first);
            Bounds second = periods.boundsAt(first.endMillis());
            assertThat(second.ordinal()).isEqualTo(first.ordinal() + 1);
            assertThat(second.startMillis()).isEqualTo(first.endMillis());

            Bounds last = periods.boundsAt(Long.MAX_VALUE);
            assertThat(last.ordinal()).isBetween(second.ordinal() + 100, MOST_ORDINAL);
            assertThat(last.endMillis()).isEqualTo(Long.MAX_VALUE);
            assertThat(periods.boundsAt(LAST.toEpochMilli())).isEqualTo(last);
            assertThat(periods.boundsAt(last.startMillis())).isEqualTo(last);
            Bounds before = periods.boundsAt(last.startMillis() - 1);
            assertThat(before.ordinal()).isEqualTo(last.ordinal() - 1);
            assertThat(before.endMillis()).isEqualTo(last.startMillis());
        }
        assertThat(CalendarPeriod.hour(UTC).boundsAt(LAST.toEpochMilli()).ordinal())
                .isEqualTo(MOST_ORDINAL);
    }

    @Test
    void isDayOrLonger_ofHours_isFalse() {
        assertThat(CalendarPeriod.hour(UTC).isDayOrLonger()).isFalse();
        assertThat(List.of(
                        CalendarPeriod.day(UTC),
                        CalendarPeriod.week(DayOfWeek.SUNDAY, UTC),
                        CalendarPeriod.month(UTC),
                        CalendarPeriod.year(UTC)))
                .allMatch(CalendarPeriod::isDayOrLonger);
    }

    @Test
    void month_anchoredOutOfAMonth_isRefused() {
        for (int day : new int[] {0, 32, -1, Integer.MIN_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CalendarPeriod.month(day, UTC))
                    .withMessage("must be 1 to 31: anchorDay=" + day);
        }
    }

    @Test
    void equals_ofTheSameCutAndZone_holds() {
        List<CalendarPeriod> different = different();
        List<CalendarPeriod> again = different();
        for (int i = 0; i < different.size(); i++) {
            for (int j = 0; j < different.size(); j++) {
                assertThat(different.get(i).equals(again.get(j))).isEqualTo(i == j);
            }
            assertThat(again.get(i)).hasSameHashCodeAs(different.get(i));
        }
        assertThat(CalendarPeriod.month(UTC)).isEqualTo(CalendarPeriod.month(1, UTC));
        assertThat(CalendarPeriod.year(UTC)).isEqualTo(CalendarPeriod.year(MonthDay.of(1, 1), UTC));
        assertThat(CalendarPeriod.day(UTC)).isNotEqualTo("days");
    }

    @Test
    void toString_ofEach_saysHowTheyAreCut() {
        assertThat(different().stream().map(CalendarPeriod::toString))
                .containsExactly(
                        "CalendarPeriod[hours in Europe/Berlin]",
                        "CalendarPeriod[hours in Z]",
                        "CalendarPeriod[days in Europe/Berlin]",
                        "CalendarPeriod[days in Z]",
                        "CalendarPeriod[weeks from MONDAY in Z]",
                        "CalendarPeriod[weeks from SUNDAY in Z]",
                        "CalendarPeriod[months from 1 in Z]",
                        "CalendarPeriod[months from 15 in Z]",
                        "CalendarPeriod[years from --01-01 in Z]",
                        "CalendarPeriod[years from --02-29 in Z]");
    }

    private static List<CalendarPeriod> different() {
        return List.of(
                CalendarPeriod.hour(BERLIN),
                CalendarPeriod.hour(UTC),
                CalendarPeriod.day(BERLIN),
                CalendarPeriod.day(UTC),
                CalendarPeriod.week(DayOfWeek.MONDAY, UTC),
                CalendarPeriod.week(DayOfWeek.SUNDAY, UTC),
                CalendarPeriod.month(UTC),
                CalendarPeriod.month(15, UTC),
                CalendarPeriod.year(UTC),
                CalendarPeriod.year(MonthDay.of(2, 29), UTC));
    }

    /** That the day which begins at the instant comes two dates after the one before. */
    private static void assertSkips(String zone, String instant) {
        CalendarPeriod days = CalendarPeriod.day(ZoneId.of(zone));
        Bounds after = days.boundsAt(millis(instant));
        Bounds before = days.boundsAt(millis(instant) - 1);
        assertThat(after.startMillis()).isEqualTo(millis(instant)).isEqualTo(before.endMillis());
        assertThat(after.ordinal()).isEqualTo(before.ordinal() + 2);
        assertThat(hours(before)).isEqualTo(24);
        assertThat(hours(after)).isEqualTo(24);
    }

    private static long hours(Bounds period) {
        return Duration.ofMillis(period.endMillis() - period.startMillis()).toHours();
    }

    private static String around(CalendarPeriod periods, String instant) {
        Bounds period = periods.boundsAt(millis(instant));
        Instant start = Instant.ofEpochMilli(period.startMillis());
        Instant end = Instant.ofEpochMilli(period.endMillis());
        return start + "/" + end + " " + Duration.between(start, end);
    }

    private static List<String> starts(CalendarPeriod periods, String from, int count) {
        List<String> starts = new ArrayList<>();
        Bounds period = periods.boundsAt(millis(from));
        for (int i = 0; i < count; i++) {
            starts.add(Instant.ofEpochMilli(period.startMillis())
                    .atOffset(ZoneOffset.UTC)
                    .toLocalDate()
                    .toString());
            period = periods.boundsAt(period.endMillis());
        }
        return starts;
    }

    private static long millis(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
