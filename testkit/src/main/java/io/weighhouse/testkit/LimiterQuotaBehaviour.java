// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.CalendarPeriod;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** What a changed quota does: it holds from the next call on, and limits are known again by their ids. */
abstract class LimiterQuotaBehaviour extends LimiterBehaviour {

    private static final CalendarPeriod DAY = CalendarPeriod.day(ZoneOffset.UTC);

    private static Quota rpm(long permits) {
        return Quota.of(Limit.requests("rpm", permits, MINUTE));
    }

    @Test
    void quota_ofHigherRates_keepsTheTimeUntilALimitIsFull() {
        assertThat(take(RPM_AND_TPM, Cost.of(30, 6_000, 0))).isTrue();
        Quota doubled = Quota.of(Limit.requests("rpm", 120, MINUTE), Limit.tokens("tpm", 12_000, MINUTE));
        assertThat(states(doubled))
                .containsExactly(state(doubled, 0, 60, 30 * SECOND), state(doubled, 1, 0, 60 * SECOND));
        assertThat(take(doubled, Cost.of(1, 1, 0))).isFalse();
        assertThat(take(doubled, requests(60))).isTrue();
        admittedExactlyAfter(SECOND / 2, doubled, Cost.request());
    }

    @Test
    void quota_ofALowerRate_keepsTheTimeUntilTheLimitIsFull() {
        assertThat(take(rpm(60), requests(30))).isTrue();
        assertThat(states(rpm(20))).containsExactly(state(rpm(20), 0, 10, 30 * SECOND));
        assertThat(take(rpm(20), requests(11))).isFalse();
        assertThat(take(rpm(20), requests(10))).isTrue();
    }

    @Test
    void quota_ofALowerBurst_waitsUntilThereIsRoomInIt() {
        assertThat(take(rpm(60), requests(30))).isTrue();
        Quota low = Quota.of(RPM.burst(10));
        admittedExactlyAfter(21 * SECOND, low, Cost.request());
        assertThat(take(low, Cost.none())).isTrue();
    }

    @Test
    void quota_ofAHigherBurst_givesItAtOnce() {
        Quota low = Quota.of(RPM.burst(10));
        assertThat(take(low, requests(10))).isTrue();
        assertThat(take(rpm(60), requests(51))).isFalse();
        assertThat(take(rpm(60), requests(50))).isTrue();
    }

    @Test
    void quota_ofEqualLimits_isTheSame() {
        for (int i = 0; i < 60; i++) {
            assertThat(take(rpm(60), Cost.request())).isTrue();
        }
        assertThat(take(rpm(60), Cost.request())).isFalse();
    }

    @Test
    void quota_inAnotherOrder_knowsTheLimitsAgain() {
        assertThat(take(RPM_AND_TPM, Cost.of(10, 1_000, 0))).isTrue();
        Quota reversed = Quota.of(TPM, RPM);
        assertThat(remaining(reversed)).containsExactly(5_000L, 50L);
        assertThat(take(reversed, Cost.of(10, 1_000, 0))).isTrue();
        assertThat(remaining(RPM_AND_TPM)).containsExactly(40L, 4_000L);
    }

    @Test
    void quota_withALimitMore_startsThatOneFull() {
        assertThat(take(rpm(60), requests(10))).isTrue();
        assertThat(take(RPM_AND_TPM, Cost.of(1, 6_000, 0))).isTrue();
        assertThat(remaining(RPM_AND_TPM)).containsExactly(49L, 0L);
    }

    @Test
    void quota_withALimitLess_forgetsThatOne() {
        assertThat(take(RPM_AND_TPM, Cost.of(10, 6_000, 0))).isTrue();
        assertThat(take(rpm(60), requests(10))).isTrue();
        assertThat(take(RPM_AND_TPM, Cost.of(1, 6_000, 0))).isTrue();
        assertThat(remaining(RPM_AND_TPM)).containsExactly(39L, 0L);
    }

    @Test
    void quota_withAnotherId_startsFull() {
        assertThat(take(rpm(60), requests(60))).isTrue();
        Quota other = Quota.of(Limit.requests("rpm-2", 60, MINUTE));
        assertThat(take(other, requests(60))).isTrue();
    }

    @Test
    void quota_ofAnotherCalendarAllowance_keepsWhatWasUsed() {
        Quota hundred = Quota.of(Limit.calendar("per-day", Counted.REQUESTS, 100, DAY));
        Quota fifty = Quota.of(Limit.calendar("per-day", Counted.REQUESTS, 50, DAY));
        Quota thousand = Quota.of(Limit.calendar("per-day", Counted.REQUESTS, 1_000, DAY));
        assertThat(take(hundred, requests(70))).isTrue();
        assertThat(remaining(fifty)).containsExactly(0L);
        assertThat(refused(fifty, Cost.request()).retryAfterNanos())
                .isEqualTo(Duration.ofDays(1).toNanos());
        assertThat(take(thousand, requests(931))).isFalse();
        assertThat(take(thousand, requests(930))).isTrue();
    }

    @Test
    void quota_ofAnotherRollingAllowance_keepsWhatWasUsed() {
        Quota ten = Quota.of(Limit.rolling("per-hour", Counted.REQUESTS, 10, TEN_MINUTES));
        Quota five = Quota.of(Limit.rolling("per-hour", Counted.REQUESTS, 5, TEN_MINUTES));
        Quota twenty = Quota.of(Limit.rolling("per-hour", Counted.REQUESTS, 20, TEN_MINUTES));
        assertThat(take(ten, requests(7))).isTrue();
        assertThat(remaining(five)).containsExactly(0L);
        assertThat(take(five, Cost.request())).isFalse();
        assertThat(take(twenty, requests(14))).isFalse();
        assertThat(take(twenty, requests(13))).isTrue();
    }

    @Test
    void permit_ofBeforeTheChange_givesBackTheTimeThatItTook() {
        Permit permit = admitted(rpm(60), requests(40)).permit();
        assertThat(take(rpm(120), requests(10))).isTrue();
        assertThat(resets(rpm(120))).containsExactly(45 * SECOND);
        permit.settle(requests(10));
        assertThat(resets(rpm(120))).containsExactly(15 * SECOND);
    }

    @Test
    void permit_ofBeforeTheChange_stillOwesWhatItOverran() {
        Permit permit = admitted(RPM_AND_TPM, Cost.of(1, 3_000, 0)).permit();
        Quota halved = Quota.of(TPM.burst(3_000));
        assertThat(take(halved, Cost.none())).isTrue();
        permit.settle(Cost.of(1, 3_600, 0));
        admittedExactlyAfter(6 * SECOND, halved, Cost.none());
    }

    @Test
    void permit_ofALimitThatIsGone_endsQuietly() {
        Permit permit = admitted(RPM_AND_TPM, Cost.of(1, 3_000, 0)).permit();
        assertThat(take(rpm(60), Cost.request())).isTrue();
        permit.settle(Cost.of(1, 9_000, 0));
        assertThat(remaining(rpm(60))).containsExactly(58L);
    }
}
