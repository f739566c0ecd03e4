// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decisions as OpenAI's API writes them. */
final class OpenAiHeaders {

    private static final long NANOS_PER_MILLI = 1_000_000L;

    private OpenAiHeaders() {}

    static Map<String, String> of(Decision decision) {
        Map<String, String> headers = new LinkedHashMap<>();
        put(headers, "requests", ShownLimits.scarcest(decision, Counted.REQUESTS));
        put(headers, "tokens", ShownLimits.scarcest(decision, Counted.TOKENS));
        HeaderTimes.putRetryAfter(headers, decision);
        return Collections.unmodifiableMap(headers);
    }

    private static void put(Map<String, String> headers, String kind, @Nullable LimitState state) {
        if (state != null) {
            headers.put("x-ratelimit-limit-" + kind, Long.toString(state.limit().most()));
            headers.put("x-ratelimit-remaining-" + kind, Long.toString(state.remaining()));
            headers.put("x-ratelimit-reset-" + kind, duration(state.resetAfterNanos()));
        }
    }

    private static String duration(long nanos) {
        long millis = HeaderTimes.roundedUp(nanos, NANOS_PER_MILLI);
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
}
