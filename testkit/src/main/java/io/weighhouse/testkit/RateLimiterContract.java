// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link RateLimiter} must do.
 *
 * <p>An implementation extends this class and says how to make a limiter whose time is a given ticker. Every limiter must
 * keep 1,000 subjects at least, each of them by the nanosecond.
 *
 * <p>JUnit makes one object of this class per test; it is not thread-safe.
 */
public abstract class RateLimiterContract {

    private static final String SUBJECT = "team-7";
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Limit RPM = Limit.requests("rpm", 60, MINUTE);
    private static final Limit TPM = Limit.tokens("tpm", 6_000, MINUTE);
    private static final Quota RPM_AND_TPM = Quota.of(RPM, TPM);
    private static final long SECOND = 1_000_000_000L;

    private final ManualTicker ticker = new ManualTicker();
    private RateLimiter limiter;

    /** For subclasses: tests are run by JUnit. */
    protected RateLimiterContract() {}

    /**
     * Makes the limiter to be tested.
     *
     * @param ticker the limiter's only source of time
     * @return a limiter with nothing used
     */
    protected abstract RateLimiter limiter(Ticker ticker);

    @BeforeEach
    final void makeLimiter() {
        limiter = limiter(ticker);
    }

    @Test
    final void acquire_withinTheBurst_tellsWhatIsLeft() {
        Decision decision = limiter.acquire(SUBJECT, RPM_AND_TPM, Cost.of(20, 1_000, 500));
        assertThat(decision.reason()).isEqualTo(Decision.Reason.ADMITTED);
        assertThat(decision.allowed()).isTrue();
        assertThat(decision.binding()).isNull();
        assertThat(decision.retryAfterNanos()).isZero();
        assertThat(decision.states())
                .containsExactly(new LimitState(RPM, 40, 20 * SECOND), new LimitState(TPM, 4_500, 15 * SECOND));
    }

