// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decisions as Anthropic's API writes them. */
final class AnthropicHeaders {

    /** Those that have headers, under their own names. */
    static final List<Counted> KINDS =
            List.of(Counted.REQUESTS, Counted.TOKENS, Counted.INPUT_TOKENS, Counted.OUTPUT_TOKENS);

    private AnthropicHeaders() {}

    static Map<String, String> of(Decision decision, Instant now) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Counted kind : KINDS) {
            LimitState state = ShownLimits.scarcest(decision, kind);
            if (state != null) {
                String name = "anthropic-ratelimit-" + kind.name();
                headers.put(name + "-limit", Long.toString(state.limit().most()));
                headers.put(name + "-remaining", Long.toString(state.remaining()));
                headers.put(
                        name + "-reset",
                        HeaderTimes.secondAfter(now, state.resetAfterNanos()).toString());
            }
        }
        HeaderTimes.putRetryAfter(headers, decision);
        return Collections.unmodifiableMap(headers);
    }
}
