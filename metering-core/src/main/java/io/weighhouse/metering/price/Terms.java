// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import io.weighhouse.money.Unit;

/**
 * Under which terms something is charged: what, by which price book, in which currency it costs, and how that becomes
 * a price.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param sku what is sold
 * @param bookVersion the version of the price book that the rates come from, 1 to 256 characters
 * @param currency the code of the currency of the rates
 * @param markup how the cost becomes a price
 */
public record Terms(Sku sku, String bookVersion, String currency, Markup markup) {

    /**
     * Checks that they make sense together.
     *
     * @param sku what is sold
     * @param bookVersion the version of the price book, 1 to 256 characters
     * @param currency the code of the currency of the rates
     * @param markup how the cost becomes a price
     * @throws IllegalArgumentException if the version is blank or too long, the currency is no code, or the markup charges in another unit than
     *     the currency without saying what one of it costs
     */
    public Terms {
        Texts.name("bookVersion", bookVersion);
        currency = Unit.of(currency, 0).code();
        // Without this, a forgotten creditPrice would sell a dollar for a credit.
        if (markup.creditPrice().isEmpty() && !markup.unit().code().equals(currency)) {
            throw new IllegalArgumentException(
                    "must say the creditPrice that turns " + currency + " into " + markup.unit() + ": sku=" + sku);
        }
    }
}
