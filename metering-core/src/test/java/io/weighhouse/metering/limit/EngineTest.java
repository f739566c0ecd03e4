// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that a limiter must come back from. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EngineTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Counted IMAGES = Counted.named("images");

    private final AtomicLong now = new AtomicLong();

    @Test
    void acquire_ofACostThatAShadowLimitMisses_isAMistakeThatLocksNobodyOut() {
        RateLimiter limiter = local().build();
        Quota quota = Quota.of(
                Limit.requests("rpm", 1, MINUTE),
                Limit.rate("images", IMAGES, 5, MINUTE).shadow());
        Subjects subjects = Subjects.of("a", quota);
        assertThatIllegalArgumentException().isThrownBy(() -> limiter.acquire(subjects, Cost.request()));
        assertThat(limiter.tryAcquire(subjects, Cost.request().and(IMAGES, 1))).isTrue();
    }

    @Test
    void tryAcquire_ofACostThatMissesWhatIsCounted_isAMistakeThoughItWouldBeRefused() {
        RateLimiter limiter = local().build();
        Quota quota = Quota.of(Limit.requests("rpm", 1, MINUTE), Limit.rate("images", IMAGES, 5, MINUTE));
        Subjects subjects = Subjects.of("a", quota);
        assertThat(limiter.tryAcquire(subjects, Cost.request().and(IMAGES, 1))).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire(subjects, Cost.request()));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter.acquire(subjects, Cost.request()));
    }

    @Test
    void acquire_whenTheClockThrows_locksNobodyOut() {
        AtomicInteger readings = new AtomicInteger();
        AtomicInteger last = new AtomicInteger(Integer.MAX_VALUE);
        RateLimiter limiter = local().clock(() -> {
                    if (readings.incrementAndGet() > last.get()) {
                        throw new IllegalStateException("no time");
                    }
                    return Instant.EPOCH;
                })
                .build();
        Quota quota =
                Quota.of(Limit.calendar("per-hour", Counted.REQUESTS, 1_000, CalendarPeriod.hour(ZoneOffset.UTC)));
        Subjects subjects = Subjects.of("a", quota).and("b", quota);
        limiter.acquire(subjects, Cost.request());
        readings.set(0);
        limiter.acquire(subjects, Cost.request()).permit().release();
        int each = readings.get();
        for (int i = 0; i < each; i++) {
            readings.set(0);
            last.set(i);
            assertThatIllegalStateException()
                    .isThrownBy(() ->
                            limiter.acquire(subjects, Cost.request()).permit().release());
            last.set(Integer.MAX_VALUE);
            assertThat(limiter.acquire(subjects, Cost.request()).allowed()).isTrue();
        }
    }

    @Test
    void acquire_ofMoreSubjectsThanThereArePlaces_overflows() {
        RateLimiter limiter = local().maximumSubjects(1).build();
        Quota quota = Quota.of(Limit.requests("rpm", 10, MINUTE));
        Decision decision = limiter.acquire(Subjects.of("a", quota).and("b", quota), Cost.request());
        assertThat(decision.reason()).isEqualTo(Decision.Reason.OVERFLOW);
    }

    @Test
    void tryAcquire_ofNumbersThatPointToOnePlace_passes() {
        Quota quota = Quota.of(Limit.requests("rpm", 1, MINUTE));
        for (long id = 0; id < 50; id++) {
            RateLimiter limiter = local().maximumSubjects(3).slab(1).build();
            Subjects subjects = Subjects.of(id, quota).and(id + 1, quota).and(id + 2, quota);
            assertThat(limiter.tryAcquire(subjects, Cost.request())).isTrue();
            assertThat(limiter.tryAcquire(subjects, Cost.request())).isFalse();
        }
    }

    @Test
    void awaitAcquire_ofWhatNeverPasses_doesNotWait() throws InterruptedException {
        Quota quota = Quota.of(Limit.requests("rpm", 10, MINUTE));
        Decision decision = local().build()
                .awaitAcquire(Subjects.of("a", quota), Cost.of(11, 0, 0), Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(decision.reason()).isEqualTo(Decision.Reason.NEVER_ADMISSIBLE);
    }

    @Test
    void tryAcquire_byANameThatIsNone_isAMistake() {
        RateLimiter limiter = local().build();
        Quota quota = Quota.of(Limit.requests("rpm", 10, MINUTE));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire("", quota, Cost.request()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limiter.tryAcquire("a".repeat(257), quota, Cost.request()));
    }

    @Test
    void tryAcquire_byOneWhoShares_goesOnAloneAsSoonAsThereIsRoom() {
        RateLimiter limiter =
                local().maximumSubjects(1).whenFull(WhenFull.SHARE).build();
        Quota quota = Quota.of(Limit.requests("rpm", 2, MINUTE));
        Subjects first = Subjects.of("first", Quota.of(Limit.requests("rps", 1, Duration.ofSeconds(1))));
        Subjects newcomer = Subjects.of("newcomer", quota);
        assertThat(limiter.tryAcquire(first, Cost.request())).isTrue();
        assertThat(limiter.tryAcquire(newcomer, Cost.of(2, 0, 0))).isTrue();
        assertThat(limiter.tryAcquire(newcomer, Cost.request())).isFalse();
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(limiter.tryAcquire(newcomer, Cost.of(2, 0, 0))).isTrue();
    }

    @Test
    void acquire_bySeveralWhoShare_chargesThemOnceAndTellsOfThemAlike() {
        AtomicInteger overflowed = new AtomicInteger();
        RateLimiter limiter = local().maximumSubjects(1)
                .whenFull(WhenFull.SHARE)
                .signals(new LimitSignals() {
                    @Override
                    public void overflowed() {
                        overflowed.incrementAndGet();
                    }
                })
                .build();
        Quota quota = Quota.of(
                Limit.requests("rpm", 10, MINUTE),
                Limit.tokens("tpm", 10, MINUTE).shadow());
        limiter.acquire("first", quota, Cost.request());
        Decision decision =
                limiter.acquire(Subjects.of("a", quota).and("b", quota).and("c", quota), Cost.request());
        assertThat(decision.shadowRefusals()).isEmpty();
        assertThat(decision.states()).extracting(LimitState::remaining).containsExactly(9L, 10L, 9L, 10L, 9L, 10L);
        decision.permit().release();
        assertThat(limiter.acquire("d", quota, Cost.request()).states().get(0).remaining())
                .isEqualTo(9);
        assertThat(overflowed).hasValue(2);
    }

    private LocalRateLimiter.Builder local() {
        return RateLimiter.local().ticker(now::get);
    }
}
