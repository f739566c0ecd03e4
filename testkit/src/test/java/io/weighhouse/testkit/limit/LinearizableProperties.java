// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.weighhouse.metering.limit.CalendarPeriod;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LocalRateLimiter;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.testkit.ManualClock;
import io.weighhouse.testkit.ManualTicker;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import net.jqwik.api.Example;

/** What threads are told by a limiter in memory could have been told to one: M2 of the limits' properties. */
class LinearizableProperties {

    /** {@code -Dlinearizable.histories=100000} for the long run. */
    private static final int HISTORIES = Integer.getInteger("linearizable.histories", 300);

    private static final long FIRST_SEED = Long.getLong("linearizable.seed", 0);

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final List<Party> RATES = List.of(
            new Party(1, Quota.of(Limit.requests("rpm", 3, MINUTE), Limit.tokens("tpm", 10, MINUTE))),
            new Party(2, Quota.of(Limit.requests("rpm", 4, MINUTE))));

    private static final List<Party> EVERY_KIND = List.of(
            new Party(
                    1,
                    Quota.of(
                            Limit.calendar("hour", Counted.REQUESTS, 4, CalendarPeriod.hour(ZoneOffset.UTC)),
                            Limit.tokens("tpm", 10, MINUTE),
                            Limit.inFlight("parallel", 3, MINUTE))),
            new Party(
                    2,
                    Quota.of(
                            Limit.rolling("window", Counted.TOKENS, 12, MINUTE),
                            Limit.calendar("hour", Counted.REQUESTS, 5, CalendarPeriod.hour(ZoneOffset.UTC)))));

    private final ManualTicker ticker = new ManualTicker();
    private final ManualClock clock = new ManualClock();
    private final AtomicLong moments = new AtomicLong();

    @Example
    void m2_whatThreadsAreTold_isExplainedByAnOrderOfTheirCalls() {
        int overlapping = run(2, HISTORIES / 2) + run(3, HISTORIES / 2);
        System.out.println("linearizable: histories=" + HISTORIES + " overlapping=" + overlapping + " violations=0");
        assertThat(overlapping).as("histories with calls at the same time").isPositive();
    }

    /** The search itself: the same two answers, at the same time and the wrong way round. */
    @Example
    void m2_answersAgainstTheOrderInTime_areNotExplained() {
        RecordedCall first = new RecordedCall(RecordedCall.Kind.ACQUIRE, RATES, Cost.of(1, 2, 0));
        RecordedCall second = new RecordedCall(RecordedCall.Kind.ACQUIRE, RATES, Cost.of(1, 2, 0));
        RateLimiter limiter = limiter(0);
        first.make(limiter, new AtomicLong(10));
        second.make(limiter, new AtomicLong(11));
        assertThat(isExplained(List.of(List.of(second), List.of(first)))).isTrue();

        RateLimiter another = limiter(0);
        RecordedCall late = new RecordedCall(RecordedCall.Kind.ACQUIRE, RATES, Cost.of(1, 2, 0));
        RecordedCall early = new RecordedCall(RecordedCall.Kind.ACQUIRE, RATES, Cost.of(1, 2, 0));
        late.make(another, new AtomicLong(20));
        early.make(another, new AtomicLong(10));
        assertThat(isExplained(List.of(List.of(late), List.of(early)))).isFalse();
    }

    /** How many of the histories had calls of two threads at the same time. */
    private int run(int threads, int histories) {
        List<List<List<RecordedCall>>> all = new ArrayList<>();
        List<RateLimiter> limiters = new ArrayList<>();
        for (int i = 0; i < histories; i++) {
            all.add(plan(FIRST_SEED + i, threads));
            limiters.add(limiter(FIRST_SEED + i));
        }
        make(threads, limiters, all);
        int overlapping = 0;
        for (int i = 0; i < histories; i++) {
            List<List<RecordedCall>> history = all.get(i);
            overlapping += isOverlapping(history) ? 1 : 0;
            List<RecordedCall> look =
                    List.of(new RecordedCall(RecordedCall.Kind.PEEK, parties(FIRST_SEED + i), Cost.none()));
            look.get(0).make(limiters.get(i), moments);
            List<List<RecordedCall>> complete = new ArrayList<>(history);
            complete.add(look);
            if (!isExplained(complete)) {
                fail("seed %d: no order of the calls explains%n%s", FIRST_SEED + i, told(complete));
            }
        }
        return overlapping;
    }

