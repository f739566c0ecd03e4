// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import io.weighhouse.money.Amount;
import java.math.BigDecimal;

/**
 * One meter's part in a charge.
 *
 * <p>500 input tokens at 0.000015 cost 0.0075. The price is this line's share in the charge's price, in proportion to
 * the cost: minimum, fee and rounding are shared out with it, so that the lines always add up to the charge.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param meter what was used
 * @param quantity how much of it, {@code >= 0}
 * @param unitPrice price of one of it, in the currency of the charge; kept without trailing zeros
 * @param cost quantity x unit price, exactly, in the currency of the charge; kept without trailing zeros
 * @param price the share in the price
 */
public record ChargeLine(Meter meter, long quantity, BigDecimal unitPrice, BigDecimal cost, Amount price) {

    /**
     * Brings the decimals into their canonical form.
     *
     * @param meter what was used
     * @param quantity how much of it
     * @param unitPrice price of one of it
     * @param cost quantity x unit price
     * @param price the share in the price
     * @throws IllegalArgumentException if the quantity is negative
     */
    public ChargeLine {
        Usage.requireNatural(meter, quantity);
        unitPrice = Texts.canonical(unitPrice);
        cost = Texts.canonical(cost);
    }
}
