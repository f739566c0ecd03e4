// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.money.Amount;

/** What texts and amounts of events may be. */
final class Texts {

    static final int MAX_ID = 120;
    static final int MAX_TYPE = 80;
    static final int MAX_PROBLEM = 200;

    private static final int MAX_NAME = 32;
    private static final int SHOWN = 40;

    private Texts() {}

    static void name(String what, String value) {
        if (value.isEmpty()
                || value.length() > MAX_NAME
                || !value.chars().allMatch(c -> isLetterOrDigit(c) || c == '-' || c == '_')) {
            throw new IllegalArgumentException(
                    "must be 1 to 32 letters, digits, - or _: " + what + '=' + quoted(value));
        }
    }

    static void id(String what, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("must not be empty: " + what);
        }
        idOrEmpty(what, value);
    }

    static void idOrEmpty(String what, String value) {
        if (!isId(value)) {
            throw new IllegalArgumentException(
                    "must be at most 120 visible ASCII characters: " + what + '=' + quoted(value));
        }
    }

    static boolean isId(String value) {
        return value.length() <= MAX_ID && value.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    static void atMost(int most, String what, String value) {
        if (value.length() > most) {
            throw new IllegalArgumentException(
                    "must be at most " + most + " characters: " + what + " has " + value.length());
        }
    }

    static void notNegative(String what, Amount amount) {
        if (amount.isNegative()) {
            throw new IllegalArgumentException("must be >= 0: " + what + '=' + amount);
        }
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** A value for a message: short, and without what a terminal would obey. */
    private static String quoted(String value) {
        String shown = value.length() > SHOWN ? value.substring(0, SHOWN) + "..." : value;
        StringBuilder out = new StringBuilder("\"");
        shown.chars().forEach(c -> out.append(c < ' ' || c >= 0x7F ? '?' : (char) c));
        return out.append('"').toString();
    }
}
