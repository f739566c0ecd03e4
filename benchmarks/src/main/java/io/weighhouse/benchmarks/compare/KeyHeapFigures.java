// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.weighhouse.benchmarks.rival.KeyedLimiter.Rate;
import io.weighhouse.benchmarks.rival.PeerLimiters;
import io.weighhouse.benchmarks.work.LimiterHeap;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * The memory of a key: what is in the map for it, without the string of its name and without its share of the map's table,
 * which is told apart.
 */
final class KeyHeapFigures {

    private static final int READINGS = 3;
    private static final double IN_THE_MAP_BYTES = 72;
    private static final double IN_THE_SLAB_BYTES = 34;
    private static final Rate RATE = new Rate(1_000_000, Duration.ofMinutes(1));

    private KeyHeapFigures() {}

    static List<Figure> all(int keys) {
        LimiterHeap heap = new LimiterHeap(keys);
        RateLimiterConfig config = PeerLimiters.resilience4jConfig(RATE);
        return List.of(
                ours("a key in the map, 2 rates", heap::bytesOfTwoRates)
                        .atMost(IN_THE_MAP_BYTES)
                        .against("Bucket4j", () -> heap.bytesOfPeers(name -> bucket(1)))
                        .against("Bucket4j, 2", () -> heap.bytesOfPeers(name -> bucket(2)))
                        .against("Resilience4j", () -> heap.bytesOfPeers(name -> resilience4j(name, config)))
                        .against("Guava", () -> heap.bytesOfPeers(name -> guava()))
                        .against("Failsafe", () -> heap.bytesOfPeers(name -> failsafe())),
                ours("a key in the slab, 2 rates", heap::bytesOfTwoRatesInASlab).atMost(IN_THE_SLAB_BYTES),
                Figure.of("a full slab, keys without a place", "%", heap::percentRefusedByASlab),
                ours("a key in the map, 2 rates, its permit settled", heap::bytesOfTwoRatesSettled)
                        .atMost(IN_THE_MAP_BYTES),
                ours("a key in the map, 2 rates, and its open permit", heap::bytesOfTwoRatesWithAPermit),
                ours("a key in the map, a calendar rule", heap::bytesOfACalendarRule),
                ours("a key in the map, a rolling rule", heap::bytesOfARollingRule),
                ours("a key in the map, calls in flight, none now", heap::bytesOfARuleInFlight),
                ours("a key in the map, a call in flight, and its permit", heap::bytesOfARuleInFlightWithAPermit),
                ours("a key's share of the map's table", heap::bytesOfTheTable));
    }

    private static Figure ours(String name, Figure.Reading reading) {
        return Figure.of(name, "B", reading).times(READINGS);
    }

    private static Bucket bucket(int bandwidths) {
        Bucket bucket = PeerLimiters.bucket4j(TimeMeter.SYSTEM_NANOTIME, Collections.nCopies(bandwidths, RATE));
        used(bucket.tryConsume(1));
        return bucket;
    }

    private static RateLimiter resilience4j(String name, RateLimiterConfig config) {
        RateLimiter limiter = RateLimiter.of(name, config);
        used(limiter.acquirePermission());
        return limiter;
    }

    private static Object guava() {
        com.google.common.util.concurrent.RateLimiter limiter = PeerLimiters.guava(RATE);
        used(limiter.tryAcquire());
        return limiter;
    }

    private static Object failsafe() {
        dev.failsafe.RateLimiter<Object> limiter = PeerLimiters.failsafeBursty(RATE);
        used(limiter.tryAcquirePermit());
        return limiter;
    }

    /** A limiter that was never used may put off what it needs. */
    private static void used(boolean admitted) {
        if (!admitted) {
            throw new IllegalStateException("must admit the first call");
        }
    }
}
