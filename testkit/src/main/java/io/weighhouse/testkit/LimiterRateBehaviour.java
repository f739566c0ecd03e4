// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What rates do: a burst, then so many per period. */
abstract class LimiterRateBehaviour extends LimiterBehaviour {

    private static final Unit CREDIT = Unit.of("CREDIT", 6);

    @Test
    void acquire_withinTheBurst_tellsWhatIsLeft() {
        Decision decision = admitted(RPM_AND_TPM, Cost.of(20, 1_000, 500));
        assertThat(decision.states())
                .containsExactly(state(RPM_AND_TPM, 0, 40, 20 * SECOND), state(RPM_AND_TPM, 1, 4_500, 15 * SECOND));
        assertThat(decision.shadowRefusals()).isEmpty();
        assertThat(decision.degraded()).isFalse();
    }

    @Test
    void acquire_beyondTheBurst_isRefusedUntilExactlyThen() {
        assertThat(take(RPM_AND_TPM, requests(60))).isTrue();
        Decision refused = refused(RPM_AND_TPM, Cost.request());
        assertThat(refused.binding()).isEqualTo(state(RPM_AND_TPM, 0, 0, 60 * SECOND));
        admittedExactlyAfter(SECOND, RPM_AND_TPM, Cost.request());
        assertThat(take(RPM_AND_TPM, Cost.request())).isFalse();
    }

    @Test
    void acquire_asOftenAsItPasses_isAdmittedAtTheRateForEver() {
        Quota quota = Quota.of(Limit.requests("rps", 3, Duration.ofSeconds(1)));
        assertThat(take(quota, requests(3))).isTrue();
        long start = ticker.nanos();
        for (int third = 1; third <= 3_000; third++) {
            Decision refused = refused(quota, Cost.request());
            ticker.advanceNanos(refused.retryAfterNanos());
            assertThat(take(quota, Cost.request())).isTrue();
            assertThat(ticker.nanos() - start).isEqualTo((third * SECOND + 2) / 3);
        }
    }

    @Test
    void acquire_atARateOfPartsOfANanosecond_losesNothing() {
        Quota quota = Quota.of(Limit.tokens("tpm", 7_000_000_000L, MINUTE));
        assertThat(take(quota, Cost.of(1, 7_000_000_000L, 0))).isTrue();
        assertThat(resets(quota)).containsExactly(60 * SECOND);
        ticker.advance(MINUTE);
        assertThat(remaining(quota)).containsExactly(7_000_000_000L);
        assertThat(take(quota, Cost.of(1, 7_000_000_000L, 0))).isTrue();
        ticker.advance(Duration.ofSeconds(30));
        assertThat(take(quota, Cost.of(1, 3_500_000_001L, 0))).isFalse();
        assertThat(take(quota, Cost.of(1, 3_500_000_000L, 0))).isTrue();
    }

    @Test
    void acquire_refusedByOneLimit_leavesTheOthersAsTheyWere() {
        assertThat(take(RPM_AND_TPM, Cost.of(1, 3_000, 0))).isTrue();
        List<LimitState> before = states(RPM_AND_TPM);
        Decision refused = refused(RPM_AND_TPM, Cost.of(1, 3_000, 1));
        assertThat(bindingLimit(refused)).isEqualTo(TPM);
        assertThat(refused.states()).isEqualTo(before);
        assertThat(states(RPM_AND_TPM)).isEqualTo(before);
        assertThat(take(RPM_AND_TPM, Cost.of(59, 0, 3_000))).isTrue();
    }

    @Test
    void acquire_refusedByTwoLimits_namesTheOneWithTheLongestWait() {
        assertThat(take(RPM_AND_TPM, Cost.of(60, 6_000, 0))).isTrue();
        assertThat(bindingLimit(refused(RPM_AND_TPM, Cost.of(2, 100, 0)))).isEqualTo(RPM);
        Decision tokensBind = refused(RPM_AND_TPM, Cost.of(1, 100, 200));
        assertThat(bindingLimit(tokensBind)).isEqualTo(TPM);
        assertThat(tokensBind.retryAfterNanos()).isEqualTo(3 * SECOND);
        assertThat(bindingLimit(refused(RPM_AND_TPM, Cost.of(1, 100, 0)))).isEqualTo(RPM);
    }

