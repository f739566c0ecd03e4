// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import io.weighhouse.money.Unit;

/**
 * Under which terms something is charged: what, by which card, in which currency it costs, and how that becomes a price.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param sku what is sold
 * @param source where the card is from that has the rates
 * @param currency the code of the currency of the rates
 * @param markup how the cost becomes a price, in this currency alone
 * @param adjustment what else went into it
 */
public record Terms(Sku sku, CardSource source, String currency, Markup markup, Adjustment adjustment) {

    /**
     * Checks that they make sense together.
     *
     * @param sku what is sold
     * @param source where the card is from
     * @param currency the code of the currency of the rates
     * @param markup how the cost becomes a price
     * @param adjustment what else goes into it
     * @throws IllegalArgumentException if the currency is no code, or the markup charges in another unit than the currency
     *     without saying what one of it costs
     */
    public Terms {
        currency = Unit.of(currency, 0).code();
        markup = markup.in(currency);
        // Without this, a forgotten creditPrice would sell a dollar for a credit.
        if (markup.creditPrice().isEmpty() && !markup.unit().code().equals(currency)) {
            throw new IllegalArgumentException(
                    "must say the creditPrice that turns " + currency + " into " + markup.unit() + ": sku=" + sku);
        }
    }

    /** {@return the version of the price book that the rates are from} */
    public String bookVersion() {
        return source.bookVersion();
    }

    /** The same, rounded upward. */
    Terms roundedUp() {
        return new Terms(sku, source, currency, markup.rounding(Rounding.UP), adjustment);
    }
}
