// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.CalendarPeriod;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** What limits do that only watch: count, and say what they would refuse. */
abstract class LimiterShadowBehaviour extends LimiterBehaviour {

    private static final Limit WATCHED = Limit.requests("trial", 2, MINUTE).shadow();
    private static final Quota QUOTA = Quota.of(RPM, WATCHED);

    @Test
    void acquire_thatItWouldLetPass_isCountedByIt() {
        Decision decision = admitted(QUOTA, requests(2));
        assertThat(decision.shadowRefusals()).isEmpty();
        assertThat(decision.states()).containsExactly(state(QUOTA, 0, 58, 2 * SECOND), state(QUOTA, 1, 0, 60 * SECOND));
    }

    @Test
    void acquire_thatItWouldRefuse_passesAndTakesNothingFromIt() {
        assertThat(take(QUOTA, requests(2))).isTrue();
        Decision decision = admitted(QUOTA, Cost.request());
        assertThat(decision.shadowRefusals()).containsExactly(state(QUOTA, 1, 0, 60 * SECOND));
        assertThat(decision.states()).extracting(LimitState::remaining).containsExactly(57L, 0L);
        ticker.advanceNanos(30 * SECOND);
        assertThat(admitted(QUOTA, Cost.request()).shadowRefusals()).isEmpty();
        assertThat(admitted(QUOTA, Cost.request()).shadowRefusals()).hasSize(1);
    }

    @Test
    void acquire_ofMoreThanItEverHas_passes() {
        Decision decision = admitted(QUOTA, requests(3));
        assertThat(decision.shadowRefusals()).containsExactly(state(QUOTA, 1, 2, 0));
        assertThat(remaining(QUOTA)).containsExactly(57L, 2L);
    }

    @Test
    void acquire_refusedByAnother_takesNothingFromIt() {
        Quota quota = Quota.of(WATCHED, RPM.burst(1));
        assertThat(take(quota, Cost.request())).isTrue();
        assertThat(bindingLimit(refused(quota, Cost.request()))).isEqualTo(RPM.burst(1));
        assertThat(remaining(quota)).containsExactly(1L, 0L);
    }

    @Test
    void acquire_ofWatchedLimitsOnly_alwaysPasses() {
        Quota quota = Quota.of(
                WATCHED,
                Limit.calendar("day", Counted.REQUESTS, 1, CalendarPeriod.day(ZoneOffset.UTC))
                        .shadow(),
                Limit.rolling("hour", Counted.REQUESTS, 1, TEN_MINUTES).shadow(),
                Limit.inFlight("parallel", 1, TEN_MINUTES).shadow());
        assertThat(admitted(quota, Cost.request()).shadowRefusals()).isEmpty();
        assertThat(admitted(quota, Cost.request()).shadowRefusals())
                .extracting(LimitState::limit)
                .containsExactlyElementsOf(quota.limits().subList(1, 4));
        assertThat(limiter.peek(team(quota), Cost.request()).shadowRefusals()).hasSize(4);
        assertThat(remaining(quota)).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void settle_ofACallThatItWouldHaveRefused_givesItNothing() {
        assertThat(take(QUOTA, requests(2))).isTrue();
        Permit permit = admitted(QUOTA, requests(2)).permit();
        permit.release();
        assertThat(remaining(QUOTA)).containsExactly(58L, 0L);
    }

    @Test
    void settle_ofACallThatItLetPass_givesBack() {
        admitted(QUOTA, requests(2)).permit().settle(Cost.request());
        assertThat(remaining(QUOTA)).containsExactly(59L, 1L);
    }

    @Test
    void quota_whoseLimitStopsWatching_refusesFromThenOn() {
        assertThat(take(QUOTA, requests(2))).isTrue();
        Quota strict = Quota.of(RPM, Limit.requests("trial", 2, MINUTE));
        admittedExactlyAfter(30 * SECOND, strict, Cost.request());
    }
}
