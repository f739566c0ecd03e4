// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Permits that end when much has changed since they were opened. */
class LocalPermitTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Limit OTHER = Limit.requests("other", 1_000, MINUTE);

    private final AtomicLong now = new AtomicLong(1_000_000_000_000L);
    private final LocalRateLimiter limiter =
            RateLimiter.local().ticker(now::get).clock(() -> Instant.EPOCH).build();

    static Stream<Limit> limitsOfOne() {
        return Stream.of(
                Limit.inFlight("one", 1, MINUTE),
                Limit.rolling("one", Counted.REQUESTS, 1, MINUTE),
                Limit.requests("one", 1, MINUTE),
                Limit.calendar("one", Counted.REQUESTS, 1, CalendarPeriod.hour(ZoneOffset.UTC)));
    }

    @ParameterizedTest
    @MethodSource("limitsOfOne")
    void release_toALimitThatWasLeftOutMeanwhile_givesNothingBack(Limit limit) {
        Quota with = Quota.of(OTHER, limit);
        for (long later : new long[] {0, 1}) {
            String subject = "subject-" + later;
            Permit before = limiter.acquire(subject, with, Cost.request()).permit();
            limiter.acquire(subject, Quota.of(OTHER), Cost.request());
            now.addAndGet(later);
            assertThat(limiter.acquire(subject, with, Cost.request()).allowed()).isTrue();
            before.release();
            assertThat(limiter.acquire(subject, with, Cost.request()).allowed()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("limitsOfOne")
    void release_toALimitThatOthersWereLeftOutBeside_givesBack(Limit limit) {
        Quota with = Quota.of(OTHER, limit);
        Permit before = limiter.acquire("subject", with, Cost.request()).permit();
        limiter.peek("subject", Quota.of(limit), Cost.request());
        assertThat(limiter.acquire("subject", Quota.of(limit), Cost.request()).allowed())
                .isFalse();
        assertThat(limiter.acquire("subject", with, Cost.request()).allowed()).isFalse();
        before.release();
        assertThat(limiter.acquire("subject", with, Cost.request()).allowed()).isTrue();
    }

    @Test
    void release_ofACallThatWasSeenToExpire_freesNobodyElse() {
        for (Limit limit :
                List.of(Limit.inFlight("one", 1, MINUTE), Limit.rolling("one", Counted.REQUESTS, 1, MINUTE))) {
            Subjects subjects = Subjects.of(limit.toString(), Quota.of(limit));
            long begun = now.get();
            Permit first = limiter.acquire(subjects, Cost.request()).permit();
            // Another thread has read the time later, and was sooner with its call.
            long later = begun + MINUTE.toNanos();
            assertThat(limiter.acquire(subjects, Cost.request(), later).allowed())
                    .isTrue();
            now.set(later - 1);
            first.release();
            assertThat(limiter.acquire(subjects, Cost.request(), later).allowed())
                    .isFalse();
        }
    }

    @Test
    void close_ofACallThatThoseBesideItKeepFromExpiring_frees() {
        Subjects subjects = Subjects.of("many", Quota.of(Limit.inFlight("many", 66, MINUTE)));
        List<Permit> open = new ArrayList<>();
        for (int i = 0; i < 66; i++) {
            open.add(limiter.acquire(subjects, Cost.request()).permit());
            now.addAndGet(1);
        }
        now.addAndGet(MINUTE.toNanos() - 66);
        open.get(0).close();
        assertThat(limiter.peek(subjects, Cost.request()).states().get(0).remaining())
                .isEqualTo(1);
    }

    @Test
    void settle_farBeyondTheReserved_isNotForgotten() {
        Subjects subjects = Subjects.of("debtor", Quota.of(Limit.tokens("tpm", 60, MINUTE)));
        Cost token = Cost.of(1, 1, 0);
        List<Permit> open = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            open.add(limiter.acquire(subjects, token).permit());
        }
        open.get(0).settle(Cost.of(1, Long.MAX_VALUE, 0));
        open.get(1).settle(Cost.of(1, Long.MAX_VALUE, 0));
        open.get(2).release();
        now.addAndGet(Duration.ofDays(365).toNanos());
        assertThat(limiter.tryAcquire(subjects, token)).isFalse();
        assertThat(limiter.tryAcquire(
                        subjects, token, now.get() - Duration.ofDays(7).toNanos()))
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("limitsOfOne")
    void release_ofACallAtTheSmallestReading_givesBack(Limit limit) {
        now.set(Long.MAX_VALUE);
        Subjects subjects = Subjects.of("subject", Quota.of(limit));
        limiter.peek(subjects, Cost.request());
        now.set(Long.MIN_VALUE);
        limiter.acquire(subjects, Cost.request()).permit().release();
        assertThat(limiter.acquire(subjects, Cost.request()).allowed()).isTrue();
    }
}
