// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import com.google.common.util.concurrent.RateLimiter;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.weighhouse.benchmarks.rival.BucketFamily;
import io.weighhouse.benchmarks.rival.BucketPair;
import io.weighhouse.benchmarks.rival.KeyedLimiter;
import java.util.ArrayDeque;

/** Peers' limiters in loops of their own, so that no call in them goes through an interface of ours. */
final class PeerBodies {

    private PeerBodies() {}

    static Body of(Bucket bucket) {
        return iterations -> {
            long sum = 0;
            for (int i = 0; i < iterations; i++) {
                sum += bucket.tryConsume(1) ? 1 : 0;
            }
            return sum;
        };
    }

    static Body probing(Bucket bucket) {
        return iterations -> {
            long sum = 0;
            for (int i = 0; i < iterations; i++) {
                ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
                sum += probe.isConsumed() ? probe.getRemainingTokens() : -probe.getNanosToWaitForRefill();
            }
            return sum;
        };
    }

    static Body of(io.github.resilience4j.ratelimiter.RateLimiter limiter) {
        return iterations -> {
            long sum = 0;
            for (int i = 0; i < iterations; i++) {
                sum += limiter.acquirePermission() ? 1 : 0;
            }
            return sum;
        };
    }

    static Body of(RateLimiter limiter) {
        return iterations -> {
            long sum = 0;
            for (int i = 0; i < iterations; i++) {
                sum += limiter.tryAcquire() ? 1 : 0;
            }
            return sum;
        };
    }

    static Body of(dev.failsafe.RateLimiter<Object> limiter) {
        return iterations -> {
            long sum = 0;
            for (int i = 0; i < iterations; i++) {
                sum += limiter.tryAcquirePermit() ? 1 : 0;
            }
            return sum;
        };
    }

    /** Two buckets of different costs: one request and 120 tokens. */
    static Body of(BucketPair pair) {
        return iterations -> {
            long sum = 0;
            for (int i = 0; i < iterations; i++) {
                sum += pair.tryAcquire(120) ? 1 : 0;
            }
            return sum;
        };
    }

    /** Takes a call's tokens, and gives back what the call did not use when so many are open. */
    static Body reserving(BucketPair pair, long reserved, long used, int openAtOnce) {
        ArrayDeque<Long> open = new ArrayDeque<>();
        Long unused = reserved - used;
        return iterations -> {
            long sum = 0;
            for (int i = 0; i < iterations; i++) {
                sum += pair.tryAcquire(reserved) ? 1 : 0;
                open.addLast(unused);
                if (open.size() == openAtOnce) {
                    pair.giveBack(open.removeFirst());
                }
            }
            return sum;
        };
    }

    /** Names in an order of calls. */
    static Body of(KeyedLimiter limiter, String[] names, int[] order) {
        int[] next = {0};
        return iterations -> {
            long sum = 0;
            for (int i = 0; i < iterations; i++) {
                sum += limiter.tryAcquire(names[order[next[0]]], 1) ? 1 : 0;
                next[0] = next[0] + 1 == order.length ? 0 : next[0] + 1;
            }
            return sum;
        };
    }

    /** Callers in an order, who keep their buckets. */
    static Body of(BucketFamily[] families, int[] order) {
        int[] next = {0};
        return iterations -> {
            long sum = 0;
            for (int i = 0; i < iterations; i++) {
                sum += families[order[next[0]]].tryAcquire(1) ? 1 : 0;
                next[0] = next[0] + 1 == order.length ? 0 : next[0] + 1;
            }
            return sum;
        };
    }
}
