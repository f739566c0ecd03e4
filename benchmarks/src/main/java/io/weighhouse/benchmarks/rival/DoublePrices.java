// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

/**
 * Token prices in {@code double}: fast and sometimes wrong, a lower bound for information only.
 *
 * <p>This class is immutable.
 *
 * @param usdPerInputToken price of an input token
 * @param usdPerCachedInputToken price of an input token that the provider had in its cache
 * @param usdPerOutputToken price of an output token
 * @param markup factor on the cost
 * @param usdPerCredit what a credit is sold for
 */
public record DoublePrices(
        double usdPerInputToken,
        double usdPerCachedInputToken,
        double usdPerOutputToken,
        double markup,
        double usdPerCredit) {

    /**
     * The price of a call.
     *
     * @param tokens what it used
     * @return credits, rounded half up, 1 at least
     */
    public long credits(TokenCounts tokens) {
        double cost = usdPerInputToken * tokens.input()
                + usdPerCachedInputToken * tokens.cachedInput()
                + usdPerOutputToken * tokens.output();
        return Math.max(1, Math.round(cost * markup / usdPerCredit));
    }
}