    private void make(int threads, List<RateLimiter> limiters, List<List<List<RecordedCall>>> histories) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        AtomicInteger arrived = new AtomicInteger();
        try {
            CompletableFuture.allOf(IntStream.range(0, threads)
                            .mapToObj(thread -> CompletableFuture.runAsync(
                                    () -> {
                                        for (int i = 0; i < histories.size(); i++) {
                                            arrive(arrived, threads * (i + 1));
                                            for (RecordedCall call :
                                                    histories.get(i).get(thread)) {
                                                call.make(limiters.get(i), moments);
                                            }
                                        }
                                    },
                                    executor))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            executor.shutdownNow();
        }
    }

    /** A barrier without parking, which would start one thread long after the other. */
    @SuppressWarnings("ThreadPriorityCheck") // There may be fewer processors than threads.
    private static void arrive(AtomicInteger arrived, int all) {
        arrived.incrementAndGet();
        for (int turn = 1; arrived.get() < all; turn++) {
            if (turn % 256 == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private List<List<RecordedCall>> plan(long seed, int threads) {
        SplittableRandom random = new SplittableRandom(seed);
        List<List<RecordedCall>> plan = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            List<RecordedCall> calls = new ArrayList<>();
            List<RecordedCall> open = new ArrayList<>();
            int count = 3 + random.nextInt(2);
            for (int i = 0; i < count; i++) {
                calls.add(next(random, parties(seed), open));
            }
            plan.add(calls);
        }
        return plan;
    }

    private static RecordedCall next(SplittableRandom random, List<Party> parties, List<RecordedCall> open) {
        Cost cost = Cost.of(1, 1 + random.nextInt(4), 0);
        int first = random.nextInt(3);
        List<Party> some = first == 2 ? parties : List.of(parties.get(first));
        int kind = random.nextInt(10);
        if (kind >= 5 && kind <= 7 && !open.isEmpty()) {
            RecordedCall.Kind end = kind == 5 ? RecordedCall.Kind.RELEASE : RecordedCall.Kind.SETTLE;
            return RecordedCall.ending(open.remove(0), end, Cost.of(1, random.nextInt(7), 0));
        }
        if (kind == 8) {
            return random.nextInt(3) == 0
                    ? new RecordedCall(RecordedCall.Kind.RESET, some, Cost.none())
                    : new RecordedCall(RecordedCall.Kind.PEEK, some, cost);
        }
        if (kind == 9) {
            return new RecordedCall(RecordedCall.Kind.TRY_ACQUIRE, parties.subList(1, 2), cost);
        }
        RecordedCall acquire = new RecordedCall(RecordedCall.Kind.ACQUIRE, some, cost);
        open.add(acquire);
        return acquire;
    }

    private static List<Party> parties(long seed) {
        return seed % 4 < 2 ? RATES : EVERY_KIND;
    }

    /** In an array or a map by turns; the time of day, which a decision asks for on its way, lets other threads go first. */
    private RateLimiter limiter(long seed) {
        InstantSource yielding = () -> {
            yieldNowAndThen();
            return clock.instant();
        };
        LocalRateLimiter.Builder builder = RateLimiter.local().clock(yielding).ticker(() -> {
            yieldNowAndThen();
            return ticker.nanos();
        });
        return seed % 2 == 0
                ? builder.build()
                : builder.slab(3).maximumSubjects(64).build();
    }

    @SuppressWarnings("ThreadPriorityCheck") // Which thread is next is what is to vary.
    private void yieldNowAndThen() {
        if (moments.get() % 3 == 0) {
            Thread.yield();
        }
    }

    private boolean isExplained(List<List<RecordedCall>> history) {
        return SequentialOrder.explains(
                () -> RateLimiter.local().ticker(ticker).clock(clock).build(), history);
    }

    private static boolean isOverlapping(List<List<RecordedCall>> history) {
        List<RecordedCall> first = history.get(0);
        return history.get(1).stream()
                .anyMatch(call -> first.stream().anyMatch(other -> !call.isBefore(other) && !other.isBefore(call)));
    }

    private static String told(List<List<RecordedCall>> history) {
        StringBuilder told = new StringBuilder();
        for (List<RecordedCall> thread : history) {
            told.append("thread:\n");
            thread.forEach(call -> told.append("  ").append(call).append('\n'));
        }
        return told.toString();
    }
}
