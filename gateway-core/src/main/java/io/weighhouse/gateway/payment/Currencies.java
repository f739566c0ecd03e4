// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.money.Unit;
import java.util.Locale;
import java.util.Set;

/**
 * Currencies as units of account, with as many decimal places as payment providers count them in.
 *
 * <p>{@code of("usd")} is {@code USD/2}: 500 of it are 5.00 dollars. {@code of("jpy")} is {@code JPY/0}: 500 of it are 500 yen.
 * {@code of("kwd")} is {@code KWD/3}. {@code ISK} and {@code UGX} have no smaller part, and providers count them in hundredths
 * all the same; so does this class.
 *
 * <p>This class is thread-safe.
 */
public final class Currencies {

    private static final int CODE_LENGTH = 3;
    private static final Set<String> WHOLE = Set.of(
            "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF");
    private static final Set<String> THOUSANDTHS = Set.of("BHD", "JOD", "KWD", "OMR", "TND");

    private Currencies() {}

    /**
     * The unit of a currency.
     *
     * @param code three letters, in either case
     * @return the unit
     * @throws IllegalArgumentException if they are not three letters
     */
    public static Unit of(String code) {
        String upper = code.toUpperCase(Locale.ROOT);
        if (upper.length() != CODE_LENGTH || !upper.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
            throw new IllegalArgumentException("must be three letters: currency of " + code.length() + " characters");
        }
        if (WHOLE.contains(upper)) {
            return Unit.of(upper, 0);
        }
        return Unit.of(upper, THOUSANDTHS.contains(upper) ? 3 : 2);
    }
}
