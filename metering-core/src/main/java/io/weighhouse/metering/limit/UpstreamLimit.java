// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's response says of one of its limits.
 *
 * <p>{@code x-ratelimit-limit-tokens: 30000}, {@code x-ratelimit-remaining-tokens: 29000} and {@code
 * x-ratelimit-reset-tokens: 2s} are 29,000 left of 30,000 tokens, and all of them in two seconds. What the response does not
 * say is null.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id the provider's name for it, such as {@code tokens}, the resource of GitHub or the policy of the IETF's fields; at
 *     most 200 characters, and not known to be harmless
 * @param counted what it counts; null if that is not said
 * @param limit how many there are at most, 0 or more
 * @param remaining how many are left, 0 or more
 * @param resetAfter how long until more is left, from the moment of the response, 0 or more, at most 292 years; OpenAI,
 *     Anthropic and GitHub mean until all of it is
 */
public record UpstreamLimit(
        String id,
        @Nullable Counted counted,
        @Nullable Long limit,
        @Nullable Long remaining,
        @Nullable Duration resetAfter) {

    /** Whether anything is said of it. */
    boolean saysSomething() {
        return limit != null || remaining != null || resetAfter != null;
    }
}
