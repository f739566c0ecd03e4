// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.estimate;

/**
 * How many tokens a text is taken for, and between which bounds the true count lies.
 *
 * <p>A text of 10 bytes is taken for 3 tokens by {@link TokenEstimator#heuristic}, and has at least 1 and at most 10.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param tokens the estimate, {@code atLeast <= tokens <= atMost}
 * @param atLeast 0 or more
 * @param atMost the most that it can be
 */
public record Estimate(long tokens, long atLeast, long atMost) {

    /** No text, no tokens. */
    public static final Estimate NOTHING = new Estimate(0, 0, 0);

    /**
     * Checks the order.
     *
     * @param tokens the estimate
     * @param atLeast 0 or more
     * @param atMost the most that it can be
     * @throws IllegalArgumentException if they are not in order
     */
    public Estimate {
        if (atLeast < 0 || tokens < atLeast || tokens > atMost) {
            throw new IllegalArgumentException(
                    "must be 0 <= atLeast <= tokens <= atMost: " + atLeast + ", " + tokens + ", " + atMost);
        }
    }

    /**
     * A count that is known.
     *
     * @param tokens 0 or more
     * @return the estimate that is its own bounds
     * @throws IllegalArgumentException if it is negative
     */
    public static Estimate exactly(long tokens) {
        return new Estimate(tokens, tokens, tokens);
    }
}
