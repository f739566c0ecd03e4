// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import io.weighhouse.metering.limit.CalendarPeriod;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.DecisionDraft;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LocalRateLimiter;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * One caller with one to three rules, each of which counts something else, who is either always admitted or always refused.
 *
 * <p>The caller keeps its {@link Subjects}, and so its place in the limiter. Threads: any number at once.
 */
public final class LimitedCaller {

    /** Permits an hour that nobody uses up: one each nanosecond. */
    public static final long PLENTY = 3_600_000_000_000L;

    /** The period of all rates. */
    public static final Duration PERIOD = Duration.ofHours(1);

    /** A rate at which a permit takes no whole number of nanoseconds, which makes for more arithmetic. */
    private static final long UNEVEN = PLENTY - 1;

    private static final Cost COST = Cost.of(1, 100, 20);

    // A burst of a thousand hours, so that it lasts; which a limiter in memory may only have if told that it may
    // forget.
    private final LocalRateLimiter limiter = RateLimiter.local().nonDurable().build();
    private final Subjects subjects;

    private LimitedCaller(Limit... limits) {
        subjects = Subjects.of("acme/key_1", Quota.of(limits));
    }

    /**
     * A caller far below the limits.
     *
     * @param rules how many rates, 1 to 3
     * @return the caller
     */
    public static LimitedCaller admitted(int rules) {
        return new LimitedCaller(rates(rules, PLENTY));
    }

    /**
     * A caller far below limits whose rates are no whole nanoseconds.
     *
     * @param rules how many rates, 1 to 3
     * @return the caller
     */
    public static LimitedCaller admittedUnevenly(int rules) {
        return new LimitedCaller(rates(rules, UNEVEN));
    }

    /** {@return a caller far below a rate of requests, a calendar hour's tokens and a rolling minute's output tokens} */
    public static LimitedCaller admittedByThreeKinds() {
        return new LimitedCaller(
                rates(1, PLENTY)[0],
                Limit.calendar("calendar", Counted.TOKENS, PLENTY, CalendarPeriod.hour(ZoneOffset.UTC)),
                Limit.rolling("rolling", Counted.OUTPUT_TOKENS, PLENTY, Duration.ofMinutes(1)));
    }

    /**
     * A caller who has made the one request of the hour.
     *
     * @param rules how many rates, 1 to 3
     * @return the caller
     */
    public static LimitedCaller refused(int rules) {
        Limit[] limits = rates(rules, PLENTY);
        limits[0] = Limit.requests("requests", 1, PERIOD);
        LimitedCaller caller = new LimitedCaller(limits);
        caller.tryAcquire();
        return caller;
    }

    private static Limit[] rates(int count, long permits) {
        Counted[] counted = {Counted.REQUESTS, Counted.TOKENS, Counted.OUTPUT_TOKENS};
        return Arrays.stream(counted, 0, count)
                .map(each -> Limit.rate(each.name(), each, permits, PERIOD).burst(1_000 * permits))
                .toArray(Limit[]::new);
    }

    /** {@return whether a request of 120 tokens passes} */
    public boolean tryAcquire() {
        return limiter.tryAcquire(subjects, COST);
    }

    /**
     * Whether a request of 120 tokens passes, and how each limit stands; its permit has ended, and nothing was given back.
     *
     * @return what was decided
     */
    public Decision decide() {
        Decision decision = limiter.acquire(subjects, COST);
        if (decision.allowed()) {
            decision.permit().close();
        }
        return decision;
    }

    /**
     * Whether a request of 120 tokens passes, and how each limit stands, in an object that is used again.
     *
     * @param told is filled with what was decided
     * @return whether it passes
     */
    public boolean decide(DecisionDraft told) {
        return limiter.tryAcquire(subjects, COST, told);
    }
}
