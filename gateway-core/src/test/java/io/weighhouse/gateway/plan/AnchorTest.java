// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnchorTest {

    private static final Anchor THE_31ST = Anchor.utc(Instant.parse("2027-12-31T12:00:00Z"));

    @Test
    void month_fromThe31st_beginsOnTheLastDayAndComesBackToThe31st() {
        assertThat(LongStream.range(0, 6).mapToObj(THE_31ST::month).map(Period::start))
                .extracting(Instant::toString)
                .containsExactly(
                        "2027-12-31T12:00:00Z",
                        "2028-01-31T12:00:00Z",
                        "2028-02-29T12:00:00Z",
                        "2028-03-31T12:00:00Z",
                        "2028-04-30T12:00:00Z",
                        "2028-05-31T12:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "2027-12-31T12:00:00Z, 0",
        "2028-01-31T11:59:59.999999999Z, 0",
        "2028-01-31T12:00:00Z, 1",
        "2028-02-29T11:59:59Z, 1",
        "2028-02-29T12:00:00Z, 2",
        "2027-12-31T11:59:59Z, -1",
        "2040-02-29T12:00:00Z, 146"
    })
    void monthAt_instant_isTheOneThatContainsIt(String instant, long index) {
        Period month = THE_31ST.monthAt(Instant.parse(instant));
        assertThat(month.index()).isEqualTo(index);
        assertThat(month.contains(Instant.parse(instant))).isTrue();
    }

    @Test
    void monthAt_yearOfTheLeapDay_isTwelveMonthsLong() {
        Anchor leapDay = Anchor.utc(Instant.parse("2028-02-29T00:00:00Z"));
        Period second = leapDay.yearAt(Instant.parse("2029-06-01T00:00:00Z"));
        assertThat(second)
                .isEqualTo(new Period(1, Instant.parse("2029-02-28T00:00:00Z"), Instant.parse("2030-02-28T00:00:00Z")));
        assertThat(leapDay.month(48).start()).hasToString("2032-02-29T00:00:00Z");
    }

    @Test
    void month_inAZone_keepsItsTimeOfDayWhereClocksAreMoved() {
        Anchor berlin = new Anchor(Instant.parse("2026-02-28T23:30:00Z"), ZoneId.of("Europe/Berlin"));
        assertThat(berlin.month(0).end())
                .as("half past midnight, in summer time")
                .hasToString("2026-03-31T22:30:00Z");
        assertThat(berlin.month(0).length()).isEqualTo(Duration.ofDays(31).minusHours(1));
        Anchor skipped =
                new Anchor(Instant.parse("2026-02-28T01:30:00Z").plus(Duration.ofDays(1)), ZoneId.of("Europe/Berlin"));
        assertThat(skipped.month(1).start()).hasToString("2026-04-01T00:30:00Z");
        Anchor gap = new Anchor(Instant.parse("2026-01-29T01:30:00Z"), ZoneId.of("Europe/Berlin"));
        assertThat(gap.month(2).start()).as("03:30, where 02:30 is skipped").hasToString("2026-03-29T01:30:00Z");
    }

    @Test
    void anchor_fractionsOfASecond_areCutOff() {
        assertThat(Anchor.utc(Instant.parse("2026-01-31T12:00:00.9Z")).start()).hasToString("2026-01-31T12:00:00Z");
        assertThatIllegalArgumentException().isThrownBy(() -> Anchor.utc(Instant.parse("1969-12-31T23:59:59Z")));
    }
}
