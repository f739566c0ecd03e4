// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import com.google.common.util.concurrent.RateLimiter;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.local.LocalBucketBuilder;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * One limiter for each subject, made when the subject is first seen, kept for ever.
 *
 * <p>Guava and Resilience4j have one bandwidth. Two of them in a row would not be the same thing: what the first took is lost
 * when the second refuses. Bucket4j decides several bandwidths at once, but takes the same number from each; two costs, such
 * as a request and its tokens, need two buckets and a return.
 *
 * <p>Threads: any number at once.
 */
@FunctionalInterface
public interface KeyedLimiter {

    /**
     * A number of permits over a time.
     *
     * @param permits how many, also as the largest burst
     * @param period over which they come back
     */
    record Rate(long permits, Duration period) {}

    /**
     * Takes permits if they are there.
     *
     * @param subject whose
     * @param permits how many
     * @return whether they were taken
     */
    boolean tryAcquire(String subject, int permits);

    /**
     * Bucket4j's local bucket with its clock of milliseconds, the one it has unless told otherwise.
     *
     * @param rates one bandwidth each, decided together
     * @return the limiter
     */
    static KeyedLimiter bucket4j(List<Rate> rates) {
        Function<String, Bucket> create = subject -> bucket(rates);
        Map<String, Bucket> buckets = new ConcurrentHashMap<>();
        return (subject, permits) -> buckets.computeIfAbsent(subject, create).tryConsume(permits);
    }

    /**
     * Bucket4j's local bucket with a full answer to each request.
     *
     * @param rates one bandwidth each, decided together
     * @return takes one permit of a subject; says how many remain, or how many nanoseconds to wait, less than zero
     */
    static ToLongFunction<String> bucket4jProbes(List<Rate> rates) {
        Function<String, Bucket> create = subject -> bucket(rates);
        Map<String, Bucket> buckets = new ConcurrentHashMap<>();
        return subject -> {
            ConsumptionProbe probe = buckets.computeIfAbsent(subject, create).tryConsumeAndReturnRemaining(1);
            return probe.isConsumed() ? probe.getRemainingTokens() : -probe.getNanosToWaitForRefill();
        };
    }

    /**
     * A bucket of requests and a bucket of tokens, as a gateway has to use Bucket4j: one request and the tokens, or neither.
     *
     * @param requests one of them a call
     * @param tokens as many of them a call as it asks for
     * @return the limiter, whose permits are the tokens
     */
    static KeyedLimiter bucket4jPair(Rate requests, Rate tokens) {
        record Pair(Bucket requests, Bucket tokens) {}
        Function<String, Pair> create = subject -> new Pair(bucket(List.of(requests)), bucket(List.of(tokens)));
        Map<String, Pair> pairs = new ConcurrentHashMap<>();
        return (subject, permits) -> {
            Pair pair = pairs.computeIfAbsent(subject, create);
            if (!pair.requests().tryConsume(1)) {
                return false;
            }
            boolean taken = pair.tokens().tryConsume(permits);
            if (!taken) {
                pair.requests().addTokens(1);
            }
            return taken;
        };
    }

    /**
     * Resilience4j's atomic limiter, which gives all permits at the start of a cycle, without waiting.
     *
     * @param rate at most as many permits as an {@code int} holds
     * @return the limiter
     */
    static KeyedLimiter resilience4j(Rate rate) {
        RateLimiterConfig config = RateLimiterConfig.custom()
                .limitForPeriod(Math.toIntExact(rate.permits()))
                .limitRefreshPeriod(rate.period())
                .timeoutDuration(Duration.ZERO)
                .build();
        Function<String, io.github.resilience4j.ratelimiter.RateLimiter> create =
                subject -> io.github.resilience4j.ratelimiter.RateLimiter.of(subject, config);
        Map<String, io.github.resilience4j.ratelimiter.RateLimiter> limiters = new ConcurrentHashMap<>();
        return (subject, permits) -> limiters.computeIfAbsent(subject, create).acquirePermission(permits);
    }

    /**
     * Guava's smooth limiter, which lets one call through in advance and makes the next ones wait for it.
     *
     * @param rate permits by period; Guava's burst is a second's worth
     * @return the limiter
     */
    static KeyedLimiter guava(Rate rate) {
        double permitsPerSecond = rate.permits() * 1e9 / rate.period().toNanos();
        Function<String, RateLimiter> create = subject -> RateLimiter.create(permitsPerSecond);
        Map<String, RateLimiter> limiters = new ConcurrentHashMap<>();
        return (subject, permits) -> limiters.computeIfAbsent(subject, create).tryAcquire(permits);
    }

    private static Bucket bucket(List<Rate> rates) {
        LocalBucketBuilder builder = Bucket.builder();
        for (Rate rate : rates) {
            builder.addLimit(Bandwidth.builder()
                    .capacity(rate.permits())
                    .refillGreedy(rate.permits(), rate.period())
                    .build());
        }
        return builder.build();
    }
}
