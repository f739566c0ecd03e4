// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.math.BigDecimal;

/** What texts and numbers from outside must look like, and how a message shows one that does not. */
final class Texts {

    private static final int MOST_SHOWN = 40;
    private static final int MOST_DIGITS = 18;
    private static final int MOST_PLACES = 30;

    private static final int DIGITS_OF_A_LONG = 18;

    private Texts() {}

    /** Bad input goes into messages, but never more of it than a reader needs. */
    static String quoted(String text) {
        return '"' + (text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...") + '"';
    }

    /** A name of 1 to 256 characters without control characters. */
    static String name(String what, String text) {
        if (text.isBlank() || text.length() > 256 || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "must be 1 to 256 characters, none of them a control: " + what + '=' + quoted(text));
        }
        return text;
    }

    /** The number that a text says, exactly. */
    static BigDecimal decimal(String what, String text) {
        // Looked at first, because reading a million digits takes minutes.
        if (text.length() <= 100) {
            try {
                return decimal(what, new BigDecimal(text));
            } catch (NumberFormatException notANumber) {
                throw new IllegalArgumentException(
                        "must be a decimal number: " + what + '=' + quoted(text), notANumber);
            }
        }
        throw new IllegalArgumentException("must be a decimal number: " + what + '=' + quoted(text));
    }

    /** The number in its one canonical form: no trailing zeros, no negative scale. So equal numbers are equal objects. */
    static BigDecimal decimal(String what, BigDecimal number) {
        if (number.signum() < 0) {
            throw new IllegalArgumentException("must be >= 0: " + what + '=' + quoted(number.toString()));
        }
        BigDecimal stripped = number.stripTrailingZeros();
        if ((long) stripped.precision() - stripped.scale() > MOST_DIGITS || stripped.scale() > MOST_PLACES) {
            throw new IllegalArgumentException("must have at most " + MOST_DIGITS + " digits before the point and "
                    + MOST_PLACES + " after it: " + what + '=' + quoted(number.toString()));
        }
        return withoutNegativeScale(stripped);
    }

    /** The same number without trailing zeros and with a scale of at least 0. */
    static BigDecimal canonical(BigDecimal number) {
        return number.scale() == 0 || endsInADigit(number) ? number : withoutNegativeScale(number.stripTrailingZeros());
    }

    /** Whether there is nothing to strip, as far as that is cheap to see: stripping makes a new number even so. */
    private static boolean endsInADigit(BigDecimal number) {
        return number.scale() > 0
                && number.precision() <= DIGITS_OF_A_LONG
                && number.scaleByPowerOfTen(number.scale()).longValue() % 10 != 0;
    }

    private static BigDecimal withoutNegativeScale(BigDecimal stripped) {
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
