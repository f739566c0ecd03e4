// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

/**
 * What a model costs for a time, as decimal numbers in text: dear above a length of prompt.
 *
 * <p>This class is immutable.
 *
 * @param model its name
 * @param usual prices up to {@link #LONG_PROMPT} tokens in
 * @param dear prices of calls with more
 * @param fromEpochMillis since when
 * @param toEpochMillis until when, exclusive
 */
public record ModelPrices(String model, PerToken usual, PerToken dear, long fromEpochMillis, long toEpochMillis) {

    /** A prompt of more tokens, cached ones included, is a long one. */
    public static final long LONG_PROMPT = 10_000;

    /** The factor on the cost. */
    public static final String MARKUP = "1.8";

    /** What a credit is sold for. */
    public static final String USD_PER_CREDIT = "0.01";

    /**
     * What the provider takes for a token.
     *
     * @param input price of an input token in USD
     * @param cachedInput price of an input token that the provider had in its cache
     * @param output price of an output token
     */
    public record PerToken(String input, String cachedInput, String output) {}
}
