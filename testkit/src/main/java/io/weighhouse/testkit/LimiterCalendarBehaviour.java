// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.CalendarPeriod;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** What calendars do: an allowance that starts afresh with each period. The clock starts with the year 2026. */
abstract class LimiterCalendarBehaviour extends LimiterBehaviour {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Quota DAILY = daily(CalendarPeriod.day(ZoneOffset.UTC));

    private static Quota daily(CalendarPeriod period) {
        return Quota.of(Limit.calendar("per-day", Counted.REQUESTS, 1_000, period));
    }

    private void moveTo(String instant) {
        ticker.advance(Duration.between(clock.instant(), Instant.parse(instant)));
    }

    @Test
    void acquire_withinThePeriod_tellsWhatIsLeftAndWhenItEnds() {
        moveTo("2026-01-01T06:00:00Z");
        Decision decision = admitted(DAILY, requests(300));
        assertThat(decision.states())
                .containsExactly(state(DAILY, 0, 700, Duration.ofHours(18).toNanos()));
    }

    @Test
    void acquire_ofAllAtOnce_isRefusedUntilExactlyTheNextPeriod() {
        moveTo("2026-01-01T23:59:59Z");
        assertThat(take(DAILY, requests(1_000))).isTrue();
        Decision refused = refused(DAILY, Cost.request());
        assertThat(refused.retryAfterNanos()).isEqualTo(SECOND);
        moveTo("2026-01-01T23:59:59.999Z");
        assertThat(refused(DAILY, Cost.request()).retryAfterNanos()).isEqualTo(1_000_000);
        moveTo("2026-01-02T00:00:00Z");
        assertThat(take(DAILY, requests(1_001))).isFalse();
        assertThat(take(DAILY, requests(1_000))).isTrue();
        assertThat(take(DAILY, Cost.request())).isFalse();
    }

