// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.Subjects;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a limiter does when its ticker misbehaves, and when many threads ask at once. */
abstract class LimiterConcurrencyBehaviour extends LimiterBehaviour {

    private static final int THREADS = 8;

    private static void onAllThreads(IntConsumer work) {
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            CompletableFuture.allOf(IntStream.range(0, THREADS)
                            .mapToObj(thread -> CompletableFuture.runAsync(() -> work.accept(thread), executor))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void ticker_thatGoesBack_countsAsOneThatStoodStill() {
        assertThat(take(RPM_AND_TPM, requests(60))).isTrue();
        ticker.advance(Duration.ofHours(-1));
        assertThat(refused(RPM_AND_TPM, Cost.request()).retryAfterNanos()).isEqualTo(SECOND);
        ticker.advanceNanos(SECOND);
        assertThat(take(RPM_AND_TPM, Cost.request())).isTrue();
        assertThat(take(RPM_AND_TPM, Cost.request())).isFalse();
    }

    @Test
    void ticker_thatGoesBack_countsSoForEverySubjectAndKind() {
        Quota rolling = Quota.of(Limit.rolling("rolling", Counted.REQUESTS, 10, MINUTE));
        Quota parallel = Quota.of(Limit.inFlight("parallel", 1, MINUTE));
        assertThat(take(RPM_AND_TPM, requests(60))).isTrue();
        assertThat(limiter.tryAcquire(another("8", rolling), requests(10))).isTrue();
        assertThat(limiter.acquire(another("9", parallel), Cost.request()).allowed())
                .isTrue();
        ticker.advance(Duration.ofHours(-1));
        assertThat(take(RPM_AND_TPM, Cost.request())).isFalse();
        ticker.advance(MINUTE);
        assertThat(take(RPM_AND_TPM, requests(60))).isTrue();
        assertThat(limiter.tryAcquire(another("8", rolling), requests(10))).isTrue();
        assertThat(limiter.acquire(another("9", parallel), Cost.request()).allowed())
                .isTrue();
    }

    @Test
    void ticker_thatLeapsYears_givesOneBurst() {
        assertThat(take(RPM_AND_TPM, requests(60))).isTrue();
        ticker.advance(Duration.ofDays(50_000));
        assertThat(take(RPM_AND_TPM, requests(60))).isTrue();
        assertThat(take(RPM_AND_TPM, Cost.request())).isFalse();
    }

    @Test
    void acquire_byManyThreads_admitsExactlyWhatFitsInEachLimit() {
        AtomicLong admitted = new AtomicLong();
        onAllThreads(thread -> {
            for (int call = 0; call < 1_000; call++) {
                if (acquire(RPM_AND_TPM, Cost.of(1, 100, 3)).allowed()) {
                    admitted.incrementAndGet();
                }
            }
        });
        assertThat(admitted).hasValue(58);
        assertThat(remaining(RPM_AND_TPM)).containsExactly(2L, 6_000L - 58 * 103);
    }

    @Test
    void acquire_byManyThreadsForSeveralSubjects_takesFromAllOrNone() {
        Quota small = Quota.of(Limit.requests("rpm", 40, MINUTE));
        Quota large = Quota.of(Limit.requests("rpm", 100, MINUTE));
        AtomicLong admitted = new AtomicLong();
        onAllThreads(thread -> {
            String name = Integer.toString(11 + thread % 4);
            Subjects subjects = contract().and(contract().subjects(name, small), "77", large);
            for (int call = 0; call < 500; call++) {
                if (limiter.tryAcquire(subjects, Cost.request())) {
                    admitted.incrementAndGet();
                }
            }
        });
        assertThat(admitted).hasValue(100);
        long usedByKeys = IntStream.range(11, 15)
                .mapToLong(name -> left(contract().subjects("" + name, small)))
                .map(left -> 40 - left)
                .sum();
        assertThat(usedByKeys).isEqualTo(100);
        assertThat(left(contract().subjects("77", large))).isZero();
    }

    private long left(Subjects subject) {
        return limiter.peek(subject, Cost.none()).states().get(0).remaining();
    }

    @Test
    void permit_ofACallInFlight_byManyThreads_neverLetsMoreThanTheLimitRun() {
        Quota three = Quota.of(Limit.inFlight("parallel", 3, TEN_MINUTES));
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger passed = new AtomicInteger();
        onAllThreads(thread -> {
            for (int call = 0; call < 2_000; call++) {
                Decision decision = acquire(three, Cost.request());
                if (decision.allowed()) {
                    try (Permit permit = decision.permit()) {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        passed.incrementAndGet();
                        running.decrementAndGet();
                        permit.settle(Cost.request());
                    }
                }
            }
        });
        assertThat(most.get()).isBetween(1, 3);
        assertThat(passed.get()).isGreaterThanOrEqualTo(2_000);
        assertThat(states(three)).containsExactly(state(three, 0, 3, 0));
    }

    @Test
    void permit_endedByManyThreads_endsOnce() {
        for (int round = 0; round < 200; round++) {
            List<Permit> permits = IntStream.range(0, 5)
                    .mapToObj(i -> admitted(RPM_AND_TPM, Cost.of(1, 1_000, 0)).permit())
                    .toList();
            onAllThreadsTogether(permits);
            assertThat(remaining(RPM_AND_TPM)).containsExactly(55L, 5_500L);
            limiter.reset(team(RPM_AND_TPM));
        }
    }

    private static void onAllThreadsTogether(List<Permit> permits) {
        IntStream.range(0, 4 * permits.size())
                .parallel()
                .forEach(i -> permits.get(i % permits.size()).settle(Cost.of(1, 100, 0)));
    }
}
