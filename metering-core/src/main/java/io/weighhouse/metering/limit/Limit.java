// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.Duration;

/**
 * One rule: so much of something per time, or at once.
 *
 * <p>There are four kinds. A {@link RateLimit} lets a burst pass and then so many per period, evenly: the one to use unless
 * there is a reason for another. A {@link CalendarLimit} starts afresh at midnight or on the first of the month. A {@link
 * RollingLimit} never lets more pass in any stretch of its length. A {@link ConcurrencyLimit} counts calls in flight. No
 * kind lets twice the limit pass at an edge, as counters that start afresh on their own do.
 *
 * <p>Every limit is immutable and thread-safe.
 */
public sealed interface Limit permits RateLimit, CalendarLimit, RollingLimit, ConcurrencyLimit {

    /** {@return the rule's name in decisions and across changes of a quota: 1 to 64 letters, digits, {@code _}, {@code .} or {@code -}} */
    String id();

    /** {@return what it counts} */
    Counted counted();

    /** {@return the most that a single call may take, at least 1: a call above it never passes} */
    long most();

    /** {@return whether it only watches: it counts and reports what it would refuse, and refuses nothing} */
    boolean isShadow();

    /**
     * The same rule, only watching: a decision names it in {@link Decision#shadowRefusals()} instead of being refused by
     * it. A call that it would have refused takes nothing from it.
     *
     * @return a limit that refuses nothing
     */
    Limit shadow();

    /**
     * A rate of requests, all of which may come at once; {@code requests("rpm", 60, Duration.ofMinutes(1))}.
     *
     * @param id as in {@link #id}
     * @param permits requests per period, at least 1
     * @param period more than nothing
     * @return the limit, with a burst of {@code permits}
     * @throws IllegalArgumentException if one is out of range
     */
    static RateLimit requests(String id, long permits, Duration period) {
        return rate(id, Counted.REQUESTS, permits, period);
    }

    /**
     * A rate of input and output tokens together; {@code tokens("tpm", 100_000, Duration.ofMinutes(1))}.
     *
     * @param id as in {@link #id}
     * @param permits tokens per period, at least 1
     * @param period more than nothing
     * @return the limit, with a burst of {@code permits}
     * @throws IllegalArgumentException if one is out of range
     */
    static RateLimit tokens(String id, long permits, Duration period) {
        return rate(id, Counted.TOKENS, permits, period);
    }

    /**
     * A rate of input tokens; {@code inputTokens("itpm", 50_000, Duration.ofMinutes(1))}.
     *
     * @param id as in {@link #id}
     * @param permits input tokens per period, at least 1
     * @param period more than nothing
     * @return the limit, with a burst of {@code permits}
     * @throws IllegalArgumentException if one is out of range
     */
    static RateLimit inputTokens(String id, long permits, Duration period) {
        return rate(id, Counted.INPUT_TOKENS, permits, period);
    }

    /**
     * A rate of output tokens; {@code outputTokens("otpm", 10_000, Duration.ofMinutes(1))}.
     *
     * @param id as in {@link #id}
     * @param permits output tokens per period, at least 1
     * @param period more than nothing
     * @return the limit, with a burst of {@code permits}
     * @throws IllegalArgumentException if one is out of range
     */
    static RateLimit outputTokens(String id, long permits, Duration period) {
        return rate(id, Counted.OUTPUT_TOKENS, permits, period);
    }

    /**
     * A rate of anything; {@code rate("images", Counted.named("images"), 100, Duration.ofHours(1))}.
     *
     * @param id as in {@link #id}
     * @param counted anything but {@link Counted#IN_FLIGHT}
     * @param permits how many per period, at least 1
     * @param period more than nothing
     * @return the limit, with a burst of {@code permits}
     * @throws IllegalArgumentException if one is out of range
     */
    static RateLimit rate(String id, Counted counted, long permits, Duration period) {
        return new RateLimit(id, counted, new RateLimit.Rate(permits, period), permits, false);
    }

    /**
     * An allowance by the calendar; {@code calendar("per-day", Counted.REQUESTS, 1_000, CalendarPeriod.day(zone))}.
     *
     * @param id as in {@link #id}
     * @param counted anything but {@link Counted#IN_FLIGHT}
     * @param permits how many in each period, 1 to {@value CalendarLimit#MAX_PERMITS}
     * @param period hours, days, weeks, months or years of a time zone
     * @return the limit
     * @throws IllegalArgumentException if one is out of range
     */
    static CalendarLimit calendar(String id, Counted counted, long permits, CalendarPeriod period) {
        return new CalendarLimit(id, counted, permits, period, false);
    }

    /**
     * At most so many in any stretch of time; {@code rolling("per-hour", Counted.REQUESTS, 500, Duration.ofHours(1))}.
     *
     * @param id as in {@link #id}
     * @param counted anything but {@link Counted#IN_FLIGHT}
     * @param permits how many in any stretch of that length, 1 to {@value RollingLimit#MAX_PERMITS}
     * @param window the length, more than nothing
     * @return the limit
     * @throws IllegalArgumentException if one is out of range
     */
    static RollingLimit rolling(String id, Counted counted, long permits, Duration window) {
        return new RollingLimit(id, counted, permits, window, false);
    }

    /**
     * So many calls at once; {@code inFlight("parallel", 8, Duration.ofMinutes(10))}.
     *
     * @param id as in {@link #id}
     * @param permits how many at once, 1 to {@value ConcurrencyLimit#MAX_PERMITS}
     * @param expiry after which a call that never ended is not counted any more, more than nothing
     * @return the limit
     * @throws IllegalArgumentException if one is out of range
     */
    static ConcurrencyLimit inFlight(String id, long permits, Duration expiry) {
        return new ConcurrencyLimit(id, permits, expiry, false);
    }
}
