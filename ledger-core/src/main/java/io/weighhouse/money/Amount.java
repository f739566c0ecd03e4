// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.money;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A number of a unit's smallest parts.
 *
 * <p>1500000 of {@code CREDIT/6} is 1.5 credits and prints as {@code 1.500000 CREDIT}. Amounts may be negative: whether
 * one is allowed is said where it is used. Every operation is exact; a result outside {@code long} throws and changes
 * nothing.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param minor the number of smallest parts
 * @param unit what is counted
 */
public record Amount(long minor, Unit unit) implements Comparable<Amount> {

    /**
     * The amount of that many smallest parts; {@code Amount.ofMinor(1500000, CREDIT_6)} is 1.5 credits.
     *
     * @param minor the number of smallest parts, any {@code long}
     * @param unit what is counted
     * @return the amount
     */
    public static Amount ofMinor(long minor, Unit unit) {
        return new Amount(minor, unit);
    }

    /**
     * The amount that a decimal number says, exactly; {@code Amount.of("1.5", CREDIT_6)} is 1500000 smallest parts.
     *
     * @param decimal a decimal number as {@link BigDecimal#BigDecimal(String)} reads it, of no more decimal places than
     *     the unit has
     * @param unit what is counted
     * @return the amount
     * @throws IllegalArgumentException if the text is no number, has too many decimal places, or does not fit a
     *     {@code long} of smallest parts
     */
    public static Amount of(String decimal, Unit unit) {
        try {
            return of(new BigDecimal(decimal), unit);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("must be a decimal number: amount=" + decimal, notANumber);
        }
    }

    /**
     * The amount of a decimal number, exactly; 1.5 in {@code CREDIT/6} is 1500000 smallest parts.
     *
     * @param decimal a number of no more decimal places than the unit has, trailing zeros aside
     * @param unit what is counted
     * @return the amount
     * @throws IllegalArgumentException if it has more decimal places, or does not fit a {@code long} of smallest parts
     */
    public static Amount of(BigDecimal decimal, Unit unit) {
        // Looked at before any scaling, because 1E+999999999 would otherwise fill the memory with zeros.
        if (decimal.signum() != 0 && (long) decimal.precision() - decimal.scale() > 20) {
            throw doesNotFit(decimal, unit);
        }
        try {
            return new Amount(
                    decimal.setScale(unit.scale(), RoundingMode.UNNECESSARY)
                            .unscaledValue()
                            .longValueExact(),
                    unit);
        } catch (ArithmeticException inexact) {
            throw doesNotFit(decimal, unit);
        }
    }

    /**
     * Nothing of a unit.
     *
     * @param unit what is counted
     * @return zero of it
     */
    public static Amount zero(Unit unit) {
        return new Amount(0, unit);
    }

    /**
     * The sum; 1.5 and 0.25 credits are 1.75.
     *
     * @param other an amount of the same unit
     * @return the sum
     * @throws UnitMismatchException if the units differ
     * @throws ArithmeticException if the sum does not fit a {@code long} of smallest parts
     */
    public Amount plus(Amount other) {
        return new Amount(Math.addExact(minor, minorOf(other)), unit);
    }

    /**
     * The difference; 1.5 less 0.25 credits are 1.25.
     *
     * @param other an amount of the same unit
     * @return the difference, negative when {@code other} is the larger
     * @throws UnitMismatchException if the units differ
     * @throws ArithmeticException if the difference does not fit a {@code long} of smallest parts
     */
    public Amount minus(Amount other) {
        return new Amount(Math.subtractExact(minor, minorOf(other)), unit);
    }

    /**
     * The amount with its sign turned.
     *
     * @return the same size with the other sign
     * @throws ArithmeticException if it is the smallest {@code long}, which has no opposite
     */
    public Amount negated() {
        return new Amount(Math.negateExact(minor), unit);
    }

    /** {@return whether this is nothing} */
    public boolean isZero() {
        return minor == 0;
    }

    /** {@return whether this is more than nothing} */
    public boolean isPositive() {
        return minor > 0;
    }

    /** {@return whether this is less than nothing} */
    public boolean isNegative() {
        return minor < 0;
    }

    /** {@return the exact decimal number, with as many places as the unit has: 1.500000} */
    public BigDecimal toDecimal() {
        return BigDecimal.valueOf(minor, unit.scale());
    }

    /**
     * Orders amounts of one unit by size.
     *
     * @throws UnitMismatchException if the units differ
     */
    @Override
    public int compareTo(Amount other) {
        return Long.compare(minor, minorOf(other));
    }

    /** {@return the decimal number and the unit's code, as in {@code 1.500000 CREDIT}} */
    @Override
    public String toString() {
        return toDecimal().toPlainString() + ' ' + unit.code();
    }

    private long minorOf(Amount other) {
        if (!unit.equals(other.unit)) {
            throw new UnitMismatchException(unit, other.unit);
        }
        return other.minor;
    }

    private static IllegalArgumentException doesNotFit(BigDecimal decimal, Unit unit) {
        return new IllegalArgumentException(
                "must fit " + unit + " exactly, within a long of its smallest part: amount=" + decimal);
    }
}
