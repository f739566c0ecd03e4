// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a limiter in memory does beside what every limiter does. */
class LocalRateLimiterTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final RateLimit SIXTY = Limit.requests("rpm", 60, MINUTE);
    private static final Quota RPM = Quota.of(SIXTY);

    private final AtomicLong now = new AtomicLong();
    private final LocalRateLimiter limiter =
            RateLimiter.local().ticker(now::get).build();

    private LocalRateLimiter small(int subjects) {
        return RateLimiter.local().ticker(now::get).maximumSubjects(subjects).build();
    }

    // Durability.

    @Test
    void acquire_ofADayOrLonger_isAMistakeUnlessDeclared() {
        List<Limit> longs = List.of(
                Limit.requests("rpd", 60, Duration.ofDays(1)),
                Limit.requests("rpm", 1, MINUTE).burst(1_440),
                Limit.rolling("rolling", Counted.REQUESTS, 5, Duration.ofDays(1)),
                Limit.calendar("day", Counted.REQUESTS, 5, CalendarPeriod.day(ZoneOffset.UTC)));
        RateLimiter declared = RateLimiter.local().nonDurable().build();
        for (Limit limit : longs) {
            Quota quota = Quota.of(SIXTY.burst(59), limit.id().equals("rpm") ? rename(limit) : limit);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> limiter.acquire("s", quota, Cost.request()))
                    .withMessageStartingWith("must have periods and times to refill shorter than a day, unless")
                    .withMessageContaining(quota.limits().get(1).toString());
            assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire("s", quota, Cost.request()));
            assertThatIllegalArgumentException().isThrownBy(() -> limiter.peek("s", quota, Cost.request()));
            assertThat(declared.tryAcquire("s", quota, Cost.request())).isTrue();
        }
    }

    private static Limit rename(Limit limit) {
        RateLimit rate = (RateLimit) limit;
        return Limit.requests("slow", rate.permits(), rate.period()).burst(rate.burst());
    }

    @Test
    void acquire_ofAlmostADay_needsNoDeclaration() {
        List<Limit> shorter = List.of(
                Limit.requests("slow", 1, MINUTE).burst(1_439),
                Limit.rolling("rolling", Counted.REQUESTS, 5, Duration.ofDays(1).minusNanos(1)),
                Limit.calendar("hour", Counted.REQUESTS, 5, CalendarPeriod.hour(ZoneOffset.UTC)));
        assertThat(limiter.tryAcquire("s", Quota.of(shorter.toArray(Limit[]::new)), Cost.request()))
                .isTrue();
        Quota lasting = Quota.of(Limit.inFlight("parallel", 1, Duration.ofDays(3)));
        assertThat(limiter.acquire("s", lasting, Cost.request()).allowed()).isTrue();
    }

    // The builder, and bad input.

    @Test
    void builder_ofWhatCannotBe_isAMistake() {
        LocalRateLimiter.Builder builder = RateLimiter.local();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maximumSubjects(0))
                .withMessage("must be >= 1: maximumSubjects=0");
        for (Duration bad :
                List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofDays(1).plusNanos(1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.permitTimeToLive(bad))
                    .withMessage("must be > 0 and at most a day: permitTimeToLive=" + bad);
        }
        assertThat(builder.permitTimeToLive(Duration.ofDays(1)).build().tryAcquire("s", RPM, Cost.request()))
                .isTrue();
    }

    @Test
    @SuppressWarnings("NullAway") // The mistake to be tested.
    void acquire_ofNothingAtAll_isAMistakeThatTakesNothing() {
        Subjects subjects = Subjects.of("s", RPM);
        assertThatThrownBy(() -> limiter.acquire(subjects, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> limiter.tryAcquire(subjects, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> limiter.peek(subjects, null)).isInstanceOf(NullPointerException.class);
        Permit permit = limiter.acquire(subjects, Cost.of(60, 0, 0)).permit();
        assertThatThrownBy(() -> permit.settle(null)).isInstanceOf(NullPointerException.class);
        permit.release();
        assertThat(limiter.tryAcquire(subjects, Cost.of(60, 0, 0))).isTrue();
    }

    // Forms for those who need speed.

    @Test
    void acquire_atAMomentThatTheCallerRead_isDecidedThen() {
        Subjects subjects = Subjects.of("s", RPM);
        assertThat(limiter.tryAcquire(subjects, Cost.of(60, 0, 0), 0)).isTrue();
        assertThat(limiter.tryAcquire(subjects, Cost.request(), SECOND - 1)).isFalse();
        assertThat(limiter.acquire(subjects, Cost.of(2, 0, 0), SECOND).retryAfterNanos())
                .isEqualTo(SECOND);
        assertThat(limiter.tryAcquire(subjects, Cost.request(), SECOND)).isTrue();
        assertThat(limiter.tryAcquire(subjects, Cost.request(), 0)).isFalse();
    }

    @Test
    void tryAcquire_intoADraft_tellsAllThatADecisionTells() {
        Quota quota = Quota.of(SIXTY, Limit.tokens("tpm", 6_000, MINUTE));
        Subjects subjects = Subjects.of("s", quota);
        DecisionDraft draft = new DecisionDraft();
        assertThat(limiter.tryAcquire(subjects, Cost.of(20, 1_500, 0), draft)).isTrue();
        assertThat(draft.allowed()).isTrue();
        assertThat(draft.reason()).isEqualTo(Decision.Reason.ADMITTED);
        assertThat(draft.binding()).isEqualTo(-1);
        assertThat(draft.size()).isEqualTo(2);
        assertThat(draft.limit(1)).isEqualTo(quota.limits().get(1));
        assertThat(draft.remaining(0)).isEqualTo(40);
        assertThat(draft.remaining(1)).isEqualTo(4_500);
        assertThat(draft.resetAfterNanos(1)).isEqualTo(15 * SECOND);
        assertThat(limiter.tryAcquire(subjects, Cost.of(1, 4_600, 0), draft)).isFalse();
        assertThat(draft.reason()).isEqualTo(Decision.Reason.LIMITED);
        assertThat(draft.binding()).isEqualTo(1);
        assertThat(draft.retryAfterNanos()).isEqualTo(SECOND);
        assertThat(draft.remaining(0)).isEqualTo(40);
        assertThatThrownBy(() -> draft.remaining(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(limiter.tryAcquire(Subjects.of("t", RPM), Cost.request(), draft))
                .isTrue();
        assertThat(draft.size()).isEqualTo(1);
        assertThat(draft.remaining(0)).isEqualTo(59);
    }

    @Test
    void draft_beforeAnyCall_tellsOfNothing() {
        assertThat(new DecisionDraft().allowed()).isFalse();
        assertThat(new DecisionDraft().size()).isZero();
    }

    // Permits and their time.

    @Test
    void settle_upToItsTimeToLive_givesBackAndLaterOnlyOwes() {
        RateLimiter hourly = RateLimiter.local()
                .ticker(now::get)
                .permitTimeToLive(Duration.ofMinutes(20))
                .build();
        Quota quota = Quota.of(Limit.requests("rph", 3_600, Duration.ofHours(1)));
        Permit inTime = hourly.acquire("s", quota, Cost.of(1_800, 0, 0)).permit();
        Permit late = hourly.acquire("s", quota, Cost.of(1_800, 0, 0)).permit();
        Permit overrun = hourly.acquire("t", quota, Cost.of(1_800, 0, 0)).permit();
        now.set(Duration.ofMinutes(20).toNanos() - 1);
        inTime.release();
        now.set(Duration.ofMinutes(20).toNanos() + 1);
        late.release();
        overrun.settle(Cost.of(3_600, 0, 0));
        // The 1,800 that were not released have been drained for 1,200 seconds.
        assertThat(remaining(hourly, "s", quota)).isEqualTo(3_000);
        assertThat(remaining(hourly, "t", quota)).isEqualTo(1_200);
    }

    private static long remaining(RateLimiter limiter, String subject, Quota quota) {
        return limiter.peek(subject, quota, Cost.none()).states().get(0).remaining();
    }

    @Test
    void settle_byMoreCallsThanAreRemembered_neverGivesBackTooMuch() {
        Quota quota = Quota.of(Limit.tokens("tpm", 60_000, MINUTE));
        List<Permit> permits = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            permits.add(limiter.acquire("s", quota, Cost.of(1, 100, 0)).permit());
            now.addAndGet(SECOND / 100);
        }
        permits.forEach(permit -> permit.settle(Cost.of(1, 10, 0)));
        // 600 calls of 10 tokens in 6 seconds, in which 6,000 drain: nothing is left of them but the last few.
        assertThat(remaining(limiter, "s", quota)).isBetween(50_000L, 60_000L);
        assertThat(limiter.peek("s", quota, Cost.none()).states().get(0).resetAfterNanos())
                .isBetween(0L, 10 * SECOND);
    }

    // A full limiter.

    @Test
    void acquire_ofANewcomerWithoutRoom_isRefusedUntilSomebodyHasDrained() {
        RateLimiter two = small(2);
        two.tryAcquire("a", RPM, Cost.of(2, 0, 0));
        two.tryAcquire("b", RPM, Cost.of(60, 0, 0));
        Decision refused = two.acquire("c", RPM, Cost.request());
        assertThat(refused.reason()).isEqualTo(Decision.Reason.OVERFLOW);
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.binding()).isNull();
        assertThat(refused.retryAfterNanos()).isEqualTo(2 * SECOND);
        assertThat(refused.states()).extracting(LimitState::remaining).containsExactly(60L);
        assertThat(refused.shadowRefusals()).isEmpty();
        assertThatThrownBy(refused::permit).isInstanceOf(IllegalStateException.class);
        assertThat(remaining(two, "c", RPM)).isEqualTo(60);
        now.set(2 * SECOND - 1);
        assertThat(two.tryAcquire("c", RPM, Cost.request())).isFalse();
        now.set(2 * SECOND);
        assertThat(two.tryAcquire("c", RPM, Cost.of(60, 0, 0))).isTrue();
        assertThat(two.tryAcquire("b", RPM, Cost.of(3, 0, 0))).isFalse();
        assertThat(two.tryAcquire("a", RPM, Cost.request())).isFalse();
    }

    @Test
    void acquire_ofTwoSubjectsOfWhichOneHasNoRoom_takesNothingFromTheOther() {
        RateLimiter one = small(1);
        assertThat(one.tryAcquire("a", RPM, Cost.request())).isTrue();
        Decision refused = one.acquire(Subjects.of("a", RPM).and("b", RPM), Cost.request());
        assertThat(refused.reason()).isEqualTo(Decision.Reason.OVERFLOW);
        assertThat(remaining(one, "a", RPM)).isEqualTo(59);
    }

    @Test
    void acquire_underAFloodOfNewcomers_neverForgetsWhatWasUsed() {
        RateLimiter hundred = small(100);
        LongStream.range(0, 50).forEach(i -> hundred.tryAcquire("tenant-" + i, RPM, Cost.of(60, 0, 0)));
        for (int i = 0; i < 10_000; i++) {
            now.addAndGet(1_000);
            hundred.tryAcquire("flood-" + i, RPM, Cost.request());
        }
        assertThat(LongStream.range(0, 50).filter(i -> hundred.tryAcquire("tenant-" + i, RPM, Cost.request())))
                .isEmpty();
    }

    @Test
    void acquire_ofNewcomersWhoShare_isLimitedAsIfTheyWereOne() {
        RateLimiter shared = RateLimiter.local()
                .ticker(now::get)
                .maximumSubjects(1)
                .whenFull(WhenFull.SHARE)
                .build();
        Quota other = Quota.of(Limit.requests("rpm", 5, MINUTE));
        assertThat(shared.tryAcquire("resident", RPM, Cost.of(60, 0, 0))).isTrue();
        assertThat(LongStream.range(0, 100).filter(i -> shared.tryAcquire("new-" + i, RPM, Cost.request())))
                .hasSize(60);
        assertThat(LongStream.range(0, 100).filter(i -> shared.tryAcquire("new-" + i, other, Cost.request())))
                .hasSize(5);
        Decision refused = shared.acquire("new-7", RPM, Cost.request());
        assertThat(refused.reason()).isEqualTo(Decision.Reason.LIMITED);
        assertThat(refused.retryAfterNanos()).isEqualTo(SECOND);
        now.set(60 * SECOND);
        assertThat(shared.tryAcquire("new-7", RPM, Cost.of(60, 0, 0))).isTrue();
    }

    @Test
    void acquire_ofTwoNewcomersWhoShare_isChargedOnce() {
        RateLimiter shared = RateLimiter.local()
                .ticker(now::get)
                .maximumSubjects(1)
                .whenFull(WhenFull.SHARE)
                .build();
        assertThat(shared.tryAcquire("resident", RPM, Cost.request())).isTrue();
        Subjects newcomers = Subjects.of("x", RPM).and("y", RPM);
        assertThat(shared.tryAcquire(newcomers, Cost.of(60, 0, 0))).isTrue();
        assertThat(shared.tryAcquire(newcomers, Cost.request())).isFalse();
    }

    @Test
    void settle_beyondTheReservedOfAForgottenSubject_isStillDebt() {
        RateLimiter one = small(1);
        Permit permit = one.acquire("a", RPM, Cost.request()).permit();
        Permit late = one.acquire("a", RPM, Cost.request()).permit();
        now.set(2 * SECOND);
        assertThat(one.tryAcquire("b", RPM, Cost.request())).isTrue();
        late.release();
        assertThat(one.tryAcquire("a", RPM, Cost.request())).isFalse();
        permit.settle(Cost.of(71, 0, 0));
        assertThat(one.acquire("a", RPM, Cost.request()).retryAfterNanos()).isEqualTo(11 * SECOND);
        now.set(80 * SECOND);
        assertThat(one.tryAcquire("c", RPM, Cost.request())).isTrue();
        assertThat(one.tryAcquire("d", RPM, Cost.request())).isFalse();
    }

    // What is told to a listener.

    private static final class Heard implements LimitSignals {

        private final List<String> told = new ArrayList<>();

        @Override
        public void refused(Limit binding) {
            told.add("refused " + binding.id());
        }

        @Override
        public void shadowRefused(Limit shadow) {
            told.add("shadow " + shadow.id());
        }

        @Override
        public void overflowed() {
            told.add("overflowed");
        }

        @Override
        public void overrun(Limit limit, long excess) {
            told.add("overrun " + limit.id() + " by " + excess);
            throw new IllegalStateException("a listener that fails");
        }
    }

    @Test
    void signals_ofRefusalsAndOverruns_areHeardOnceEach() {
        Heard heard = new Heard();
        RateLimiter telling = RateLimiter.local()
                .ticker(now::get)
                .clock(InstantSource.fixed(Instant.EPOCH))
                .maximumSubjects(1)
                .signals(heard)
                .build();
        Quota quota = Quota.of(SIXTY, Limit.requests("trial", 2, MINUTE).shadow());
        Permit permit = telling.acquire("a", quota, Cost.of(2, 0, 0)).permit();
        assertThat(heard.told).isEmpty();
        assertThat(telling.tryAcquire("a", quota, Cost.of(50, 0, 0))).isTrue();
        assertThat(telling.tryAcquire("a", quota, Cost.of(9, 0, 0))).isFalse();
        assertThat(telling.tryAcquire("b", quota, Cost.request())).isFalse();
        permit.settle(Cost.of(5, 0, 0));
        permit.settle(Cost.of(9, 0, 0));
        telling.peek("a", quota, Cost.of(60, 0, 0));
        assertThat(heard.told)
                .containsExactly(
                        "shadow trial",
                        "refused rpm",
                        "shadow trial",
                        "overflowed",
                        "overrun rpm by 3",
                        "overrun trial by 3");
        assertThat(remaining(telling, "a", quota)).isEqualTo(5);
    }
}
