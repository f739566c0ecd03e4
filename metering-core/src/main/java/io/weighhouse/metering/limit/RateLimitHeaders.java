// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes decisions as the HTTP headers that API clients know.
 *
 * <p>This class has no state and is thread-safe.
 */
public final class RateLimitHeaders {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private RateLimitHeaders() {}

    /**
     * The headers of OpenAI's API: {@code x-ratelimit-limit-requests: 60}, {@code x-ratelimit-remaining-requests: 59},
     * {@code x-ratelimit-reset-requests: 1s}, the same for {@code tokens}, and {@code Retry-After} of a refusal.
     *
     * <p>The limit is the burst, what may be left at most; the reset is the time until so much is left. Durations are
     * rounded up to milliseconds ({@code 12ms}, {@code 8.64s}, {@code 6m0s}), {@code Retry-After} to seconds; a call that
     * never passes has none. When several limits count requests, the one with the least left is shown; likewise of
     * those that count all tokens.
     *
     * @param decision on the call to be answered
     * @return names and values in the order above, unmodifiable
     */
    public static Map<String, String> openAi(Decision decision) {
        Map<String, String> headers = new LinkedHashMap<>();
        putOpenAi(headers, "requests", scarcest(decision, Counted.REQUESTS));
        putOpenAi(headers, "tokens", scarcest(decision, Counted.TOKENS));
        if (!decision.allowed() && !decision.neverAdmissible()) {
            headers.put("Retry-After", Long.toString(roundedUp(decision.retryAfterNanos(), NANOS_PER_SECOND)));
        }
        return Collections.unmodifiableMap(headers);
    }

    private static void putOpenAi(Map<String, String> headers, String kind, @Nullable LimitState state) {
        if (state != null) {
            headers.put("x-ratelimit-limit-" + kind, Long.toString(state.limit().burst()));
            headers.put("x-ratelimit-remaining-" + kind, Long.toString(state.remaining()));
            headers.put("x-ratelimit-reset-" + kind, duration(state.resetAfterNanos()));
        }
    }

    private static @Nullable LimitState scarcest(Decision decision, Counted counted) {
        LimitState scarcest = null;
        for (LimitState state : decision.states()) {
            if (state.limit().counted() == counted && (scarcest == null || state.remaining() < scarcest.remaining())) {
                scarcest = state;
            }
        }
        return scarcest;
    }

    private static String duration(long nanos) {
        long millis = roundedUp(nanos, NANOS_PER_MILLI);
        if (millis > 0 && millis < 1_000) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        StringBuilder text = new StringBuilder();
        if (seconds >= 3_600) {
            text.append(seconds / 3_600).append('h');
        }
        if (seconds >= 60) {
            text.append(seconds / 60 % 60).append('m');
        }
        text.append(seconds % 60);
        if (millis % 1_000 != 0) {
            String fraction = Long.toString(1_000 + millis % 1_000).substring(1);
            text.append('.').append(fraction.replaceFirst("0+$", ""));
        }
        return text.append('s').toString();
    }

    private static long roundedUp(long nanos, long unit) {
        return nanos / unit + (nanos % unit > 0 ? 1 : 0);
    }
}
