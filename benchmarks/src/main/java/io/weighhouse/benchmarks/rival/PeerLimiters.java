// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import com.google.common.util.concurrent.RateLimiter;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.LocalBucketBuilder;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.weighhouse.benchmarks.rival.KeyedLimiter.Rate;
import java.time.Duration;
import java.util.List;

/**
 * Peers' limiters, one for one subject.
 *
 * <p>Guava, Resilience4j and Failsafe have one bandwidth. Two of them in a row would not be the same thing: what the first
 * took is lost when the second refuses. Bucket4j decides several bandwidths at once, but takes the same number from each.
 *
 * <p>What is made is thread-safe.
 */
public final class PeerLimiters {

    /** Resilience4j's counter of permits. */
    private static final int MOST_OF_A_CYCLE = Integer.MAX_VALUE;

    private PeerLimiters() {}

    /**
     * Bucket4j's local bucket.
     *
     * @param clock {@link TimeMeter#SYSTEM_MILLISECONDS} is the one it has unless told otherwise: cheaper than {@link
     *     System#nanoTime}, and when it is set back, nothing comes back until it has caught up
     * @param rates one bandwidth each, decided together
     * @return the bucket
     */
    public static Bucket bucket4j(TimeMeter clock, List<Rate> rates) {
        LocalBucketBuilder builder = Bucket.builder().withCustomTimePrecision(clock);
        for (Rate rate : rates) {
            builder.addLimit(Bandwidth.builder()
                    .capacity(rate.permits())
                    .refillGreedy(rate.permits(), rate.period())
                    .build());
        }
        return builder.build();
    }

    /**
     * Resilience4j's atomic limiter, which gives all permits at the start of a cycle, without waiting.
     *
     * @param rate at most as many permits as an {@code int} holds
     * @return the limiter
     */
    public static io.github.resilience4j.ratelimiter.RateLimiter resilience4j(Rate rate) {
        return io.github.resilience4j.ratelimiter.RateLimiter.of("limiter", resilience4jConfig(rate));
    }

    /**
     * What Resilience4j's limiters of one rate share.
     *
     * @param rate at most as many permits as an {@code int} holds
     * @return the configuration
     */
    public static RateLimiterConfig resilience4jConfig(Rate rate) {
        return RateLimiterConfig.custom()
                .limitForPeriod(Math.toIntExact(rate.permits()))
                .limitRefreshPeriod(rate.period())
                .timeoutDuration(Duration.ZERO)
                .build();
    }

    /** {@return a rate that nobody uses up, of as many permits as Resilience4j can count} */
    public static Rate mostOfResilience4j() {
        return new Rate(MOST_OF_A_CYCLE, Duration.ofMinutes(1));
    }

    /**
     * Guava's smooth limiter, which lets one call through in advance and makes the next ones wait for it.
     *
     * @param rate permits by period; Guava's burst is a second's worth
     * @return the limiter
     */
    public static RateLimiter guava(Rate rate) {
        return RateLimiter.create(rate.permits() * 1e9 / rate.period().toNanos());
    }

    /**
     * Failsafe's bursty limiter, which gives all permits at the start of a period.
     *
     * @param rate permits by period
     * @return the limiter
     */
    public static dev.failsafe.RateLimiter<Object> failsafeBursty(Rate rate) {
        return dev.failsafe.RateLimiter.burstyBuilder(rate.permits(), rate.period())
                .build();
    }

    /**
     * Failsafe's smooth limiter, which gives one permit at a time and has no burst.
     *
     * @param rate permits by period
     * @return the limiter
     */
    public static dev.failsafe.RateLimiter<Object> failsafeSmooth(Rate rate) {
        return dev.failsafe.RateLimiter.smoothBuilder(rate.permits(), rate.period())
                .build();
    }
}
