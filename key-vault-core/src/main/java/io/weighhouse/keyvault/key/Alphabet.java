// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;

/** Letters that a part of a key may have. */
enum Alphabet {
    B62("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "[0-9A-Za-z]"),
    B64U("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", "[0-9A-Za-z_-]"),
    B58("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", "[1-9A-HJ-NP-Za-km-z]"),
    HEX("0123456789abcdef", "[0-9a-f]"),
    ANY(printable(), "[!-~]");

    private static final int BYTE_VALUES = 256;

    /**
     * For each character the {@link #bit}s of the alphabets that lack it. All 65,536 are there so that nothing has to be
     * compared before looking it up; only the part of ASCII is ever in a cache.
     */
    private static final byte[] LACKED_BY = new byte[Character.MAX_VALUE + 1];

    static {
        Arrays.fill(LACKED_BY, (byte) -1);
        for (Alphabet alphabet : values()) {
            for (int i = 0; i < alphabet.letters.length(); i++) {
                LACKED_BY[alphabet.letters.charAt(i)] &= (byte) ~alphabet.bit;
            }
        }
    }

    final String letters;
    /** The same as a class of regular expressions. */
    final String pattern;

    /** Never stored. */
    @SuppressWarnings("EnumOrdinal")
    final int bit = 1 << ordinal();

    Alphabet(String letters, String pattern) {
        this.letters = letters;
        this.pattern = pattern;
    }

    static Alphabet named(String name) {
        for (Alphabet alphabet : values()) {
            if (alphabet.name().toLowerCase(Locale.ROOT).equals(name)) {
                return alphabet;
            }
        }
        throw new IllegalArgumentException("must be one of b62, b64u, b58, hex, any: alphabet=" + Names.quoted(name));
    }

    /** Copies letters as bytes, and returns the bits of all alphabets that lack one of them. */
    static int copy(char[] text, int from, int to, byte[] letters, int at) {
        int lacking = 0;
        for (int i = from, j = at; i < to; i++, j++) {
            char c = text[i];
            lacking |= LACKED_BY[c];
            letters[j] = (byte) c;
        }
        return lacking;
    }

    /** Returns whether the alphabet with this bit has the character. */
    static boolean contains(int bit, char c) {
        return (LACKED_BY[c] & bit) == 0;
    }

    boolean contains(char c) {
        return contains(bit, c);
    }

    /** Fills part of an array with letters, each as likely as every other: bytes beyond a multiple are thrown away. */
    void fill(char[] text, int from, int to, SecureRandom random) {
        int multiple = BYTE_VALUES - BYTE_VALUES % letters.length();
        byte[] bytes = new byte[2 * (to - from)];
        int at = from;
        while (at < to) {
            random.nextBytes(bytes);
            for (int i = 0; i < bytes.length && at < to; i++) {
                int value = bytes[i] & 0xFF;
                if (value < multiple) {
                    text[at++] = letters.charAt(value % letters.length());
                }
            }
        }
        Arrays.fill(bytes, (byte) 0);
    }

    private static String printable() {
        StringBuilder all = new StringBuilder();
        for (char c = '!'; c <= '~'; c++) {
            all.append(c);
        }
        return all.toString();
    }
}
