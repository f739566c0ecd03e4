// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/** Decisions as draft-ietf-httpapi-ratelimit-headers-10 writes them, in structured fields (RFC 9651). */
final class IetfHeaders {

    /** The draft's name for calls in flight. */
    static final String CONCURRENT_REQUESTS = "concurrent-requests";

    /** The largest integer of a structured field. */
    static final long MOST = 999_999_999_999_999L;

    /** Two limits cannot be told apart by a client where both agree. */
    private record Key(String id, String partition) {}

    private IetfHeaders() {}

    static Map<String, String> of(Decision decision, Function<String, String> partitions) {
        Map<Key, LimitState> shown = new LinkedHashMap<>();
        ShownLimits.of(decision)
                .forEach(state -> shown.merge(
                        new Key(state.limit().id(), partitions.apply(state.subject())),
                        state,
                        BinaryOperator.minBy(ShownLimits.SCARCEST_FIRST)));
        StringJoiner policies = new StringJoiner(", ");
        StringJoiner limits = new StringJoiner(", ");
        shown.forEach((key, state) -> {
            String start = quoted(key.id());
            String end = key.partition().isEmpty() ? "" : ";pk=" + bytes(key.partition());
            policies.add(start + policy(state.limit()) + end);
            limits.add(start + ";r=" + Math.min(MOST, state.remaining()) + time(state, decision) + end);
        });
        Map<String, String> headers = new LinkedHashMap<>();
        if (!shown.isEmpty()) {
            headers.put("RateLimit-Policy", policies.toString());
            headers.put("RateLimit", limits.toString());
        }
        HeaderTimes.putRetryAfter(headers, decision);
        return Collections.unmodifiableMap(headers);
    }

    private static String policy(Limit limit) {
        if (limit instanceof RateLimit rate) {
            long seconds = seconds(rate.period());
            return quota(permitsIn(seconds, rate)) + unit(rate.counted()) + ";w=" + seconds;
        }
        if (limit instanceof RollingLimit rolling) {
            return quota(rolling.permits()) + unit(rolling.counted()) + ";w=" + seconds(rolling.window());
        }
        return quota(limit.most()) + unit(limit.counted());
    }

    private static String quota(long permits) {
        return ";q=" + Math.min(MOST, permits);
    }

    private static String unit(Counted counted) {
        if (counted.equals(Counted.REQUESTS)) {
            return "";
        }
        return ";qu=" + quoted(counted.equals(Counted.IN_FLIGHT) ? CONCURRENT_REQUESTS : counted.name());
    }

    private static String time(LimitState state, Decision decision) {
        if (state.remaining() >= state.limit().most() || state.limit() instanceof ConcurrencyLimit) {
            return "";
        }
        long nanos = nanosUntilMore(state);
        if (HeaderTimes.hasRetryAfter(decision)) {
            long retryAfter = decision.retryAfterNanos();
            if (ShownLimits.isBinding(state, decision)) {
                nanos = Math.min(nanos, retryAfter);
            } else if (HeaderTimes.seconds(nanos) > HeaderTimes.seconds(retryAfter)) {
                return "";
            }
        }
        return ";t=" + HeaderTimes.seconds(nanos);
    }

    /** Until more is left than now, where that can be told from the state; else until all of it is. */
    private static long nanosUntilMore(LimitState state) {
        if (!(state.limit() instanceof RateLimit rate)) {
            return state.resetAfterNanos();
        }
        BigInteger usedThen = BigInteger.valueOf(rate.burst() - state.remaining() - 1);
        BigInteger period = BigInteger.valueOf(rate.period().toNanos());
        BigInteger refill = usedThen.multiply(period).divide(BigInteger.valueOf(rate.permits()));
        // A limiter may round what a permit takes up to the next tick where that is not a whole number of them.
        long tick = rate.period().toNanos() % rate.permits() == 0 ? 0 : 1;
        long reset = state.resetAfterNanos();
        return Math.min(reset, Math.max(1, reset - refill.longValueExact() + tick));
    }

    private static long seconds(Duration length) {
        return HeaderTimes.seconds(length.toNanos());
    }

    private static long permitsIn(long seconds, RateLimit rate) {
        return BigInteger.valueOf(rate.permits())
                .multiply(BigInteger.valueOf(Duration.ofSeconds(seconds).toNanos()))
                .divide(BigInteger.valueOf(rate.period().toNanos()))
                .min(BigInteger.valueOf(MOST))
                .longValueExact();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String bytes(String text) {
        return ':' + Base64.getEncoder().encodeToString(text.getBytes(UTF_8)) + ':';
    }
}
