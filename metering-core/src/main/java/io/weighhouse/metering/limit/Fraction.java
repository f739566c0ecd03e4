// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.math.BigInteger;

/**
 * A positive fraction in lowest terms, and what whole numbers become when they are multiplied with it.
 *
 * <p>Nothing is allocated, since costs are worked out under a lock. What does not fit becomes {@link Long#MAX_VALUE}.
 *
 * @param numerator more than 0
 * @param denominator more than 0
 */
record Fraction(long numerator, long denominator) {

    static Fraction of(long numerator, long denominator) {
        long divisor = BigInteger.valueOf(numerator)
                .gcd(BigInteger.valueOf(denominator))
                .longValueExact();
        return new Fraction(numerator / divisor, denominator / divisor);
    }

    /** This times a small number. */
    Fraction times(long factor) {
        Fraction crossed = of(factor, denominator);
        return new Fraction(Math.multiplyExact(numerator, crossed.numerator), crossed.denominator);
    }

    long timesRoundedDown(long value) {
        return scaled(value, numerator, denominator, false);
    }

    long timesRoundedUp(long value) {
        return scaled(value, numerator, denominator, true);
    }

    /** The smallest whole number that this times it is no less than the value. */
    long timesToReach(long value) {
        return scaled(value, denominator, numerator, true);
    }

    private static long scaled(long value, long by, long over, boolean up) {
        long high = Math.multiplyHigh(value, by);
        long low = value * by;
        if (high == 0 && low >= 0) {
            return low / over + (up && low % over > 0 ? 1 : 0);
        }
        if (high >= over) {
            return Long.MAX_VALUE;
        }
        return divided(high, low, over, up);
    }

    /** Divides 128 bits, bit by bit: rare. */
    private static long divided(long high, long low, long over, boolean up) {
        long remainder = high;
        long quotient = low;
        for (int bit = 0; bit < Long.SIZE; bit++) {
            remainder = (remainder << 1) | (quotient >>> (Long.SIZE - 1));
            quotient <<= 1;
            if (Long.compareUnsigned(remainder, over) >= 0) {
                remainder -= over;
                quotient |= 1;
            }
        }
        if (quotient < 0 || quotient == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        return quotient + (up && remainder != 0 ? 1 : 0);
    }
}
