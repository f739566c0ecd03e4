// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.adopt;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** An old balance as a number, or why it is none. */
record OldNumber(BigDecimal value, @Nullable TakeoverResult fault) {

    private static final int MOST_CHARACTERS = 40;
    private static final int MOST_PLACES = 18;
    private static final int MOST_DIGITS = 60;

    static OldNumber read(String text) {
        String number = text.strip();
        if (number.length() > MOST_CHARACTERS) {
            return new OldNumber(BigDecimal.ZERO, TakeoverResult.TOO_MANY_DIGITS);
        }
        BigDecimal value;
        try {
            value = new BigDecimal(number);
        } catch (NumberFormatException none) {
            return new OldNumber(BigDecimal.ZERO, TakeoverResult.NOT_A_NUMBER);
        }
        // An exponent makes a few characters a number that nobody can write down.
        if (value.scale() > MOST_PLACES && value.stripTrailingZeros().scale() > MOST_PLACES) {
            return new OldNumber(BigDecimal.ZERO, TakeoverResult.TOO_MANY_DIGITS);
        }
        if ((long) value.precision() - value.scale() > MOST_DIGITS) {
            return new OldNumber(BigDecimal.ZERO, TakeoverResult.TOO_LARGE);
        }
        BigDecimal plain = value.stripTrailingZeros();
        return new OldNumber(
                plain.scale() < 0 ? plain.setScale(0) : plain, value.signum() < 0 ? TakeoverResult.NEGATIVE : null);
    }
}
