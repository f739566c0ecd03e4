// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.metering.limit.CalendarPeriod;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What permits of rates do: give back what was reserved and not used, charge what was used beyond, and end once. */
abstract class LimiterPermitBehaviour extends LimiterBehaviour {

    private static Cost tokens(long number) {
        return Cost.of(1, number, 0);
    }

    @Test
    void permit_ofWhatTookNothing_throws() {
        Decision peeked = limiter.peek(team(RPM_AND_TPM), Cost.request());
        assertThatThrownBy(peeked::permit).isInstanceOf(IllegalStateException.class);
        Decision refused = acquire(RPM_AND_TPM, requests(61));
        assertThatThrownBy(refused::permit).isInstanceOf(IllegalStateException.class);
        Decision unlimited = limiter.peek(team(Quota.unlimited()), Cost.request());
        assertThatThrownBy(unlimited::permit).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void permit_askedForAgain_isTheSame() {
        Decision decision = admitted(RPM_AND_TPM, Cost.request());
        assertThat(decision.permit()).isSameAs(decision.permit());
    }

    @Test
    void release_straightAfterTheAcquire_leavesNoTrace() {
        assertThat(take(RPM_AND_TPM, Cost.of(10, 1_000, 0))).isTrue();
        List<LimitState> before = states(RPM_AND_TPM);
        Permit first = admitted(RPM_AND_TPM, Cost.of(1, 77, 0)).permit();
        Permit second = admitted(RPM_AND_TPM, Cost.of(49, 0, 4_923)).permit();
        second.release();
        first.release();
        assertThat(states(RPM_AND_TPM)).isEqualTo(before);
    }

    @Test
    void release_inAnyOrder_leavesNoTrace() {
        Permit first = admitted(RPM_AND_TPM, tokens(1_000)).permit();
        ticker.advance(Duration.ofSeconds(1));
        Permit second = admitted(RPM_AND_TPM, tokens(2_000)).permit();
        ticker.advance(Duration.ofSeconds(1));
        Permit third = admitted(RPM_AND_TPM, tokens(3_000)).permit();
        first.release();
        third.release();
        second.release();
        assertThat(states(RPM_AND_TPM)).containsExactly(state(RPM_AND_TPM, 0, 60, 0), state(RPM_AND_TPM, 1, 6_000, 0));
    }

    @Test
    void settle_atLessThanReserved_givesTheRestBack() {
        Permit permit = admitted(RPM_AND_TPM, Cost.of(1, 1_000, 4_000)).permit();
        permit.settle(Cost.of(1, 1_000, 200));
        assertThat(remaining(RPM_AND_TPM)).containsExactly(59L, 4_800L);
    }

    @Test
    void settle_later_leavesWhatTheUseAloneWouldHaveLeft() {
        Permit permit = admitted(RPM_AND_TPM, tokens(4_000)).permit();
        ticker.advance(Duration.ofSeconds(20));
        assertThat(take(RPM_AND_TPM, tokens(3_000))).isTrue();
        permit.settle(tokens(1_000));
        // The 1,000 are drained after 10 of the 20 seconds; what was idle in the other 10 is lost.
        assertThat(remaining(RPM_AND_TPM).get(1)).isEqualTo(3_000);
    }

    @Test
    void settle_atWhatWasReserved_changesNothing() {
        Permit permit = admitted(RPM_AND_TPM, Cost.of(1, 1_000, 4_000)).permit();
        ticker.advanceNanos(17);
        List<LimitState> before = states(RPM_AND_TPM);
        permit.settle(Cost.of(1, 1_000, 4_000));
        assertThat(states(RPM_AND_TPM)).isEqualTo(before);
    }

    @Test
    void close_keepsWhatWasReserved() {
        Permit permit = admitted(RPM_AND_TPM, tokens(4_000)).permit();
        List<LimitState> before = states(RPM_AND_TPM);
        permit.close();
        permit.settle(tokens(0));
        permit.release();
        assertThat(states(RPM_AND_TPM)).isEqualTo(before);
    }

    @Test
    void release_afterTimeHasDrainedIt_givesNothingBack() {
        Permit early = admitted(RPM_AND_TPM, tokens(3_000)).permit();
        ticker.advance(MINUTE);
        assertThat(take(RPM_AND_TPM, tokens(6_000))).isTrue();
        early.release();
        assertThat(take(RPM_AND_TPM, tokens(1))).isFalse();
    }

    @Test
    void release_ofAnEarlierReservation_neverLetsMoreThanTheBurstPassAtOnce() {
        Permit early = admitted(RPM_AND_TPM, tokens(6_000)).permit();
        ticker.advance(Duration.ofSeconds(30));
        assertThat(take(RPM_AND_TPM, tokens(3_000))).isTrue();
        early.release();
        assertThat(take(RPM_AND_TPM, tokens(3_001))).isFalse();
        assertThat(take(RPM_AND_TPM, tokens(3_000))).isTrue();
        assertThat(take(RPM_AND_TPM, tokens(1))).isFalse();
    }

    @Test
    void settle_beyondWhatWasReserved_isDebtThatEvenNothingWaitsFor() {
        admitted(RPM_AND_TPM, tokens(6_000)).permit().settle(Cost.of(1, 6_000, 600));
        Decision refused = refused(RPM_AND_TPM, Cost.request());
        assertThat(bindingLimit(refused)).isEqualTo(TPM);
        assertThat(refused.states().get(1)).isEqualTo(state(RPM_AND_TPM, 1, 0, 66 * SECOND));
        assertThat(take(RPM_AND_TPM, Cost.none())).isFalse();
        admittedExactlyAfter(6 * SECOND, RPM_AND_TPM, Cost.request());
    }

    @Test
    void settle_beyondReservedButWithinTheLimit_isSimplyUsed() {
        admitted(RPM_AND_TPM, tokens(1_000)).permit().settle(tokens(1_500));
        assertThat(states(RPM_AND_TPM).get(1)).isEqualTo(state(RPM_AND_TPM, 1, 4_500, 15 * SECOND));
    }

    @Test
    void settle_aboveAndBelowInOneCost_doesBoth() {
        admitted(RPM_AND_TPM, Cost.of(10, 1_000, 0)).permit().settle(Cost.of(1, 3_000, 0));
        assertThat(remaining(RPM_AND_TPM)).containsExactly(59L, 3_000L);
    }

    @Test
    void settle_ofDebtOnDebt_addsUp() {
        Permit first = admitted(RPM_AND_TPM, tokens(3_000)).permit();
        Permit second = admitted(RPM_AND_TPM, tokens(3_000)).permit();
        first.settle(tokens(9_000));
        second.settle(tokens(9_000));
        assertThat(resets(RPM_AND_TPM).get(1)).isEqualTo(180 * SECOND);
        assertThat(refused(RPM_AND_TPM, Cost.none()).retryAfterNanos()).isEqualTo(120 * SECOND);
    }

    @Test
    void settle_ofMoreThanCouldEverBePaid_refusesForAsLongAsCanBeTold() {
        admitted(RPM_AND_TPM, tokens(1)).permit().settle(tokens(Long.MAX_VALUE));
        ticker.advance(Duration.ofDays(1_000));
        assertThat(take(RPM_AND_TPM, Cost.none())).isFalse();
        limiter.reset(team(RPM_AND_TPM));
        assertThat(take(RPM_AND_TPM, Cost.of(60, 6_000, 0))).isTrue();
    }

    @Test
    void permit_endedASecondTime_doesNothing() {
        Permit settled = admitted(RPM_AND_TPM, tokens(3_000)).permit();
        settled.settle(tokens(1_000));
        List<LimitState> before = states(RPM_AND_TPM);
        settled.release();
        settled.settle(tokens(9_000));
        settled.close();
        assertThat(states(RPM_AND_TPM)).isEqualTo(before);
        Permit released = admitted(RPM_AND_TPM, tokens(3_000)).permit();
        released.release();
        released.release();
        released.settle(tokens(3_000));
        assertThat(states(RPM_AND_TPM)).isEqualTo(before);
    }

    @Test
    void permit_ofManyCalls_givesBackExactly() {
        for (int i = 0; i < 50; i++) {
            Permit permit = admitted(RPM_AND_TPM, tokens(120)).permit();
            if (i % 2 == 0) {
                permit.settle(tokens(20));
            }
        }
        assertThat(remaining(RPM_AND_TPM)).containsExactly(10L, 6_000L - 25 * 20 - 25 * 120);
    }

    @Test
    void permit_ofEveryKindOfLimit_isSettledForEach() {
        Quota quota = Quota.of(
                TPM,
                Limit.calendar("per-day", Counted.TOKENS, 50_000, CalendarPeriod.day(ZoneOffset.UTC)),
                Limit.rolling("per-hour", Counted.TOKENS, 20_000, Duration.ofHours(1)),
                Limit.inFlight("parallel", 4, TEN_MINUTES));
        Permit permit = admitted(quota, tokens(5_000)).permit();
        assertThat(remaining(quota)).containsExactly(1_000L, 45_000L, 15_000L, 3L);
        permit.settle(tokens(1_200));
        assertThat(remaining(quota)).containsExactly(4_800L, 48_800L, 18_800L, 4L);
        permit.close();
        assertThat(remaining(quota)).containsExactly(4_800L, 48_800L, 18_800L, 4L);
    }
}
