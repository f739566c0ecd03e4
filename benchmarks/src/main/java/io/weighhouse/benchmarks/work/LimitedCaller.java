// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import java.time.Duration;
import java.util.Arrays;

/**
 * One caller with one, two or three limits, who is either always admitted or always refused.
 *
 * <p>Threads: any number at once.
 */
public final class LimitedCaller {

    /** Permits an hour that nobody uses up: one each nanosecond. */
    public static final long PLENTY = 3_600_000_000_000L;

    /** The period of all limits. */
    public static final Duration PERIOD = Duration.ofHours(1);

    /** A rate at which a permit takes no whole number of nanoseconds, which makes for more arithmetic. */
    private static final long UNEVEN = PLENTY - 1;

    private static final String SUBJECT = "acme/key_1";
    private static final Cost COST = Cost.of(1, 100, 20);

    // A burst of a thousand hours, so that it lasts; which a limiter in memory may only have if told that it may
    // forget.
    private final RateLimiter limiter = RateLimiter.local().nonDurable().build();
    private final Quota quota;

    private LimitedCaller(Limit... limits) {
        quota = Quota.of(limits);
    }

    /**
     * A caller far below the limits.
     *
     * @param limits how many, 1 to 3
     * @return the caller
     */
    public static LimitedCaller admitted(int limits) {
        return new LimitedCaller(limits(limits, PLENTY));
    }

    /**
     * A caller far below limits whose rates are no whole nanoseconds.
     *
     * @param limits how many, 1 to 3
     * @return the caller
     */
    public static LimitedCaller admittedUnevenly(int limits) {
        return new LimitedCaller(limits(limits, UNEVEN));
    }

    /**
     * A caller who has made the one request of the hour.
     *
     * @param limits how many, 1 to 3
     * @return the caller
     */
    public static LimitedCaller refused(int limits) {
        Limit[] rules = limits(limits, PLENTY);
        rules[0] = Limit.requests("requests", 1, PERIOD);
        LimitedCaller caller = new LimitedCaller(rules);
        caller.tryAcquire();
        return caller;
    }

    private static Limit[] limits(int count, long permits) {
        Counted[] counted = {Counted.REQUESTS, Counted.TOKENS, Counted.OUTPUT_TOKENS};
        return Arrays.stream(counted, 0, count)
                .map(each -> new Limit(each.name(), each, permits, PERIOD, 1_000 * permits))
                .toArray(Limit[]::new);
    }

    /** {@return whether a request of 120 tokens passes} */
    public boolean tryAcquire() {
        return limiter.tryAcquire(SUBJECT, quota, COST);
    }

    /** {@return whether a request of 120 tokens passes, and how each limit stands} */
    public Decision acquire() {
        return limiter.acquire(SUBJECT, quota, COST);
    }
}
