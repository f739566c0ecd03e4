// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import com.sun.management.ThreadMXBean;
import io.weighhouse.metering.limit.CalendarPeriod;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LocalRateLimiter;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a key has of the heap in a limiter, and in a map of a peer's limiters: read off the heap before and after so many keys
 * have called once. Their names were there before.
 *
 * <p>The table of the map is left out, ours and the peers', and told apart: it is that of a {@link ConcurrentHashMap} of as
 * many keys. This class is for one thread.
 */
public final class LimiterHeap {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Cost COST = Cost.of(1, 100, 20);
    private static final Limit REQUESTS = Limit.requests("rpm", 60, MINUTE);
    private static final Limit TOKENS = Limit.tokens("tpm", 100_000, MINUTE);

    private final String[] names;
    private double tableOnTheHeap = Double.NaN;

    /**
     * For keys whose names have been made.
     *
     * @param keys how many, 1 or more
     */
    public LimiterHeap(int keys) {
        names = LimitedKeys.names(keys);
    }

    /** {@return a key's share of the map's table, in bytes} */
    public double bytesOfTheTable() {
        // Not off the heap: there so large an array has whole regions to itself.
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Object map = mapWithATable();
        try {
            return (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / names.length;
        } finally {
            Reference.reachabilityFence(map);
        }
    }

    private Object mapWithATable() {
        // The room for all is made with the first.
        ConcurrentHashMap<String, String> map = new ConcurrentHashMap<>(names.length);
        map.put(names[0], names[0]);
        return map;
    }

    /** {@return the bytes of a key with a rate of requests and one of tokens} */
    public double bytesOfTwoRates() {
        return bytesOfCalled(Quota.of(REQUESTS, TOKENS));
    }

    /** {@return the bytes of a place for a key with a rate of requests and one of tokens in a slab} */
    public double bytesOfTwoRatesInASlab() {
        // What is made when it is built, for the same reason as the table; and off the heap what the keys add to that.
        long before = THREADS.getCurrentThreadAllocatedBytes();
        LocalRateLimiter limiter = slab();
        long built = THREADS.getCurrentThreadAllocatedBytes() - before;
        double added = bytesOfAll(() -> {
            refusedByASlab(limiter);
            return limiter;
        });
        return (double) built / names.length + Math.max(0, added);
    }

    /** {@return for how many of a hundred keys a slab has no place that is built for so many, and all of them at once} */
    public double percentRefusedByASlab() {
        return 100.0 * refusedByASlab(slab()) / names.length;
    }

    private LocalRateLimiter slab() {
        return RateLimiter.local().maximumSubjects(names.length).slab(2).build();
    }

    private int refusedByASlab(LocalRateLimiter limiter) {
        Quota quota = Quota.of(REQUESTS, TOKENS);
        Cost minute = Cost.of(60, 100, 20); // or the first would be as if they had never called before the last has
        int refused = 0;
        for (int key = 0; key < names.length; key++) {
            refused += limiter.tryAcquire(LimitedKeys.number(key), quota, minute) ? 0 : 1;
        }
        return refused;
    }

    /** {@return the bytes of a key with a number of requests in each calendar hour} */
    public double bytesOfACalendarRule() {
        return bytesOfCalled(
                Quota.of(Limit.calendar("hour", Counted.REQUESTS, 1_000, CalendarPeriod.hour(ZoneOffset.UTC))));
    }

    /** {@return the bytes of a key with a number of requests in any minute} */
    public double bytesOfARollingRule() {
        return bytesOfCalled(Quota.of(Limit.rolling("rolling", Counted.REQUESTS, 1_000, MINUTE)));
    }

    /** {@return the bytes of a key with a number of calls in flight, whose only one has ended} */
    public double bytesOfARuleInFlight() {
        return bytesOfAcquired(Quota.of(Limit.inFlight("parallel", 8, MINUTE)), Permit::close);
    }

    /** {@return the bytes of a key with a number of calls in flight, and of the permit of the one that is} */
    public double bytesOfARuleInFlightWithAPermit() {
        return bytesOfOpen(Quota.of(Limit.inFlight("parallel", 8, MINUTE)));
    }

    /** {@return the bytes of a key with a rate of requests and one of tokens, and of an open permit of both} */
    public double bytesOfTwoRatesWithAPermit() {
        return bytesOfOpen(Quota.of(REQUESTS, TOKENS));
    }

    /** {@return the bytes of a key with a rate of requests and one of tokens, whose only permit was settled} */
    public double bytesOfTwoRatesSettled() {
        return bytesOfAcquired(Quota.of(REQUESTS, TOKENS), permit -> permit.settle(Cost.of(1, 100, 10)));
    }

    /**
     * The bytes of a key in a map of a peer's limiters.
     *
     * @param create makes the limiter of a name, and calls it once
     * @return what the limiter has, and its node of the map
     */
    public double bytesOfPeers(Function<String, Object> create) {
        return besideTheTable(() -> {
            ConcurrentHashMap<String, Object> map = new ConcurrentHashMap<>();
            for (String name : names) {
                map.computeIfAbsent(name, create);
            }
            return map;
        });
    }

    private double bytesOfCalled(Quota quota) {
        return besideTheTable(() -> {
            LocalRateLimiter limiter = limiter();
            for (String name : names) {
                check(limiter.tryAcquire(name, quota, COST));
            }
            return limiter;
        });
    }

    private double bytesOfAcquired(Quota quota, Consumer<Permit> end) {
        return besideTheTable(() -> {
            LocalRateLimiter limiter = limiter();
            for (String name : names) {
                end.accept(limiter.acquire(name, quota, COST).permit());
            }
            return limiter;
        });
    }

    private double bytesOfOpen(Quota quota) {
        Permit[] permits = new Permit[names.length];
        try {
            return besideTheTable(() -> {
                LocalRateLimiter limiter = limiter();
                for (int i = 0; i < names.length; i++) {
                    permits[i] = limiter.acquire(names[i], quota, COST).permit();
                }
                return limiter;
            });
        } finally {
            Reference.reachabilityFence(permits);
        }
    }

    private LocalRateLimiter limiter() {
        return RateLimiter.local().maximumSubjects(names.length).build();
    }

    private double besideTheTable(Supplier<Object> fill) {
        if (Double.isNaN(tableOnTheHeap)) {
            tableOnTheHeap = bytesOfAll(this::mapWithATable);
        }
        return bytesOfAll(fill) - tableOnTheHeap;
    }

    private double bytesOfAll(Supplier<Object> fill) {
        long before = used();
        Object filled = fill.get();
        try {
            return (double) (used() - before) / names.length;
        } finally {
            Reference.reachabilityFence(filled);
        }
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void check(boolean admitted) {
        if (!admitted) {
            throw new IllegalStateException("must be admitted");
        }
    }
}
