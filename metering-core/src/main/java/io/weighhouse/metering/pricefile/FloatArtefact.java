// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import java.math.BigDecimal;

/**
 * A number of twelve significant digits or more, which most likely is the leftover of a binary fraction.
 *
 * <p>{@code 0.000015000020000000002} for a token is not a price that anybody has set: somebody has computed 0.00001500002 in
 * floating point. The value is taken as it stands, since nobody here knows which one was meant.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param entry the name of the entry in the file
 * @param key the key of the number
 * @param value the number
 */
public record FloatArtefact(String entry, String key, BigDecimal value) {

    private static final int SUSPICIOUS_DIGITS = 12;
    private static final int MOST_PLACES = 60;

    static boolean is(BigDecimal value) {
        // The first test is cheap and nearly always the answer; the second keeps out what cannot even be written down.
        return value.precision() >= SUSPICIOUS_DIGITS
                && Math.abs((long) value.scale()) <= MOST_PLACES
                && value.stripTrailingZeros().precision() >= SUSPICIOUS_DIGITS;
    }

    /** {@return entry, key and value in one line} */
    @Override
    public String toString() {
        return entry + ": " + key + '=' + value.toPlainString();
    }
}
