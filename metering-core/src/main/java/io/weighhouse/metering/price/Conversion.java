// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A markup and a card's scale as one fraction: {@code minor = (units x factor + addend) / divisor}.
 *
 * <p>Units are the card's 10^-scale of the currency, minor is the wallet's smallest part. With prices to 7 places, a
 * multiplier of 1.8 and credits of $0.01 it is {@code units x 9 / 500000}. If the numbers do not fit {@code long} even in
 * lowest terms, {@code factor} is {@link #WIDE} and the arithmetic takes the long way.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param factor {@code >= 0}, or {@link #WIDE}
 * @param addend {@code >= 0}
 * @param divisor {@code > 0}
 * @param minimum in the wallet's smallest parts
 * @param rounding the one rounding
 */
record Conversion(long factor, long addend, long divisor, long minimum, Rounding rounding) {

    /** Instead of a factor: this fraction does not fit. */
    static final long WIDE = -1;

    static Conversion of(int scale, Markup markup) {
        int places = markup.unit().scale();
        BigDecimal factor = markup.multiplier().scaleByPowerOfTen(places - scale);
        BigDecimal addend = markup.fixedFee().scaleByPowerOfTen(places);
        BigDecimal divisor = markup.unitValue();
        int common = Math.max(factor.scale(), Math.max(addend.scale(), divisor.scale()));
        BigInteger n = factor.setScale(common).unscaledValue();
        BigInteger a = addend.setScale(common).unscaledValue();
        BigInteger d = divisor.setScale(common).unscaledValue();
        BigInteger gcd = n.gcd(a).gcd(d);
        boolean fits = fits(n.divide(gcd)) && fits(a.divide(gcd)) && fits(d.divide(gcd));
        return new Conversion(
                fits ? n.divide(gcd).longValue() : WIDE,
                fits ? a.divide(gcd).longValue() : 0,
                fits ? d.divide(gcd).longValue() : 1,
                markup.minimum().minor(),
                markup.rounding());
    }

    Conversion rounding(Rounding other) {
        return new Conversion(factor, addend, divisor, minimum, other);
    }

    private static boolean fits(BigInteger number) {
        return number.bitLength() < Long.SIZE;
    }
}
