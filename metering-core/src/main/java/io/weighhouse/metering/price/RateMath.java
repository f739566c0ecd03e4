// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * The arithmetic of prices.
 *
 * <p>Everything up to the one rounding is exact. Rates are {@code long} numbers of a card's decimal place, so quantity x
 * rate is a product of 126 bits, kept as a high and a low {@code long} ({@link Math#multiplyHigh} has the upper half).
 * The sum of these products goes through one fraction, {@link Conversion}, and is rounded once:
 *
 * <pre>
 *   500 x 150 + 2000 x 750 = 1575000 units of 10^-7 USD = 0.1575 USD
 *   1575000 x 1 / 200000   = 7 remainder 175000         = 7.875 credits of $0.02 -> 8
 * </pre>
 *
 * <p>Nothing here allocates and nothing here wraps. What does not fit 127 bits gives {@link #TOO_WIDE}, and the caller
 * takes the same steps with {@link BigDecimal}, which is slower and has no such limit: {@link Markup#price}. The two ways
 * agree wherever both have an answer.
 */
final class RateMath {

    /** Something was used that has no rate, or nothing was reported. */
    static final long UNPRICED = -1;

    /** Too large for this way, though perhaps not for {@code BigDecimal}. */
    static final long TOO_WIDE = -2;

    private static final long LOWER_HALF = 0xFFFF_FFFFL;

    private RateMath() {}

    /** The price in the wallet's smallest parts, {@link #UNPRICED} or {@link #TOO_WIDE}. */
    static long price(long[] rates, Meter[] meters, long[] quantities, int size, Conversion conversion) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < size; i++) {
            long quantity = quantities[i];
            if (quantity != 0) {
                long rate = rate(rates, meters[i]);
                if (rate < 0) {
                    return UNPRICED;
                }
                long product = quantity * rate;
                low += product;
                high += Math.multiplyHigh(quantity, rate) + carry(low, product);
                if (high < 0) {
                    return TOO_WIDE;
                }
            }
        }
        return size == 0 ? UNPRICED : convert(high, low, conversion);
    }

    /**
     * The rate of a meter, negative if there is none. A meter that was made after the row has the rate of the one that it
     * inherits from, or else what the row has last.
     */
    static long rate(long[] rates, Meter meter) {
        int last = rates.length - 1;
        for (Meter known = meter; known != null; known = known.inheritsFrom()) {
            if (known.ordinal() < last) {
                return rates[known.ordinal()];
            }
        }
        return rates[last];
    }

    /** The fraction, its one rounding and the minimum. */
    private static long convert(long high, long low, Conversion conversion) {
        long factor = conversion.factor();
        long divisor = conversion.divisor();
        if (factor == Conversion.WIDE) {
            return TOO_WIDE;
        }
        if ((high | low | conversion.addend()) == 0) {
            return 0; // what costs nothing is free: no minimum
        }
        if (Math.multiplyHigh(high, factor) != 0 || high * factor < 0) {
            return TOO_WIDE;
        }
        long numeratorLow = low * factor + conversion.addend();
        long numeratorHigh =
                high * factor + unsignedMultiplyHigh(low, factor) + carry(numeratorLow, conversion.addend());
        if (numeratorHigh < 0 || numeratorHigh >= divisor) {
            return TOO_WIDE;
        }
        long quotient = divide(numeratorHigh, numeratorLow, divisor);
        long remainder = numeratorLow - quotient * divisor;
        if (quotient >= 0 && roundsUp(quotient, remainder, conversion)) {
            quotient++;
        }
        return quotient < 0
                ? TOO_WIDE
                : Math.min(
                        Math.max(quotient, conversion.bounds().minimum()),
                        conversion.bounds().maximum());
    }

    private static boolean roundsUp(long quotient, long remainder, Conversion conversion) {
        long missing = conversion.divisor() - remainder;
        return switch (conversion.bounds().rounding()) {
            case UP -> remainder > 0;
            case HALF_UP -> remainder >= missing;
            case HALF_EVEN -> remainder > missing || (remainder == missing && (quotient & 1) == 1);
            case DOWN -> false;
        };
    }

    /**
     * A number of 128 bits by one of 63, the quotient unsigned.
     *
     * <p>Long division with digits of 32 bits: D. E. Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D; as two
     * steps in H. S. Warren, Hacker's Delight, 9-4. The divisor is shifted up until its highest bit is set, so that a
     * digit guessed from its upper half is at most two too large.
     *
     * @param high less than the divisor, so that the quotient fits 64 bits
     */
    static long divide(long high, long low, long divisor) {
        if (high == 0) {
            return low >= 0 ? low / divisor : Long.divideUnsigned(low, divisor);
        }
        int shift = Long.numberOfLeadingZeros(divisor);
        long d = divisor << shift;
        long upper = high << shift | low >>> (Long.SIZE - shift);
        long rest = low << shift;
        long first = digit(upper, rest >>> 32, d);
        long middle = (upper << 32 | rest >>> 32) - first * d;
        long second = digit(middle, rest & LOWER_HALF, d);
        return first << 32 | second;
    }

    /** The next digit of (dividend x 2^32 + next) / divisor. */
    private static long digit(long dividend, long next, long divisor) {
        long divisorHigh = divisor >>> 32;
        long divisorLow = divisor & LOWER_HALF;
        long guess = Long.divideUnsigned(dividend, divisorHigh);
        long left = dividend - guess * divisorHigh;
        while (left <= LOWER_HALF
                && (guess > LOWER_HALF || Long.compareUnsigned(guess * divisorLow, left << 32 | next) > 0)) {
            guess--;
            left += divisorHigh;
        }
        return guess;
    }

    private static long unsignedMultiplyHigh(long unsigned, long natural) {
        return Math.multiplyHigh(unsigned, natural) + (natural & unsigned >> 63);
    }

    /** The bit that was lost when {@code sum} became a sum by adding {@code part}. */
    private static long carry(long sum, long part) {
        return Long.compareUnsigned(sum, part) < 0 ? 1 : 0;
    }

    /**
     * Shares out a price in proportion to costs, by largest remainder: everybody gets the whole part, and what is left
     * goes one by one to the largest fractions, of equal ones to the first. The shares add up to the price.
     *
     * <p>If nothing costs anything (there is only a fee), the first bears all.
     */
    static long[] share(long price, BigDecimal[] costs, BigDecimal sum) {
        long[] shares = new long[costs.length];
        BigInteger divisor = sum.unscaledValue();
        if (divisor.bitLength() < Long.SIZE) {
            long[] narrow = new long[costs.length];
            for (int i = 0; i < narrow.length; i++) {
                narrow[i] = costs[i].setScale(sum.scale()).unscaledValue().longValue();
            }
            share(price, divisor.longValue(), narrow, shares, narrow.length);
            return shares;
        }
        BigInteger[] fractions = new BigInteger[costs.length];
        long left = price;
        for (int i = 0; i < costs.length; i++) {
            BigInteger cost = costs[i].setScale(sum.scale()).unscaledValue();
            BigInteger[] parts = cost.multiply(BigInteger.valueOf(price)).divideAndRemainder(divisor);
            shares[i] = parts[0].longValueExact();
            fractions[i] = parts[1];
            left -= shares[i];
        }
        for (; left > 0; left--) {
            int largest = 0;
            for (int i = 1; i < fractions.length; i++) {
                largest = fractions[i].compareTo(fractions[largest]) > 0 ? i : largest;
            }
            shares[largest]++;
            fractions[largest] = BigInteger.ZERO;
        }
        return shares;
    }

    /** The same without objects: of the first {@code size} costs, which are used up by it. */
    static void share(long price, long sum, long[] costs, long[] shares, int size) {
        if (size <= 1 || sum == 0) {
            Arrays.fill(shares, 0, size, 0);
            if (size > 0) {
                shares[0] = price;
            }
            return;
        }
        long left = price;
        for (int i = 0; i < size; i++) {
            long product = price * costs[i];
            shares[i] = divide(Math.multiplyHigh(price, costs[i]), product, sum);
            costs[i] = product - shares[i] * sum; // the fraction that it lacks
            left -= shares[i];
        }
        for (; left > 0; left--) {
            int largest = 0;
            for (int i = 1; i < size; i++) {
                largest = costs[i] > costs[largest] ? i : largest;
            }
            shares[largest]++;
            costs[largest] = 0;
        }
    }
}
