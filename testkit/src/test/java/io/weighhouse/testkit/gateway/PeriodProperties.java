// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.gateway.plan.Anchor;
import io.weighhouse.gateway.plan.Period;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Months and years of subscriptions, in every zone that there is. */
class PeriodProperties {

    private static final List<String> ZONES = new ArrayList<>(ZoneId.getAvailableZoneIds());

    /** An hour for summer time twice, a day for a zone that changed sides of the date line. */
    private static final Duration CLOCKS = Duration.ofHours(26);

    @Property(tries = 2000)
    void month_next_beginsWhereTheLastEnds(@ForAll("anchors") Anchor anchor, @ForAll @IntRange(max = 600) int index) {
        Period month = anchor.month(index);
        Period next = anchor.month(index + 1);
        assertThat(next.start()).isEqualTo(month.end());
        assertThat(month.length())
                .isBetween(
                        Duration.ofDays(28).minus(CLOCKS), Duration.ofDays(31).plus(CLOCKS));
    }

    @Property(tries = 2000)
    void monthAt_anyInstant_isTheOneMonthThatContainsIt(
            @ForAll("anchors") Anchor anchor,
            @ForAll @LongRange(min = -100_000_000, max = 4_000_000_000L) long seconds) {
        Instant instant = anchor.start().plusSeconds(seconds);
        Period month = anchor.monthAt(instant);
        assertThat(month.contains(instant)).isTrue();
        assertThat(anchor.month(month.index())).isEqualTo(month);
        assertThat(anchor.month(month.index() - 1).contains(instant)).isFalse();
        assertThat(anchor.monthAt(month.start())).isEqualTo(month);
        assertThat(anchor.monthAt(month.end().minusNanos(1))).isEqualTo(month);
        assertThat(month.index() >= 0).isEqualTo(!instant.isBefore(anchor.start()));
    }

    @Property(tries = 1000)
    void yearAt_anyInstant_isTwelveMonths(
            @ForAll("anchors") Anchor anchor, @ForAll @LongRange(max = 4_000_000_000L) long seconds) {
        Period year = anchor.yearAt(anchor.start().plusSeconds(seconds));
        assertThat(year.start()).isEqualTo(anchor.month(12 * year.index()).start());
        assertThat(year.end()).isEqualTo(anchor.month(12 * year.index() + 11).end());
    }

    /** Against the calendar on the wall: the anchor's day, or the last one of a month that has no such day. */
    @Property(tries = 2000)
    void month_inUtc_beginsOnTheAnchorsDayOrTheLastOne(
            @ForAll @IntRange(min = 1, max = 31) int day,
            @ForAll @IntRange(min = 1970, max = 2100) int year,
            @ForAll @IntRange(max = 400) int index) {
        ZonedDateTime start = LocalDate.of(year, 1, day).atTime(13, 5, 7).atZone(ZoneOffset.UTC);
        Instant found = Anchor.utc(start.toInstant()).month(index).start();
        YearMonth month = YearMonth.of(year, 1).plusMonths(index);
        LocalDate expected = month.atDay(Math.min(day, month.lengthOfMonth()));
        assertThat(found).isEqualTo(expected.atTime(13, 5, 7).toInstant(ZoneOffset.UTC));
    }

    @Provide
    Arbitrary<Anchor> anchors() {
        Arbitrary<Long> starts = Arbitraries.longs().between(0, 4_000_000_000L);
        Arbitrary<Long> monthEnds = Combinators.combine(
                        Arbitraries.integers().between(0, 1500),
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.integers().between(0, 86_399))
                .as((month, day, second) -> YearMonth.of(1970, 2)
                                        .plusMonths(month)
                                        .atDay(1)
                                        .minusDays(day)
                                        .toEpochDay()
                                * 86_400
                        + second);
        return Combinators.combine(Arbitraries.oneOf(starts, monthEnds), Arbitraries.of(ZONES))
                .as((seconds, zone) -> new Anchor(Instant.ofEpochSecond(seconds), ZoneId.of(zone)));
    }
}
