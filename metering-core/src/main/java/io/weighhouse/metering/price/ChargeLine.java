// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import io.weighhouse.money.Amount;
import java.math.BigDecimal;

/**
 * One meter's part in a charge; of a meter that was billed in steps, one step's.
 *
 * <p>500 input tokens at 0.000015 cost 0.0075. The price is this line's share in the charge's price, in proportion to
 * the cost: minimum, fee and rounding are shared out with it, so that the lines always add up to the charge.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param meter what was used
 * @param quantity how much of it, {@code >= 0}
 * @param rate at which rate
 * @param cost what the rate comes to, exactly, in the currency of the charge; kept without trailing zeros
 * @param price the share in the price
 */
public record ChargeLine(Meter meter, long quantity, AppliedRate rate, BigDecimal cost, Amount price) {

    /**
     * Brings the cost into its canonical form.
     *
     * @param meter what was used
     * @param quantity how much of it
     * @param rate at which rate
     * @param cost what the rate comes to
     * @param price the share in the price
     * @throws IllegalArgumentException if the quantity is negative
     */
    public ChargeLine {
        Usage.requireNatural(meter, quantity);
        cost = Texts.canonical(cost);
    }

    /** {@return the price of one, before factors, in the currency of the charge} */
    public BigDecimal unitPrice() {
        return rate.unitPrice();
    }
}
