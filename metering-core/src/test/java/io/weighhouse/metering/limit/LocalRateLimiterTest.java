// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalRateLimiterTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Quota RPM = Quota.of(Limit.requests("rpm", 60, MINUTE));

    private final AtomicLong now = new AtomicLong();
    private final RateLimiter limiter = RateLimiter.local().ticker(now::get).build();

    @ParameterizedTest
    @CsvSource({"3, 1, 3600, 1", "7000000000, 60, 60, 1000000", "1000003, 60, 600, 997"})
    void tryAcquire_underSteadyDemand_losesNothing(long permits, long periodSeconds, long seconds, long cost) {
        Quota quota = Quota.of(
                Limit.requests("r", permits, Duration.ofSeconds(periodSeconds)).burst(Math.max(permits, cost)));
        long admitted = 0;
        long burst = Math.max(permits, cost);
        for (long wait = 0; now.addAndGet(wait) <= seconds * SECOND; ) {
            Decision decision = limiter.acquire("s", quota, Cost.of(cost, 0, 0));
            admitted += decision.allowed() ? cost : 0;
            wait = decision.retryAfterNanos();
        }
        long most = burst + permits * seconds / periodSeconds;
        assertThat(admitted).isLessThanOrEqualTo(most).isGreaterThan(most - cost - permits * seconds / SECOND - 1);
    }

    @Test
    void acquire_ofADayOrLonger_isAMistakeUnlessDeclared() {
        Quota daily = Quota.of(Limit.requests("rpd", 60, Duration.ofDays(1)));
        Quota slow = Quota.of(Limit.requests("rpm", 1, MINUTE).burst(1_440));
        Quota almost = Quota.of(Limit.requests("rpm", 1, MINUTE).burst(1_439));
        for (Quota quota : new Quota[] {daily, slow}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> limiter.acquire("s", quota, Cost.request()))
                    .withMessageStartingWith("must have periods and times to refill shorter than a day, unless")
                    .withMessageContaining(quota.toString());
            assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire("s", quota, Cost.request()));
            assertThatIllegalArgumentException().isThrownBy(() -> limiter.peek("s", quota, Cost.request()));
        }
        assertThat(limiter.tryAcquire("s", almost, Cost.request())).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire("s", daily, Cost.request()));
        RateLimiter declared = RateLimiter.local().nonDurable().build();
        assertThat(declared.tryAcquire("s", daily, Cost.request())).isTrue();
    }

    @Test
    void builder_ofNoSubjects_isAMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateLimiter.local().maximumSubjects(0))
                .withMessage("must be >= 1: maximumSubjects=0");
    }

    @Test
    void acquire_ofANewcomerWithoutRoom_isRefusedUntilSomebodyHasDrained() {
        RateLimiter small =
                RateLimiter.local().ticker(now::get).maximumSubjects(2).build();
        small.tryAcquire("a", RPM, Cost.of(2, 0, 0));
        small.tryAcquire("b", RPM, Cost.of(60, 0, 0));
        Decision refused = small.acquire("c", RPM, Cost.request());
        assertThat(refused.reason()).isEqualTo(Decision.Reason.OVERFLOW);
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.binding()).isNull();
        assertThat(refused.retryAfterNanos()).isEqualTo(2 * SECOND);
        assertThat(refused.states()).extracting(LimitState::remaining).containsExactly(60L);
        assertThatThrownBy(refused::permit).isInstanceOf(IllegalStateException.class);
        assertThat(RateLimitHeaders.openAi(refused)).containsEntry("Retry-After", "2");
        now.set(2 * SECOND - 1);
        assertThat(small.tryAcquire("c", RPM, Cost.request())).isFalse();
        now.set(2 * SECOND);
        assertThat(small.tryAcquire("c", RPM, Cost.of(60, 0, 0))).isTrue();
        assertThat(small.tryAcquire("b", RPM, Cost.of(3, 0, 0))).isFalse();
        assertThat(small.tryAcquire("a", RPM, Cost.request())).isFalse();
    }

    @Test
    void acquire_underAFloodOfNewcomers_neverForgetsDebt() {
        RateLimiter small =
                RateLimiter.local().ticker(now::get).maximumSubjects(100).build();
        LongStream.range(0, 50).forEach(i -> small.tryAcquire("tenant-" + i, RPM, Cost.of(60, 0, 0)));
        for (int i = 0; i < 10_000; i++) {
            now.addAndGet(1_000);
            small.tryAcquire("flood-" + i, RPM, Cost.request());
        }
        assertThat(LongStream.range(0, 50).filter(i -> small.tryAcquire("tenant-" + i, RPM, Cost.request())))
                .isEmpty();
    }

    @Test
    void settle_beyondTheReservedOfAForgottenSubject_isStillDebt() {
        RateLimiter small =
                RateLimiter.local().ticker(now::get).maximumSubjects(1).build();
        Permit permit = small.acquire("a", RPM, Cost.request()).permit();
        Permit late = small.acquire("a", RPM, Cost.request()).permit();
        now.set(2 * SECOND);
        assertThat(small.tryAcquire("b", RPM, Cost.request())).isTrue();
        late.release();
        assertThat(small.tryAcquire("a", RPM, Cost.request())).isFalse();
        permit.settle(Cost.of(71, 0, 0));
        assertThat(small.acquire("a", RPM, Cost.request()).retryAfterNanos()).isEqualTo(11 * SECOND);
        now.set(80 * SECOND);
        assertThat(small.tryAcquire("c", RPM, Cost.request())).isTrue();
        assertThat(small.tryAcquire("d", RPM, Cost.request())).isFalse();
    }

    @Test
    void settle_afterTheQuotaChanged_givesNothingBackAndChargesDebt() {
        Permit below = limiter.acquire("s", RPM, Cost.of(30, 0, 0)).permit();
        Permit beyond = limiter.acquire("s", RPM, Cost.of(10, 0, 0)).permit();
        Quota raised = Quota.of(Limit.requests("rpm", 120, MINUTE));
        assertThat(limiter.tryAcquire("s", raised, Cost.of(40, 0, 0))).isTrue();
        below.release();
        assertThat(limiter.tryAcquire("s", raised, Cost.request())).isFalse();
        beyond.settle(Cost.of(16, 0, 0));
        assertThat(limiter.acquire("s", raised, Cost.request()).retryAfterNanos())
                .isEqualTo(Duration.ofMillis(3_500).toNanos());
    }

    @Test
    void quota_thatChangesToOneOfWholeNanoseconds_roundsTheBacklogUp() {
        Quota sevenths = Quota.of(Limit.requests("r", 7, Duration.ofSeconds(1)));
        assertThat(limiter.tryAcquire("s", sevenths, Cost.request())).isTrue();
        Quota whole = Quota.of(Limit.requests("r", 1, Duration.ofSeconds(1)).burst(2));
        Decision changed = limiter.acquire("s", whole, Cost.request());
        assertThat(changed.states()).extracting(LimitState::resetAfterNanos).containsExactly(142_857_143 + SECOND);
    }

    @Test
    void settle_ofAnEarlierPermit_takesItsSlotToHaveMovedWithEveryLaterRefund() {
        Permit first = limiter.acquire("s", RPM, Cost.of(20, 0, 0)).permit();
        Permit second = limiter.acquire("s", RPM, Cost.of(20, 0, 0)).permit();
        limiter.tryAcquire("s", RPM, Cost.of(20, 0, 0));
        second.release();
        first.release();
        assertThat(limiter.peek("s", RPM, Cost.request()).states())
                .extracting(LimitState::remaining)
                .containsExactly(20L);
    }

    @Test
    void settle_ofASlotThatAnEarlierRefundMoved_givesOnlyWhatIsStillInItsFuture() {
        Permit first = limiter.acquire("s", RPM, Cost.of(60, 0, 0)).permit();
        now.set(30 * SECOND);
        Permit second = limiter.acquire("s", RPM, Cost.of(30, 0, 0)).permit();
        first.release();
        now.set(50 * SECOND);
        assertThat(limiter.tryAcquire("s", RPM, Cost.of(50, 0, 0))).isTrue();
        second.release();
        // The second slot began at 30 s once the first was gone, so 20 of its 30 seconds have been used up.
        assertThat(limiter.tryAcquire("s", RPM, Cost.of(11, 0, 0))).isFalse();
        assertThat(limiter.tryAcquire("s", RPM, Cost.of(10, 0, 0))).isTrue();
    }

    @Test
    void settle_afterTheTickerWentBack_takesTheStepOffTheSlot() {
        now.set(10 * SECOND);
        Permit permit = limiter.acquire("s", RPM, Cost.of(30, 0, 0)).permit();
        now.set(0);
        assertThat(limiter.tryAcquire("s", RPM, Cost.of(30, 0, 0))).isTrue();
        now.set(20 * SECOND);
        permit.release();
        assertThat(limiter.peek("s", RPM, Cost.request()).states())
                .extracting(LimitState::remaining)
                .containsExactly(30L);
    }

    @Test
    void settle_ofMoreThanTimeHolds_isDebtForAsLongAsCanBeTold() {
        limiter.acquire("s", RPM, Cost.request()).permit().settle(Cost.of(Long.MAX_VALUE, 0, 0));
        now.set(Duration.ofDays(36_500).toNanos());
        assertThat(limiter.tryAcquire("s", RPM, Cost.request())).isFalse();
    }

    @Test
    @SuppressWarnings("NullAway") // The mistake to be tested.
    void settle_atNull_isAMistakeThatLeavesThePermitOpen() {
        Permit permit = limiter.acquire("s", RPM, Cost.of(60, 0, 0)).permit();
        assertThatThrownBy(() -> permit.settle(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("actual");
        permit.release();
        assertThat(limiter.tryAcquire("s", RPM, Cost.of(60, 0, 0))).isTrue();
    }
}
