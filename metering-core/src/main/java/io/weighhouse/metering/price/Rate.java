// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.math.BigDecimal;

/**
 * The price of one of a meter, exactly.
 *
 * <p>{@code Rate.of(INPUT_TOKENS, "0.000015")} and {@code Rate.per(1_000, INPUT_TOKENS, "0.015")} are the same rate. A
 * price of zero says that the thing is free; a meter without any rate is something else, namely unpriced.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param meter what is priced
 * @param unitPrice price of one of it in the card's currency, {@code >= 0}, of at most 18 digits before the point and 30
 *     after it; kept without trailing zeros, so that equal prices are equal objects
 */
public record Rate(Meter meter, BigDecimal unitPrice) {

    /**
     * Checks the price.
     *
     * @param meter what is priced
     * @param unitPrice price of one of it, {@code >= 0}, of at most 18 digits before the point and 30 after it
     * @throws IllegalArgumentException if the price is negative or has more digits
     */
    public Rate {
        unitPrice = Texts.decimal(meter.id(), unitPrice);
    }

    /**
     * The rate of a meter.
     *
     * @param meter what is priced
     * @param unitPrice price of one of it, a decimal number {@code >= 0}
     * @return the rate
     * @throws IllegalArgumentException if the text is no number, negative, or has too many digits
     */
    public static Rate of(Meter meter, String unitPrice) {
        return new Rate(meter, Texts.decimal(meter.id(), unitPrice));
    }

    /**
     * The rate of a meter that is priced by the thousand, the million or the like.
     *
     * @param quantity for how many the price is, {@code > 0}
     * @param meter what is priced
     * @param price price of that many, a decimal number {@code >= 0}
     * @return the rate
     * @throws IllegalArgumentException if the price of one is no decimal number (1 for 3), or the price is not as in
     *     {@link #of}
     */
    public static Rate per(long quantity, Meter meter, String price) {
        return per(quantity, meter, Texts.decimal(meter.id(), price));
    }

    /**
     * The rate of a meter that is priced by the thousand, the million or the like.
     *
     * @param quantity for how many the price is, {@code > 0}
     * @param meter what is priced
     * @param price price of that many, {@code >= 0}
     * @return the rate
     * @throws IllegalArgumentException if the price of one is no decimal number (1 for 3), negative, or has too many
     *     digits
     */
    public static Rate per(long quantity, Meter meter, BigDecimal price) {
        if (quantity <= 0) {
            throw new IllegalArgumentException("must be > 0: quantity=" + quantity);
        }
        try {
            return new Rate(meter, Texts.decimal(meter.id(), price).divide(BigDecimal.valueOf(quantity)));
        } catch (ArithmeticException inexact) {
            throw new IllegalArgumentException(
                    "must divide exactly: " + meter + '=' + price + " for " + quantity, inexact);
        }
    }
}
