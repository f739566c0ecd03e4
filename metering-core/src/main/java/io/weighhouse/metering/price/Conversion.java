// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A markup, a discount and a card's scale as one fraction: {@code minor = (units x factor + addend) / divisor}.
 *
 * <p>Units are the card's 10^-scale of the currency, minor is the wallet's smallest part. With prices to 7 places, a
 * multiplier of 1.8 and credits of $0.01 it is {@code units x 9 / 500000}. The addend is the fixed fee and, where a card
 * has a fee for the request, that fee. If the numbers do not fit {@code long} even in lowest terms, {@code factor} is
 * {@link #WIDE} and the arithmetic takes the long way.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param factor {@code >= 0}, or {@link #WIDE}
 * @param addend {@code >= 0}
 * @param divisor {@code > 0}
 * @param bounds how the price ends
 */
record Conversion(long factor, long addend, long divisor, Bounds bounds) {

    /** Instead of a factor: this fraction does not fit. */
    static final long WIDE = -1;

    /**
     * How a price ends, in the wallet's smallest parts.
     *
     * @param minimum the least
     * @param maximum the most
     * @param rounding the one rounding
     */
    record Bounds(long minimum, long maximum, Rounding rounding) {}

    /** {@code requestUnits} is the fee for a request in the card's 10^-scale, 0 if none is to be added. */
    static Conversion of(int scale, Terms terms, long requestUnits) {
        Markup markup = terms.markup();
        int places = markup.unit().scale();
        BigDecimal factor = markup.multiplier()
                .multiply(terms.adjustment().discount().left())
                .scaleByPowerOfTen(places - scale);
        BigDecimal addend =
                markup.fixedFee().scaleByPowerOfTen(places).add(factor.multiply(BigDecimal.valueOf(requestUnits)));
        BigDecimal divisor = markup.unitValue();
        int common = Math.max(factor.scale(), Math.max(addend.scale(), divisor.scale()));
        BigInteger n = factor.setScale(common).unscaledValue();
        BigInteger a = addend.setScale(common).unscaledValue();
        BigInteger d = divisor.setScale(common).unscaledValue();
        BigInteger gcd = n.gcd(a).gcd(d);
        // A fee that a factor of zero makes nothing of is still no free call: the short way could not tell.
        boolean hiddenFee = requestUnits > 0 && factor.signum() == 0;
        boolean fits = !hiddenFee && fits(n.divide(gcd)) && fits(a.divide(gcd)) && fits(d.divide(gcd));
        return new Conversion(
                fits ? n.divide(gcd).longValue() : WIDE,
                fits ? a.divide(gcd).longValue() : 0,
                fits ? d.divide(gcd).longValue() : 1,
                new Bounds(markup.minimum().minor(), markup.maximumMinor(), markup.rounding()));
    }

    private static boolean fits(BigInteger number) {
        return number.bitLength() < Long.SIZE;
    }
}