    @Test
    void acquire_moreThanTheBurst_isNeverAdmissible() {
        Decision refused = acquire(RPM_AND_TPM, Cost.of(1, 6_000, 1));
        assertThat(refused.reason()).isEqualTo(Decision.Reason.NEVER_ADMISSIBLE);
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.neverAdmissible()).isTrue();
        assertThat(bindingLimit(refused)).isEqualTo(TPM);
        assertThat(refused.retryAfterNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(take(RPM_AND_TPM, Cost.of(1, Long.MAX_VALUE, 0))).isFalse();
        assertThat(take(RPM_AND_TPM, Cost.of(60, 0, 6_000))).isTrue();
    }

    @Test
    void acquire_ofEachKindOfToken_drawsOnItsOwnLimit() {
        Quota quota = Quota.of(
                Limit.inputTokens("itpm", 100, MINUTE),
                Limit.outputTokens("otpm", 10, MINUTE),
                Limit.tokens("tpm", 1_000, MINUTE));
        assertThat(take(quota, Cost.of(1, 30, 4))).isTrue();
        assertThat(remaining(quota)).containsExactly(70L, 6L, 966L);
    }

    @Test
    void acquire_ofMoneyAndOfThingsByName_drawsOnTheirLimits() {
        Counted images = Counted.named("images");
        Quota quota = Quota.of(
                Limit.rate("spend", Counted.money(CREDIT), 5_000_000, MINUTE),
                Limit.rate("images", images, 10, MINUTE));
        Cost cost = Cost.request().and(Amount.of("1.25", CREDIT)).and(images, 3);
        assertThat(limiter.tryAcquire(team(quota), cost)).isTrue();
        assertThat(limiter.acquire(team(quota), cost).states())
                .extracting(LimitState::remaining)
                .containsExactly(2_500_000L, 4L);
    }

    @Test
    void acquire_withABurstOfItsOwn_keepsTheRate() {
        Quota quota = Quota.of(RPM.burst(2));
        assertThat(take(quota, requests(2))).isTrue();
        admittedExactlyAfter(SECOND, quota, Cost.request());
        ticker.advance(TEN_MINUTES);
        assertThat(take(quota, requests(3))).isFalse();
        assertThat(take(quota, requests(2))).isTrue();
    }

    @Test
    void acquire_ofNothing_passesWithTheBurstUsedUp() {
        assertThat(take(RPM_AND_TPM, Cost.of(60, 6_000, 0))).isTrue();
        assertThat(take(RPM_AND_TPM, Cost.none())).isTrue();
        assertThat(remaining(RPM_AND_TPM)).containsExactly(0L, 0L);
    }

    @Test
    void acquire_ofAnotherSubject_isNotAffected() {
        assertThat(take(RPM_AND_TPM, requests(60))).isTrue();
        assertThat(limiter.tryAcquire(another("8", RPM_AND_TPM), requests(60))).isTrue();
        assertThat(take(RPM_AND_TPM, Cost.request())).isFalse();
    }

    @Test
    void acquire_ofAThousandSubjects_countsEachForItself() {
        Quota quota = Quota.of(Limit.requests("rpm", 2, MINUTE));
        for (int round = 0; round < 3; round++) {
            boolean passes = round < 2;
            assertThat(IntStream.range(0, 1_000)
                            .filter(i -> limiter.tryAcquire(another("" + i, quota), Cost.request()) != passes))
                    .isEmpty();
        }
    }

    @Test
    void acquire_underNoLimits_alwaysPasses() {
        Decision decision = admitted(Quota.unlimited(), Cost.of(1, Long.MAX_VALUE, 0));
        assertThat(decision.states()).isEmpty();
        decision.permit().settle(Cost.request());
        assertThat(take(Quota.unlimited(), Cost.request())).isTrue();
        assertThat(limiter.peek(team(Quota.unlimited()), Cost.request()).allowed())
                .isTrue();
    }

    @Test
    void acquireAsync_decidesAsAcquireDoes() {
        assertThat(take(RPM_AND_TPM, requests(59))).isTrue();
        assertThat(acquireAsync().allowed()).isTrue();
        assertThat(acquireAsync().retryAfterNanos()).isEqualTo(SECOND);
    }

    private Decision acquireAsync() {
        return limiter.acquireAsync(team(RPM_AND_TPM), Cost.request())
                .toCompletableFuture()
                .join();
    }
}