    @Test
    final void acquire_beyondTheBurst_isRefusedUntilExactlyThen() {
        assertThat(limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.of(60, 0, 0))).isTrue();
        Decision refused = limiter.acquire(SUBJECT, RPM_AND_TPM, Cost.request());
        assertThat(refused.reason()).isEqualTo(Decision.Reason.LIMITED);
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.binding()).isEqualTo(RPM);
        assertThat(refused.retryAfterNanos()).isEqualTo(SECOND);
        ticker.advanceNanos(SECOND - 1);
        assertThat(limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.request())).isFalse();
        ticker.advanceNanos(1);
        assertThat(limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.request())).isTrue();
        assertThat(limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.request())).isFalse();
    }

    @Test
    final void acquire_refusedByOneLimit_leavesTheOthersAsTheyWere() {
        limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.of(1, 3_000, 0));
        List<LimitState> before = states();
        Decision refused = limiter.acquire(SUBJECT, RPM_AND_TPM, Cost.of(1, 3_000, 1));
        assertThat(refused.binding()).isEqualTo(TPM);
        assertThat(refused.states()).isEqualTo(before);
        assertThat(states()).isEqualTo(before);
        assertThat(limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.of(59, 0, 3_000)))
                .isTrue();
    }

    @Test
    final void acquire_refusedByTwoLimits_namesTheOneWithTheLongestWait() {
        limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.of(60, 6_000, 0));
        assertThat(limiter.acquire(SUBJECT, RPM_AND_TPM, Cost.of(2, 100, 0)).binding())
                .isEqualTo(RPM);
        Decision tokensBind = limiter.acquire(SUBJECT, RPM_AND_TPM, Cost.of(1, 100, 200));
        assertThat(tokensBind.binding()).isEqualTo(TPM);
        assertThat(tokensBind.retryAfterNanos()).isEqualTo(3 * SECOND);
    }

    @Test
    final void acquire_moreThanTheBurst_isNeverAdmissible() {
        Decision refused = limiter.acquire(SUBJECT, RPM_AND_TPM, Cost.of(1, 6_000, 1));
        assertThat(refused.reason()).isEqualTo(Decision.Reason.NEVER_ADMISSIBLE);
        assertThat(refused.neverAdmissible()).isTrue();
        assertThat(refused.binding()).isEqualTo(TPM);
        assertThat(refused.retryAfterNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.of(60, 0, 6_000)))
                .isTrue();
    }

    @Test
    final void acquire_ofEachKindOfToken_drawsOnItsOwnLimit() {
        Quota quota = Quota.of(Limit.inputTokens("itpm", 100, MINUTE), Limit.outputTokens("otpm", 10, MINUTE));
        Decision decision = limiter.acquire(SUBJECT, quota, Cost.of(1, 30, 4));
        assertThat(decision.states()).extracting(LimitState::remaining).containsExactly(70L, 6L);
    }

    @Test
    final void acquire_withABurstOfItsOwn_keepsTheRate() {
        Quota quota = Quota.of(RPM.burst(2));
        assertThat(limiter.tryAcquire(SUBJECT, quota, Cost.of(2, 0, 0))).isTrue();
        assertThat(limiter.acquire(SUBJECT, quota, Cost.request()).retryAfterNanos())
                .isEqualTo(SECOND);
    }

    @Test
    final void acquire_underNoLimits_alwaysPasses() {
        Decision decision = limiter.acquire(SUBJECT, Quota.unlimited(), Cost.of(1, Long.MAX_VALUE, 0));
        assertThat(decision.allowed()).isTrue();
        assertThat(decision.states()).isEmpty();
        decision.permit().settle(Cost.request());
        assertThat(limiter.tryAcquire(SUBJECT, Quota.unlimited(), Cost.request()))
                .isTrue();
    }

    @Test
    final void acquire_ofAnotherSubject_isNotAffected() {
        limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.of(60, 0, 0));
        assertThat(limiter.tryAcquire("team-8", RPM_AND_TPM, Cost.of(60, 0, 0))).isTrue();
    }

    @Test
    final void acquireAsync_decidesAsAcquireDoes() {
        limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.of(59, 0, 0));
        assertThat(acquireAsync().allowed()).isTrue();
        assertThat(acquireAsync().retryAfterNanos()).isEqualTo(SECOND);
    }

    @Test
    final void peek_tellsWhatWouldBeDecidedAndTakesNothing() {
        assertThat(limiter.peek(SUBJECT, RPM_AND_TPM, Cost.of(60, 0, 0)).allowed())
                .isTrue();
        limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.of(60, 0, 0));
        Decision peeked = limiter.peek(SUBJECT, RPM_AND_TPM, Cost.request());
        assertThat(peeked.reason()).isEqualTo(Decision.Reason.LIMITED);
        assertThat(peeked.retryAfterNanos()).isEqualTo(SECOND);
        ticker.advanceNanos(SECOND);
        assertThat(limiter.peek(SUBJECT, RPM_AND_TPM, Cost.request()).allowed()).isTrue();
        assertThat(limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.request())).isTrue();
    }

    @Test
    final void permit_ofWhatTookNothing_throws() {
        Decision peeked = limiter.peek(SUBJECT, RPM_AND_TPM, Cost.request());
        assertThatThrownBy(peeked::permit).isInstanceOf(IllegalStateException.class);
        Decision refused = limiter.acquire(SUBJECT, RPM_AND_TPM, Cost.of(61, 0, 0));
        assertThatThrownBy(refused::permit).isInstanceOf(IllegalStateException.class);
        Decision unlimited = limiter.peek(SUBJECT, Quota.unlimited(), Cost.request());
        assertThatThrownBy(unlimited::permit).isInstanceOf(IllegalStateException.class);
    }

    @Test
    final void release_straightAfterTheAcquire_leavesNoTrace() {
        limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.of(10, 1_000, 0));
        List<LimitState> before = states();
        Decision first = limiter.acquire(SUBJECT, RPM_AND_TPM, Cost.of(1, 77, 0));
        Decision second = limiter.acquire(SUBJECT, RPM_AND_TPM, Cost.of(49, 0, 4_923));
        second.permit().release();
        first.permit().release();
        assertThat(states()).isEqualTo(before);
    }

    @Test
    final void settle_atLessThanReserved_givesTheRestBack() {
        Decision decision = limiter.acquire(SUBJECT, RPM_AND_TPM, Cost.of(1, 1_000, 4_000));
        decision.permit().settle(Cost.of(1, 1_000, 200));
        assertThat(states()).extracting(LimitState::remaining).containsExactly(59L, 4_800L);
    }

    @Test
    final void settle_atWhatWasReserved_changesNothing() {
        Decision decision = limiter.acquire(SUBJECT, RPM_AND_TPM, Cost.of(1, 1_000, 4_000));
        ticker.advanceNanos(17);
        List<LimitState> before = states();
        decision.permit().settle(Cost.of(1, 1_000, 4_000));
        assertThat(states()).isEqualTo(before);
    }

    @Test
    final void settle_afterTheSlotHasGoneBy_givesNothingBack() {
        Permit early =
                limiter.acquire(SUBJECT, RPM_AND_TPM, Cost.of(1, 3_000, 0)).permit();
        ticker.advance(MINUTE);
        limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.of(1, 6_000, 0));
        early.release();
        assertThat(limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.of(1, 1, 0))).isFalse();
    }

    @Test
    final void settle_beyondWhatWasReserved_isDebt() {
        Decision decision = limiter.acquire(SUBJECT, RPM_AND_TPM, Cost.of(1, 6_000, 0));
        decision.permit().settle(Cost.of(1, 6_000, 600));
        Decision refused = limiter.acquire(SUBJECT, RPM_AND_TPM, Cost.request());
        assertThat(refused.binding()).isEqualTo(TPM);
        assertThat(refused.retryAfterNanos()).isEqualTo(6 * SECOND);
        assertThat(refused.states().get(1)).isEqualTo(new LimitState(TPM, 0, 66 * SECOND));
    }

    @Test
    final void settle_aSecondTime_doesNothing() {
        Decision decision = limiter.acquire(SUBJECT, RPM_AND_TPM, Cost.of(1, 3_000, 0));
        decision.permit().settle(Cost.of(1, 1_000, 0));
        List<LimitState> settled = states();
        decision.permit().release();
        decision.permit().settle(Cost.of(1, 9_000, 0));
        assertThat(states()).isEqualTo(settled);
        Decision released = limiter.acquire(SUBJECT, RPM_AND_TPM, Cost.of(1, 3_000, 0));
        released.permit().release();
        released.permit().release();
        released.permit().settle(Cost.of(1, 3_000, 0));
        assertThat(states()).isEqualTo(settled);
    }

    @Test
    final void quota_thatChanges_keepsTheTimeUntilALimitIsFull() {
        limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.of(30, 6_000, 0));
        Quota doubled = Quota.of(Limit.tokens("tpm", 12_000, MINUTE), Limit.requests("rpm", 120, MINUTE));
        assertThat(limiter.peek(SUBJECT, doubled, Cost.request()).states())
                .extracting(LimitState::remaining)
                .containsExactly(0L, 60L);
        assertThat(limiter.tryAcquire(SUBJECT, doubled, Cost.of(1, 1, 0))).isFalse();
        assertThat(limiter.tryAcquire(SUBJECT, doubled, Cost.of(60, 0, 0))).isTrue();
        Quota other = Quota.of(Limit.requests("rpm-2", 60, MINUTE));
        assertThat(limiter.tryAcquire(SUBJECT, other, Cost.of(60, 0, 0))).isTrue();
    }

    @Test
    final void ticker_thatGoesBack_countsAsOneThatStoodStill() {
        limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.of(60, 0, 0));
        ticker.advance(Duration.ofHours(-1));
        assertThat(limiter.acquire(SUBJECT, RPM_AND_TPM, Cost.request()).retryAfterNanos())
                .isEqualTo(SECOND);
        ticker.advanceNanos(SECOND);
        assertThat(limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.request())).isTrue();
        assertThat(limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.request())).isFalse();
    }

    @Test
    final void ticker_thatLeapsYears_givesOneBurst() {
        limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.of(60, 0, 0));
        ticker.advance(Duration.ofDays(50_000));
        assertThat(limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.of(60, 0, 0))).isTrue();
        assertThat(limiter.tryAcquire(SUBJECT, RPM_AND_TPM, Cost.request())).isFalse();
    }

    @Test
    final void acquire_byManyThreads_admitsExactlyWhatFitsInEachLimit() {
        int threads = 8;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<CompletableFuture<Long>> admitted = IntStream.range(0, threads)
                    .mapToObj(thread -> CompletableFuture.supplyAsync(this::countAdmitted, executor))
                    .toList();
            assertThat(admitted.stream().mapToLong(CompletableFuture::join).sum())
                    .isEqualTo(58);
            assertThat(states()).extracting(LimitState::remaining).containsExactly(2L, 6_000L - 58 * 103);
        } finally {
            executor.shutdownNow();
        }
    }

    private long countAdmitted() {
        return IntStream.range(0, 1_000)
                .filter(call -> limiter.acquire(SUBJECT, RPM_AND_TPM, Cost.of(1, 100, 3))
                        .allowed())
                .count();
    }

    private Decision acquireAsync() {
        return limiter.acquireAsync(SUBJECT, RPM_AND_TPM, Cost.request())
                .toCompletableFuture()
                .join();
    }

    private List<LimitState> states() {
        return limiter.peek(SUBJECT, RPM_AND_TPM, Cost.request()).states();
    }
}
