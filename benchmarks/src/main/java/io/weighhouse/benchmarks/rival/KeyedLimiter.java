// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * One limiter for each subject, made when the subject is first seen, kept for ever.
 *
 * <p>Bucket4j takes the same number from each bandwidth of a bucket: two costs, such as a request and its tokens, need two
 * buckets and a return.
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
     * A {@link ConcurrentHashMap} of Bucket4j's local buckets.
     *
     * @param clock of the buckets
     * @param rates one bandwidth each, decided together
     * @return the limiter
     */
    static KeyedLimiter bucket4j(TimeMeter clock, List<Rate> rates) {
        Function<String, Bucket> create = subject -> PeerLimiters.bucket4j(clock, rates);
        Map<String, Bucket> buckets = new ConcurrentHashMap<>();
        return (subject, permits) -> {
            // A plain look first, which takes no lock.
            Bucket bucket = buckets.get(subject);
            return (bucket == null ? buckets.computeIfAbsent(subject, create) : bucket).tryConsume(permits);
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
        Function<String, BucketPair> create = subject -> BucketPair.of(TimeMeter.SYSTEM_MILLISECONDS, requests, tokens);
        Map<String, BucketPair> pairs = new ConcurrentHashMap<>();
        return (subject, permits) -> pairs.computeIfAbsent(subject, create).tryAcquire(permits);
    }
}
