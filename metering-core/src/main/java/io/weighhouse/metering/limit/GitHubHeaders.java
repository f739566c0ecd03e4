// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Decisions as GitHub's API writes them. */
final class GitHubHeaders {

    private GitHubHeaders() {}

    static Map<String, String> of(Decision decision, Instant now) {
        Map<String, String> headers = new LinkedHashMap<>();
        LimitState state = ShownLimits.tightest(decision);
        if (state != null) {
            long most = state.limit().most();
            Instant reset = HeaderTimes.secondAfter(now, state.resetAfterNanos());
            headers.put("x-ratelimit-limit", Long.toString(most));
            headers.put("x-ratelimit-remaining", Long.toString(state.remaining()));
            headers.put("x-ratelimit-used", Long.toString(most - state.remaining()));
            headers.put("x-ratelimit-reset", Long.toString(reset.getEpochSecond()));
            headers.put("x-ratelimit-resource", state.limit().id());
        }
        HeaderTimes.putRetryAfter(headers, decision);
        return Collections.unmodifiableMap(headers);
    }
}
