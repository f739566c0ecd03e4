// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.math.BigInteger;
import java.time.Duration;

/**
 * One rule: so many of something per period, and so many at once.
 *
 * <p>{@code Limit.requests("rpm", 60, Duration.ofMinutes(1))} lets 60 requests pass at once, and from then on one more
 * each second: whatever the moment, no stretch of time {@code t} ever sees more than {@code burst + t * permits /
 * period}. There is no window that starts afresh, and so no edge at which twice the limit could pass.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id the rule's name in decisions and across changes of a quota: 1 to 64 letters, digits, {@code _}, {@code .} or
 *     {@code -}
 * @param counted what it counts
 * @param permits how many per period, at least 1
 * @param period more than nothing
 * @param burst how many at once, at least 1; it must refill from nothing within {@value #MAX_REFILL_DAYS} days
 */
public record Limit(String id, Counted counted, long permits, Duration period, long burst) {

    /** The longest time, in days of 24 hours, that an empty burst may need to refill. */
    public static final int MAX_REFILL_DAYS = 25_000;

    private static final int MAX_ID_LENGTH = 64;
    private static final BigInteger MAX_REFILL_NANOS =
            BigInteger.valueOf(Duration.ofDays(MAX_REFILL_DAYS).toNanos());

    /**
     * Checks every part.
     *
     * @param id 1 to 64 letters, digits, {@code _}, {@code .} or {@code -}
     * @param counted what it counts
     * @param permits how many per period, at least 1
     * @param period more than nothing, at most {@value #MAX_REFILL_DAYS} days
     * @param burst how many at once, at least 1
     * @throws IllegalArgumentException if one is out of range, or the burst needs more than {@value #MAX_REFILL_DAYS} days
     *     to refill
     */
    public Limit {
        if (!isId(id)) {
            throw new IllegalArgumentException("must be 1 to 64 letters, digits, _, . or -: id=" + quoted(id));
        }
        if (permits <= 0) {
            throw new IllegalArgumentException("must be > 0: permits=" + permits + " limit=" + id);
        }
        if (burst <= 0) {
            throw new IllegalArgumentException("must be > 0: burst=" + burst + " limit=" + id);
        }
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("must be > 0: period=" + period + " limit=" + id);
        }
        if (period.compareTo(Duration.ofDays(MAX_REFILL_DAYS)) > 0) {
            throw new IllegalArgumentException(
                    "must be at most " + MAX_REFILL_DAYS + " days: period=" + period + " limit=" + id);
        }
        if (BigInteger.valueOf(burst)
                        .multiply(BigInteger.valueOf(period.toNanos()))
                        .compareTo(MAX_REFILL_NANOS.multiply(BigInteger.valueOf(permits)))
                > 0) {
            throw new IllegalArgumentException("must refill within " + MAX_REFILL_DAYS + " days: burst=" + burst
                    + " permits=" + permits + " period=" + period + " limit=" + id);
        }
    }

    /**
     * A limit of requests, all of which may come at once; {@code requests("rpm", 60, Duration.ofMinutes(1))}.
     *
     * @param id as in {@link #Limit}
     * @param permits requests per period, at least 1
     * @param period more than nothing
     * @return the limit, with a burst of {@code permits}
     * @throws IllegalArgumentException if one is out of range
     */
    public static Limit requests(String id, long permits, Duration period) {
        return new Limit(id, Counted.REQUESTS, permits, period, permits);
    }

    /**
     * A limit of input and output tokens together; {@code tokens("tpm", 100_000, Duration.ofMinutes(1))}.
     *
     * @param id as in {@link #Limit}
     * @param permits tokens per period, at least 1
     * @param period more than nothing
     * @return the limit, with a burst of {@code permits}
     * @throws IllegalArgumentException if one is out of range
     */
    public static Limit tokens(String id, long permits, Duration period) {
        return new Limit(id, Counted.TOKENS, permits, period, permits);
    }

    /**
     * A limit of input tokens; {@code inputTokens("itpm", 50_000, Duration.ofMinutes(1))}.
     *
     * @param id as in {@link #Limit}
     * @param permits input tokens per period, at least 1
     * @param period more than nothing
     * @return the limit, with a burst of {@code permits}
     * @throws IllegalArgumentException if one is out of range
     */
    public static Limit inputTokens(String id, long permits, Duration period) {
        return new Limit(id, Counted.INPUT_TOKENS, permits, period, permits);
    }

    /**
     * A limit of output tokens; {@code outputTokens("otpm", 10_000, Duration.ofMinutes(1))}.
     *
     * @param id as in {@link #Limit}
     * @param permits output tokens per period, at least 1
     * @param period more than nothing
     * @return the limit, with a burst of {@code permits}
     * @throws IllegalArgumentException if one is out of range
     */
    public static Limit outputTokens(String id, long permits, Duration period) {
        return new Limit(id, Counted.OUTPUT_TOKENS, permits, period, permits);
    }

    /**
     * The same rate with another burst; 60 a minute with a burst of 5 lets 5 pass at once, then one each second.
     *
     * @param burst how many at once, at least 1
     * @return the limit with that burst
     * @throws IllegalArgumentException if it is out of range
     */
    public Limit burst(long burst) {
        return new Limit(id, counted, permits, period, burst);
    }

    private static boolean isId(String id) {
        return !id.isEmpty()
                && id.length() <= MAX_ID_LENGTH
                && id.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '_'
                                || c == '.'
                                || c == '-');
    }

    /** Bad input goes into messages, but never more of it than a reader needs. */
    private static String quoted(String text) {
        return '"' + (text.length() <= 40 ? text : text.substring(0, 40) + "...") + '"';
    }
}
