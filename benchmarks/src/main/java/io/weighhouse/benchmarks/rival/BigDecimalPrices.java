// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Token prices in {@link BigDecimal}: cost, times markup, into credits, rounded once, one credit at least.
 *
 * <p>Exact up to the one rounding. This class is immutable.
 */
public final class BigDecimalPrices {

    private final BigDecimal input;
    private final BigDecimal cachedInput;
    private final BigDecimal output;
    private final BigDecimal markup;
    private final BigDecimal usdPerCredit;

    /**
     * The prices of one model.
     *
     * @param usdPerInputToken decimal number, as all of them
     * @param usdPerCachedInputToken price of an input token that the provider had in its cache
     * @param usdPerOutputToken price of an output token
     * @param markup factor on the cost
     * @param usdPerCredit what a credit is sold for
     */
    public BigDecimalPrices(
            String usdPerInputToken,
            String usdPerCachedInputToken,
            String usdPerOutputToken,
            String markup,
            String usdPerCredit) {
        this.input = new BigDecimal(usdPerInputToken);
        this.cachedInput = new BigDecimal(usdPerCachedInputToken);
        this.output = new BigDecimal(usdPerOutputToken);
        this.markup = new BigDecimal(markup);
        this.usdPerCredit = new BigDecimal(usdPerCredit);
    }

    /**
     * The price of a call.
     *
     * @param tokens what it used
     * @return credits, rounded half up, 1 at least
     */
    public long credits(TokenCounts tokens) {
        BigDecimal cost = input.multiply(BigDecimal.valueOf(tokens.input()))
                .add(cachedInput.multiply(BigDecimal.valueOf(tokens.cachedInput())))
                .add(output.multiply(BigDecimal.valueOf(tokens.output())));
        BigDecimal credits = cost.multiply(markup).divide(usdPerCredit, 0, RoundingMode.HALF_UP);
        return credits.max(BigDecimal.ONE).longValueExact();
    }
}
