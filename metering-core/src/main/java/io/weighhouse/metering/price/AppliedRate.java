// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.math.BigDecimal;

/**
 * The rate of a line and what it was applied to.
 *
 * <p>3,200 ms of sound at 0.00001 a millisecond, of which ten seconds are billed at least, is a billed quantity of 10,000
 * at a unit price of 0.00001 and a factor of 1.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param unitPrice the price of one, before factors, in the currency of the charge; kept without trailing zeros
 * @param factor the product of the provider's factors on it; 1 if there is none
 * @param billed how many were paid for, {@code >= 0}: the quantity used, unless a package, a least or a fee says otherwise
 * @param toDate how many were used in the period before, {@code >= 0}, if the price depends on it
 */
public record AppliedRate(BigDecimal unitPrice, BigDecimal factor, long billed, long toDate) {

    /**
     * Brings the decimals into their canonical form.
     *
     * @param unitPrice the price of one
     * @param factor the product of the factors
     * @param billed how many were paid for, {@code >= 0}
     * @param toDate how many were used before, {@code >= 0}
     * @throws IllegalArgumentException if a quantity is negative
     */
    public AppliedRate {
        if (billed < 0 || toDate < 0) {
            throw new IllegalArgumentException("must be >= 0: billed=" + billed + " toDate=" + toDate);
        }
        unitPrice = Texts.canonical(unitPrice);
        factor = Texts.canonical(factor);
    }

    /**
     * A plain rate: what is used is billed.
     *
     * @param quantity how many, {@code >= 0}
     * @param unitPrice the price of one
     * @return that rate
     */
    public static AppliedRate plain(long quantity, BigDecimal unitPrice) {
        return new AppliedRate(unitPrice, BigDecimal.ONE, quantity, 0);
    }

    /** {@return what it costs: billed x unit price x factor, exactly} */
    public BigDecimal cost() {
        BigDecimal cost = unitPrice.multiply(BigDecimal.valueOf(billed));
        return factor.compareTo(BigDecimal.ONE) == 0 ? cost : cost.multiply(factor);
    }
}