    @Test
    void acquire_ofMoreThanAPeriodHas_isNeverAdmissible() {
        Decision refused = acquire(DAILY, requests(1_001));
        assertThat(refused.reason()).isEqualTo(Decision.Reason.NEVER_ADMISSIBLE);
        assertThat(refused.retryAfterNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(remaining(DAILY)).containsExactly(1_000L);
    }

    @Test
    void acquire_afterPeriodsOfNothing_hasOneAllowance() {
        assertThat(take(DAILY, requests(400))).isTrue();
        moveTo("2026-07-01T00:00:00Z");
        assertThat(remaining(DAILY)).containsExactly(1_000L);
        assertThat(take(DAILY, requests(1_000))).isTrue();
        assertThat(take(DAILY, Cost.request())).isFalse();
    }

    @Test
    void acquire_onADayOf23Hours_startsAfreshAtLocalMidnight() {
        Quota berlin = daily(CalendarPeriod.day(BERLIN));
        moveTo("2026-03-28T23:00:00Z");
        assertThat(take(berlin, requests(1_000))).isTrue();
        assertThat(refused(berlin, Cost.request()).retryAfterNanos())
                .isEqualTo(Duration.ofHours(23).toNanos());
        moveTo("2026-03-29T21:59:59.999Z");
        assertThat(take(berlin, Cost.request())).isFalse();
        moveTo("2026-03-29T22:00:00Z");
        assertThat(take(berlin, requests(1_000))).isTrue();
    }

    @Test
    void acquire_ofEveryKindOfPeriod_isUntilItsEnd() {
        moveTo("2026-05-20T10:30:00Z");
        assertThat(endOf(CalendarPeriod.hour(ZoneOffset.UTC))).isEqualTo("2026-05-20T11:00:00Z");
        assertThat(endOf(CalendarPeriod.day(BERLIN))).isEqualTo("2026-05-20T22:00:00Z");
        assertThat(endOf(CalendarPeriod.week(DayOfWeek.MONDAY, ZoneOffset.UTC))).isEqualTo("2026-05-25T00:00:00Z");
        assertThat(endOf(CalendarPeriod.month(31, ZoneOffset.UTC))).isEqualTo("2026-05-31T00:00:00Z");
        assertThat(endOf(CalendarPeriod.year(MonthDay.of(4, 6), ZoneOffset.UTC)))
                .isEqualTo("2027-04-06T00:00:00Z");
    }

    private String endOf(CalendarPeriod period) {
        Quota quota = daily(period);
        limiter.reset(team(quota));
        assertThat(take(quota, Cost.request())).isTrue();
        return clock.instant().plusNanos(resets(quota).get(0)).toString();
    }

    @Test
    void acquire_asTheTickerRunsOn_countsOnlyTheClock() {
        moveTo("2026-01-01T12:00:00Z");
        assertThat(take(DAILY, requests(1_000))).isTrue();
        ticker.advance(Duration.ofDays(2));
        clock.advance(Duration.ofDays(-2));
        assertThat(take(DAILY, Cost.request())).isFalse();
        clock.advance(Duration.ofHours(12));
        assertThat(take(DAILY, Cost.request())).isTrue();
    }

    @Test
    void clock_putBackOverAMidnight_goesOnCountingInTheNewerDay() {
        moveTo("2026-01-01T23:00:00Z");
        assertThat(take(DAILY, requests(1_000))).isTrue();
        moveTo("2026-01-02T00:30:00Z");
        assertThat(take(DAILY, requests(400))).isTrue();
        clock.advance(Duration.ofHours(-1));
        assertThat(remaining(DAILY)).containsExactly(600L);
        assertThat(take(DAILY, requests(600))).isTrue();
        assertThat(take(DAILY, Cost.request())).isFalse();
        clock.advance(Duration.ofHours(1));
        assertThat(take(DAILY, Cost.request())).isFalse();
        moveTo("2026-01-03T00:00:00Z");
        assertThat(take(DAILY, requests(1_000))).isTrue();
    }

    @Test
    void settle_withinThePeriod_givesBackAndChargesWhatWasBeyond() {
        admitted(DAILY, requests(1_000)).permit().settle(requests(300));
        assertThat(remaining(DAILY)).containsExactly(700L);
        admitted(DAILY, requests(600)).permit().settle(requests(800));
        assertThat(remaining(DAILY)).containsExactly(0L);
        assertThat(refused(DAILY, Cost.none()).retryAfterNanos())
                .isEqualTo(Duration.ofDays(1).toNanos());
        moveTo("2026-01-02T00:00:00Z");
        assertThat(remaining(DAILY)).containsExactly(1_000L);
    }

    @Test
    void settle_afterThePeriod_changesNothing() {
        moveTo("2026-01-01T23:58:00Z");
        Permit below = admitted(DAILY, requests(500)).permit();
        Permit beyond = admitted(DAILY, requests(500)).permit();
        moveTo("2026-01-02T00:01:00Z");
        assertThat(take(DAILY, requests(100))).isTrue();
        below.release();
        beyond.settle(requests(900));
        assertThat(remaining(DAILY)).containsExactly(900L);
    }

    @Test
    void acquire_refusedByRateAndCalendar_waitsForTheLater() {
        Quota both = Quota.of(RPM, DAILY.limits().get(0));
        moveTo("2026-01-01T23:59:30Z");
        for (int i = 0; i < 16; i++) {
            assertThat(take(both, requests(60))).isTrue();
            ticker.advance(MINUTE);
            clock.advance(MINUTE.negated());
        }
        assertThat(take(both, requests(40))).isTrue();
        Decision refused = refused(both, Cost.request());
        assertThat(bindingLimit(refused)).isEqualTo(DAILY.limits().get(0));
        assertThat(refused.retryAfterNanos()).isEqualTo(30 * SECOND);
        assertThat(refused.states().get(0)).isEqualTo(state(both, 0, 20, 40 * SECOND));
    }
}
