// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.util.List;

/**
 * Other rates for calls with a long prompt.
 *
 * <p>With {@code aboveInputTokens} of 200,000 a prompt of 200,000 tokens has the card's base rates and one of 200,001
 * has these, for the whole call. The prompt is everything on {@link Meter#INPUT_TOKENS} and the meters that inherit from
 * it. A meter that has a base rate but none here keeps its base rate.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param aboveInputTokens the largest prompt, in tokens, that these rates are not for; {@code >= 0}
 * @param rates rates in the order of their meters, at least one, each meter once
 */
public record ContextTier(long aboveInputTokens, List<Rate> rates) {

    /**
     * Checks and sorts.
     *
     * @param aboveInputTokens the largest prompt, in tokens, that these rates are not for; {@code >= 0}
     * @param rates at least one rate, each meter once
     * @throws IllegalArgumentException if the threshold is negative, or no rate or two of one meter are given
     */
    public ContextTier {
        if (aboveInputTokens < 0) {
            throw new IllegalArgumentException("must be >= 0: aboveInputTokens=" + aboveInputTokens);
        }
        rates = RateCard.sorted(rates);
    }
}
