// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

/**
 * The 26 characters in which 128 bits are written, 5 bits each; the first 48 bits are milliseconds since 1970.
 *
 * <p>The alphabet is Crockford's base 32, in upper case: digits and letters without I, L, O and U. Texts in it sort as their
 * bits do. This is the form that is known as ULID.
 */
public final class TimeOrderedId {

    /** How many characters it has. */
    public static final int CHARS = 26;

    private static final char[] ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final byte[] VALUES = new byte[128];

    static {
        java.util.Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < ALPHABET.length; i++) {
            VALUES[ALPHABET[i]] = (byte) i;
        }
    }

    private TimeOrderedId() {}

    /**
     * Writes 128 bits.
     *
     * @param high the upper 64 bits
     * @param low the lower 64 bits
     * @return 26 characters
     */
    public static String text(long high, long low) {
        char[] chars = new char[CHARS];
        long upper = high;
        long lower = low;
        for (int i = CHARS - 1; i >= 0; i--) {
            chars[i] = ALPHABET[(int) (lower & 31)];
            lower = (lower >>> 5) | (upper << 59);
            upper >>>= 5;
        }
        return new String(chars);
    }

    /**
     * Whether a text has this form.
     *
     * @param text any text
     * @return whether it is 26 characters of the alphabet that fit 128 bits
     */
    public static boolean isWritten(String text) {
        if (text.length() != CHARS || text.charAt(0) > '7') {
            return false;
        }
        for (int i = 0; i < CHARS; i++) {
            char c = text.charAt(i);
            if (c >= VALUES.length || VALUES[c] < 0) {
                return false;
            }
        }
        return true;
    }

    /** The upper 64 bits of a text of this form. */
    static long high(String text) {
        long bits = 0;
        for (int i = 0; i < 13; i++) {
            bits = (bits << 5) | VALUES[text.charAt(i)];
        }
        // 13 characters are 65 bits of which the first two are empty: 63 of the upper 64 bits, and one more.
        return (bits << 1) | (VALUES[text.charAt(13)] >>> 4);
    }

    /** The lower 64 bits of a text of this form. */
    static long low(String text) {
        long bits = VALUES[text.charAt(13)] & 15;
        for (int i = 14; i < CHARS; i++) {
            bits = (bits << 5) | VALUES[text.charAt(i)];
        }
        return bits;
    }

    /**
     * The time that an id carries.
     *
     * @param high the upper 64 bits
     * @return milliseconds since 1970
     */
    public static long millis(long high) {
        return high >>> 16;
    }
}
