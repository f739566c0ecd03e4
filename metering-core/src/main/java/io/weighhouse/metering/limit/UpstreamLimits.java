// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import io.weighhouse.metering.provider.ResponseHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's response says of the provider's own limits, for those who choose where the next call goes.
 *
 * <p>{@code UpstreamLimits.openAi(name -> response.headers().firstValue(name), now)} reads {@code
 * x-ratelimit-remaining-tokens: 29000} and eight more. There is a reader for each of the styles that {@link
 * RateLimitHeaders} writes, and every one of them reads {@code retry-after-ms} and {@code Retry-After}.
 *
 * <p>Whatever a provider sends, no reader throws: a value that cannot be read, is below zero, means a time of more than 292
 * years, or is longer than any of its kind (128 characters, 4,096 for the fields of the IETF) is left out, and its header
 * named in {@link #unreadable()}. Times that are past are 0.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param limits of which something is said, in the order of the reader's own list or of the fields, unmodifiable
 * @param retryAfter how long to wait before the next call, 0 or more; null if that is not said
 * @param unreadable names of headers that were there and could not be read, or not as a whole; in lower case, each once,
 *     never more than the reader asks for, unmodifiable
 */
public record UpstreamLimits(
        List<UpstreamLimit> limits, @Nullable Duration retryAfter, List<String> unreadable) {

    /**
     * Copies the lists.
     *
     * @param limits of which something is said
     * @param retryAfter how long to wait before the next call; null if that is not said
     * @param unreadable names of headers that could not be read
     */
    public UpstreamLimits {
        limits = List.copyOf(limits);
        unreadable = List.copyOf(unreadable);
    }

    /**
     * Reads the headers of OpenAI's API, and of those who answer in its form: {@code
     * x-ratelimit-{limit,remaining,reset}-{requests,tokens}}.
     *
     * <p>Resets are durations such as {@code 1s}, {@code 6m0s}, {@code 12ms} or {@code 1h2m3.5s}; a number alone is in
     * seconds.
     *
     * @param headers of the response
     * @param now when it came
     * @return limits {@code requests} and {@code tokens}, as far as something is said of them
     */
    public static UpstreamLimits openAi(ResponseHeaders headers, Instant now) {
        UpstreamReader reader = new UpstreamReader(headers, now);
        List<UpstreamLimit> limits = new ArrayList<>();
        for (Counted kind : List.of(Counted.REQUESTS, Counted.TOKENS)) {
            limits.add(new UpstreamLimit(
                    kind.name(),
                    kind,
                    reader.count("x-ratelimit-limit-" + kind),
                    reader.count("x-ratelimit-remaining-" + kind),
                    reader.duration("x-ratelimit-reset-" + kind)));
        }
        return reader.result(limits);
    }

    /**
     * Reads the headers of Anthropic's API: {@code
     * anthropic-ratelimit-{requests,tokens,input-tokens,output-tokens}-{limit,remaining,reset}}.
     *
     * <p>Resets are instants such as {@code 2026-11-02T10:00:01Z}.
     *
     * @param headers of the response
     * @param now when it came, by a clock that agrees with the provider's
     * @return limits {@code requests}, {@code tokens}, {@code input-tokens} and {@code output-tokens}, as far as something is
     *     said of them
     */
    public static UpstreamLimits anthropic(ResponseHeaders headers, Instant now) {
        UpstreamReader reader = new UpstreamReader(headers, now);
        List<UpstreamLimit> limits = new ArrayList<>();
        for (Counted kind : AnthropicHeaders.KINDS) {
            String name = "anthropic-ratelimit-" + kind;
            limits.add(new UpstreamLimit(
                    kind.name(),
                    kind,
                    reader.count(name + "-limit"),
                    reader.count(name + "-remaining"),
                    reader.untilTimestamp(name + "-reset")));
        }
        return reader.result(limits);
    }

    /**
     * Reads the headers of GitHub's API: {@code x-ratelimit-{limit,remaining,reset,resource}}.
     *
     * <p>The reset is in seconds since 1970 began in UTC. {@code x-ratelimit-used} is the rest of the limit, and not read.
     *
     * @param headers of the response
     * @param now when it came, by a clock that agrees with the provider's
     * @return one limit at most, of requests, named after the resource, and {@code requests} where none is named
     */
    public static UpstreamLimits gitHub(ResponseHeaders headers, Instant now) {
        UpstreamReader reader = new UpstreamReader(headers, now);
        String resource = reader.name("x-ratelimit-resource");
        UpstreamLimit limit = new UpstreamLimit(
                resource == null ? Counted.REQUESTS.name() : resource,
                Counted.REQUESTS,
                reader.count("x-ratelimit-limit"),
                reader.count("x-ratelimit-remaining"),
                reader.untilEpochSecond("x-ratelimit-reset"));
        return reader.result(List.of(limit));
    }

    /**
     * Reads the fields of the IETF's draft (draft-ietf-httpapi-ratelimit-headers, 2025-09): {@code RateLimit-Policy} and
     * {@code RateLimit}.
     *
     * <p>An item of {@code RateLimit} belongs to the policy of its name and partition key, else to the first one of its name;
     * without a policy nobody says what it counts. A policy without such an item tells its limit alone. Units that are none
     * of the draft's or ours are read as money ({@code USD/6}) or by name. A field that is no list of at most 64 items is
     * left out as a whole, an item that lacks what it must have alone.
     *
     * @param headers of the response; where it has several fields of one name, their values joined by commas
     * @param now when it came; only for {@code Retry-After}
     * @return limits named after their policies, in the order of {@code RateLimit}, then of {@code RateLimit-Policy}
     */
    public static UpstreamLimits ietf(ResponseHeaders headers, Instant now) {
        UpstreamReader reader = new UpstreamReader(headers, now);
        return reader.result(IetfFields.read(reader));
    }
}
