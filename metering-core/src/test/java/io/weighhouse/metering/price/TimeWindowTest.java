// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeWindowTest {

    @ParameterizedTest
    @CsvSource({
        // Both ends.
        "UTC, 00:30, 08:30, 2026-03-02T00:29:59.999Z, false",
        "UTC, 00:30, 08:30, 2026-03-02T00:30:00Z, true",
        "UTC, 00:30, 08:30, 2026-03-02T08:29:59.999Z, true",
        "UTC, 00:30, 08:30, 2026-03-02T08:30:00Z, false",
        // Over midnight.
        "UTC, 16:30, 00:30, 2026-03-02T16:30:00Z, true",
        "UTC, 16:30, 00:30, 2026-03-03T00:29:59.999Z, true",
        "UTC, 16:30, 00:30, 2026-03-03T00:30:00Z, false",
        "UTC, 22:00, 00:00, 2026-03-02T23:59:59.999Z, true",
        "UTC, 22:00, 00:00, 2026-03-02T00:00:00Z, false",
        // A whole day.
        "UTC, 00:00, 00:00, 2026-03-02T12:00:00Z, true",
        // Where clocks count otherwise, and before 1970.
        "Asia/Shanghai, 00:30, 08:30, 2026-03-01T16:30:00Z, true",
        "Asia/Shanghai, 00:30, 08:30, 2026-03-01T16:29:59Z, false",
        "Asia/Kathmandu, 00:00, 01:00, 2026-03-01T18:15:00Z, true",
        "UTC, 00:30, 08:30, 1969-12-31T00:30:00Z, true",
        // New York goes from UTC-5 to UTC-4 on 8 March 2026 at 07:00 UTC, and back on 1 November at 06:00 UTC.
        "America/New_York, 01:00, 02:30, 2026-03-08T06:59:59Z, true",
        "America/New_York, 01:00, 02:30, 2026-03-08T07:00:00Z, false",
        "America/New_York, 01:00, 02:30, 2026-11-01T05:30:00Z, true",
        "America/New_York, 01:00, 02:30, 2026-11-01T06:30:00Z, true",
        "America/New_York, 01:00, 02:30, 2026-11-01T07:30:00Z, false"
    })
    void contains_asThePlacesClocksSay(String zone, String from, String to, Instant at, boolean inside) {
        assertThat(TimeWindow.of(zone, from, to).contains(at.toEpochMilli())).isEqualTo(inside);
    }

    @ParameterizedTest
    @CsvSource({
        // 2026-03-06 is a Friday.
        "2026-03-06T16:30:00Z, true",
        "2026-03-07T00:10:00Z, true",
        "2026-03-06T00:10:00Z, false",
        "2026-03-07T16:30:00Z, false"
    })
    void contains_overMidnight_belongsToTheDayOnWhichItBegan(Instant at, boolean inside) {
        TimeWindow fridays = TimeWindow.of("UTC", "16:30", "00:30").on(DayOfWeek.FRIDAY);
        assertThat(fridays.contains(at.toEpochMilli())).isEqualTo(inside);
    }

    @Test
    void contains_anyMomentInAnyOrder_agreesWithTheCalendar() {
        TimeWindow window = TimeWindow.of("Europe/Berlin", "22:15", "05:45")
                .on(DayOfWeek.MONDAY, DayOfWeek.WEDNESDAY, DayOfWeek.SUNDAY);
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            Instant at = Instant.ofEpochSecond(random.nextLong(-3_000_000_000L, 6_000_000_000L));
            ZonedDateTime local = at.atZone(window.zone());
            boolean evening = !local.toLocalTime().isBefore(window.from())
                    && window.days().contains(local.getDayOfWeek());
            boolean morning = local.toLocalTime().isBefore(window.to())
                    && window.days().contains(local.getDayOfWeek().minus(1));
            assertThat(window.contains(at.toEpochMilli())).as("%s", at).isEqualTo(evening || morning);
        }
    }

    @Test
    void of_textsThatAreNone_areRefused() {
        assertThatThrownBy(() -> TimeWindow.of("Mars/Olympus", "00:00", "01:00"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("zone=\"Mars/Olympus\"");
        assertThatThrownBy(() -> TimeWindow.of("UTC", "25:00", "01:00")).hasMessageContaining("from=\"25:00\"");
    }

    @Test
    void equals_comparesZoneHoursAndDays() {
        TimeWindow window = TimeWindow.of("UTC", "16:30", "00:30");
        assertThat(window)
                .isEqualTo(TimeWindow.of("UTC", "16:30", "00:30"))
                .hasSameHashCodeAs(TimeWindow.of("UTC", "16:30", "00:30"))
                .isNotEqualTo(window.on(DayOfWeek.FRIDAY))
                .isNotEqualTo(TimeWindow.of("UTC", "16:30", "00:31"))
                .isNotEqualTo(TimeWindow.of("UTC", "16:31", "00:30"))
                .isNotEqualTo(TimeWindow.of("Asia/Tokyo", "16:30", "00:30"));
        assertThat(window.on(DayOfWeek.SUNDAY, DayOfWeek.FRIDAY)).hasToString("16:30-00:30 UTC [FRIDAY, SUNDAY]");
    }
}
