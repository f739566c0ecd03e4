// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

/**
 * What one call takes from a quota.
 *
 * <p>{@code Cost.of(1, 1_200, 4_000)} takes 1 from a limit of requests, 1,200 from one of input tokens, and 5,200 from
 * one of tokens.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param requests number of requests, 0 or more
 * @param inputTokens number of input tokens, 0 or more
 * @param outputTokens number of output tokens, 0 or more
 */
public record Cost(long requests, long inputTokens, long outputTokens) {

    private static final Cost REQUEST = new Cost(1, 0, 0);

    /** What a call that did not happen costs. */
    static final Cost NOTHING = new Cost(0, 0, 0);

    /**
     * Checks all three.
     *
     * @param requests number of requests, 0 or more
     * @param inputTokens number of input tokens, 0 or more
     * @param outputTokens number of output tokens, 0 or more
     * @throws IllegalArgumentException if one is negative, or the tokens together do not fit a {@code long}
     */
    public Cost {
        requireNotNegative(requests, "requests");
        requireNotNegative(inputTokens, "inputTokens");
        requireNotNegative(outputTokens, "outputTokens");
        if (inputTokens + outputTokens < 0) {
            throw new IllegalArgumentException(
                    "must fit a long together: inputTokens=" + inputTokens + " outputTokens=" + outputTokens);
        }
    }

    /** {@return one request and no tokens} */
    public static Cost request() {
        return REQUEST;
    }

    /**
     * The cost of requests and tokens; {@code Cost.of(1, 1_200, 4_000)} is one request of 5,200 tokens.
     *
     * @param requests number of requests, 0 or more
     * @param inputTokens number of input tokens, 0 or more
     * @param outputTokens number of output tokens, 0 or more
     * @return the cost
     * @throws IllegalArgumentException if one is negative, or the tokens together do not fit a {@code long}
     */
    public static Cost of(long requests, long inputTokens, long outputTokens) {
        return new Cost(requests, inputTokens, outputTokens);
    }

    private static void requireNotNegative(long value, String name) {
        if (value < 0) {
            throw new IllegalArgumentException("must be >= 0: " + name + "=" + value);
        }
    }
}
