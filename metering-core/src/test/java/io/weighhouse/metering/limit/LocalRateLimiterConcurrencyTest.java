// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalRateLimiterConcurrencyTest {

    private static final int THREADS = 8;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final AtomicLong now = new AtomicLong();

    @Test
    void acquire_whileSubjectsComeAndGo_admitsEachItsBurstAndNoMore() {
        int subjects = 12;
        int places = 4;
        Quota quota = Quota.of(Limit.requests("a", 100, MINUTE), Limit.requests("b", 700, MINUTE));
        RateLimiter limiter =
                RateLimiter.local().ticker(now::get).maximumSubjects(places).build();
        AtomicLongArray admitted = new AtomicLongArray(subjects);
        onAllThreads(thread -> {
            for (int call = 0; call < 20_000; call++) {
                int subject = (call * 7 + thread) % subjects;
                if (limiter.tryAcquire("s" + subject, quota, Cost.request())) {
                    admitted.incrementAndGet(subject);
                }
            }
        });
        assertThat(IntStream.range(0, subjects).mapToObj(admitted::get))
                .containsOnly(0L, 100L)
                .filteredOn(count -> count == 100)
                .hasSize(places);
    }

    @Test
    void acquire_whileTheQuotaChanges_admitsTheTimeOfTheBurst() {
        Limit limit = Limit.requests("rpm", 600, MINUTE);
        List<Quota> quotas = List.of(Quota.of(limit), Quota.of(limit, Limit.tokens("tpm", 1, MINUTE)));
        RateLimiter limiter = RateLimiter.local().ticker(now::get).build();
        AtomicLong admitted = new AtomicLong();
        onAllThreads(thread -> {
            for (int call = 0; call < 5_000; call++) {
                if (limiter.tryAcquire("s", quotas.get((call + thread) % 2), Cost.request())) {
                    admitted.incrementAndGet();
                }
            }
        });
        assertThat(admitted).hasValue(600);
    }

    @Test
    void settle_whileTheQuotaChanges_givesEverythingBack() {
        Limit limit = Limit.requests("rpm", 600, MINUTE);
        List<Quota> quotas = List.of(Quota.of(limit), Quota.of(limit, Limit.rolling("r", Counted.TOKENS, 1, MINUTE)));
        RateLimiter limiter = RateLimiter.local().ticker(now::get).build();
        AtomicLong admitted = new AtomicLong();
        onAllThreads(thread -> {
            for (int call = 0; call < 2_000; call++) {
                Decision decision = limiter.acquire("s", quotas.get((call + thread) % 2), Cost.of(3, 0, 0));
                if (decision.allowed()) {
                    admitted.incrementAndGet();
                    decision.permit().release();
                }
            }
        });
        assertThat(admitted.get()).isGreaterThan(1_000);
        assertThat(limiter.peek("s", quotas.get(0), Cost.none()).states())
                .extracting(LimitState::remaining)
                .containsExactly(600L);
    }

    @Test
    void settle_fromManyThreads_keepsWhatWasUsed() {
        Quota quota = Quota.of(
                Limit.tokens("tpm", 1_000_000, MINUTE),
                Limit.requests("rpm", 50_000, MINUTE),
                Limit.rolling("rolling", Counted.TOKENS, 1_000_000, MINUTE),
                Limit.inFlight("parallel", THREADS, MINUTE));
        RateLimiter limiter = RateLimiter.local().ticker(now::get).build();
        AtomicLong requests = new AtomicLong();
        AtomicLong tokens = new AtomicLong();
        onAllThreads(thread -> {
            for (int call = 0; call < 5_000; call++) {
                Decision decision = limiter.acquire("s", quota, Cost.of(1, 50, 0));
                if (decision.allowed()) {
                    int used = (call + thread) % 50;
                    decision.permit().settle(Cost.of(1, used, 0));
                    decision.permit().release();
                    requests.incrementAndGet();
                    tokens.addAndGet(used);
                }
            }
        });
        assertThat(requests.get()).isEqualTo(THREADS * 5_000L);
        assertThat(limiter.peek("s", quota, Cost.none()).states())
                .extracting(LimitState::remaining)
                .containsExactly(1_000_000 - tokens.get(), 50_000 - requests.get(), 1_000_000 - tokens.get(), 8L);
    }

    @Test
    void acquire_underAMovingClock_admitsNoMoreThanTimeGave() {
        Quota quota =
                Quota.of(Limit.requests("rps", 1_000, Duration.ofSeconds(1)).burst(10));
        RateLimiter limiter = RateLimiter.local().ticker(now::get).build();
        AtomicLong admitted = new AtomicLong();
        onAllThreads(thread -> {
            for (int call = 0; call < 20_000; call++) {
                now.addAndGet(1_000);
                if (limiter.tryAcquire("s", quota, Cost.request())) {
                    admitted.incrementAndGet();
                }
            }
        });
        assertThat(admitted.get()).isBetween(160L, 10 + now.get() / 1_000_000);
    }

    @Test
    void acquire_underAClockThatGoesBackNowAndThen_admitsNoMoreThanTimeGave() {
        Quota quota =
                Quota.of(Limit.requests("rps", 1_000, Duration.ofSeconds(1)).burst(10));
        RateLimiter limiter = RateLimiter.local().ticker(now::get).build();
        AtomicLong admitted = new AtomicLong();
        AtomicLong forward = new AtomicLong();
        onAllThreads(thread -> {
            for (int call = 0; call < 10_000; call++) {
                forward.addAndGet(1_000);
                now.addAndGet(call % 1_000 == thread ? -900_000 : 1_000);
                if (limiter.tryAcquire("s", quota, Cost.request())) {
                    admitted.incrementAndGet();
                }
            }
        });
        assertThat(admitted.get()).isBetween(10L, 10 + forward.get() / 1_000_000);
    }

    @Test
    void acquire_ofSubjectsInEveryOrder_neverStops() {
        Quota quota = Quota.of(Limit.requests("rpm", 1_000, MINUTE));
        RateLimiter limiter = RateLimiter.local().ticker(now::get).build();
        AtomicLong admitted = new AtomicLong();
        onAllThreads(thread -> {
            for (int call = 0; call < 3_000; call++) {
                Subjects subjects =
                        Subjects.of("s" + (call + thread) % 3, quota).and("s" + (call + thread + 1) % 3, quota);
                Decision decision = limiter.acquire(subjects, Cost.request());
                if (decision.allowed()) {
                    admitted.incrementAndGet();
                    if (call % 2 == 0) {
                        decision.permit().release();
                        admitted.decrementAndGet();
                    }
                }
            }
        });
        long left = IntStream.range(0, 3)
                .mapToLong(i -> limiter.peek("s" + i, quota, Cost.none())
                        .states()
                        .get(0)
                        .remaining())
                .sum();
        assertThat(3_000 - left).isEqualTo(2 * admitted.get());
        assertThat(admitted.get()).isGreaterThanOrEqualTo(1_000);
    }

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
}
