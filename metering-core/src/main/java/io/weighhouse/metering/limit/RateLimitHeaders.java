// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.Instant;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes decisions as the HTTP headers that API clients know.
 *
 * <p>There are four styles; a response may have several of them. They agree on this:
 *
 * <ul>
 *   <li>A limit that only watches ({@link Limit#isShadow}) is never shown.
 *   <li>What is left is shown of {@link Limit#most()}: the burst of a rate, the permits of every other kind.
 *   <li>Where limits compete for one place, the one with the least left has it, and of equals the one that takes longest to
 *       be there again.
 *   <li>A refusal has {@code Retry-After: 2}, in whole seconds; one that waiting does not help has none.
 *   <li>Times are rounded up and counts are not rounded, so that a client which waits as it was told is let through unless
 *       somebody else took something meanwhile.
 *   <li>Limits of all subjects are shown, and the names of none.
 * </ul>
 *
 * <p>What the providers themselves say is read by {@link UpstreamLimits}.
 *
 * <p>This class has no state and is thread-safe.
 */
public final class RateLimitHeaders {

    private RateLimitHeaders() {}

    /**
     * The fields of the IETF's draft (draft-ietf-httpapi-ratelimit-headers, 2025-09): {@code RateLimit-Policy:
     * "rpm";q=60;w=60, "tpm";q=100000;qu="tokens";w=60} and {@code RateLimit: "rpm";r=59;t=1, "tpm";r=94800;t=1}.
     *
     * <p>As {@link #ietf(Decision, Function)} without partition keys: of limits of several subjects with one id, the one with
     * the least left is shown.
     *
     * @param decision on the call to be answered
     * @return names and values in the order above, then {@code Retry-After}, unmodifiable; without both fields if there is no
     *     limit to show
     */
    public static Map<String, String> ietf(Decision decision) {
        return ietf(decision, subject -> "");
    }

    /**
     * The fields of the IETF's draft with partition keys: {@code "rpm";q=60;w=60;pk=:dGVhbQ==:} and {@code
     * "rpm";r=59;t=1;pk=:dGVhbQ==:}.
     *
     * <p>{@code q} and {@code w} are the permits and the period of a rate, those of a period of less or other than whole
     * seconds restated for whole ones: 3 in 100 milliseconds are {@code q=30;w=1}. A rolling window has its permits and
     * length; a calendar's periods differ in length, so it has no {@code w}; calls in flight have {@code
     * qu="concurrent-requests"} and neither {@code w} nor {@code t}.
     *
     * <p>{@code t} is the time in which no more than {@code r} can be used: for a rate until one more is there, for a calendar
     * until the period ends, for a rolling window until all of it is there. It is absent where all is there. In a refusal the
     * limit that makes the call wait has {@code t} no later than {@code Retry-After}, and others that would have it later
     * have none.
     *
     * <p>Numbers beyond 999,999,999,999,999, the most that the fields can hold, are shown as that.
     *
     * @param decision on the call to be answered
     * @param partitions for a subject's name, an opaque text that tells its callers which of their allowances a limit
     *     belongs to, such as {@code team}; empty for no key. It is encoded, not hidden: never give it a secret
     * @return as {@link #ietf(Decision)}; limits with one id and different partitions are shown side by side
     */
    public static Map<String, String> ietf(Decision decision, Function<String, String> partitions) {
        return IetfHeaders.of(decision, partitions);
    }

    /**
     * The headers of OpenAI's API: {@code x-ratelimit-limit-requests: 60}, {@code x-ratelimit-remaining-requests: 59},
     * {@code x-ratelimit-reset-requests: 1s}, the same for {@code tokens}, and {@code Retry-After} of a refusal.
     *
     * <p>The reset is the time until all of it is left. Durations are rounded up to milliseconds ({@code 12ms}, {@code
     * 8.64s}, {@code 6m0s}). Limits of anything else, input tokens among them, have no place here.
     *
     * @param decision on the call to be answered
     * @return names and values in the order above, unmodifiable
     */
    public static Map<String, String> openAi(Decision decision) {
        return OpenAiHeaders.of(decision);
    }

    /**
     * The headers of Anthropic's API: {@code anthropic-ratelimit-requests-limit: 60}, {@code
     * anthropic-ratelimit-requests-remaining: 59}, {@code anthropic-ratelimit-requests-reset: 2026-11-02T10:00:01Z}, the same
     * for {@code tokens}, {@code input-tokens} and {@code output-tokens}, and {@code Retry-After} of a refusal.
     *
     * <p>The reset is the instant when all of it is left, in whole seconds of UTC, rounded up. Limits of anything else have no
     * place here.
     *
     * @param decision on the call to be answered
     * @param now the instant of the decision, in the years 1970 to 9999
     * @return names and values in the order above, unmodifiable
     * @throws IllegalArgumentException if {@code now} is in another year
     */
    public static Map<String, String> anthropic(Decision decision, Instant now) {
        return AnthropicHeaders.of(decision, now);
    }

    /**
     * The headers of GitHub's API: {@code x-ratelimit-limit: 60}, {@code x-ratelimit-remaining: 59}, {@code
     * x-ratelimit-used: 1}, {@code x-ratelimit-reset: 1793613601}, {@code x-ratelimit-resource: rpm}, and {@code Retry-After}
     * of a refusal.
     *
     * <p>There is room for one limit, whatever it counts: in a refusal the one that makes the call wait, else the one with
     * the smallest part left, of 60 requests and 100,000 tokens the one that is nearer to its end. The resource is its id.
     * The reset is the instant when all of it is left, in seconds since 1970 began in UTC, rounded up. Calls in flight have no
     * place here, for nobody knows when they end.
     *
     * @param decision on the call to be answered
     * @param now the instant of the decision, in the years 1970 to 9999
     * @return names and values in the order above, unmodifiable
     * @throws IllegalArgumentException if {@code now} is in another year
     */
    public static Map<String, String> gitHub(Decision decision, Instant now) {
        return GitHubHeaders.of(decision, now);
    }
}
