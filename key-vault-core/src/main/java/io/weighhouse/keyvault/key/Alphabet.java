// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;

/** The letters of a key's random part. */
enum Alphabet {
    B62("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
    B64U("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
    B58("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"),
    HEX("0123456789abcdef");

    private static final int BYTE_VALUES = 256;

    final String letters;
    private final long lowMask;
    private final long highMask;

    Alphabet(String letters) {
        this.letters = letters;
        long low = 0;
        long high = 0;
        for (int i = 0; i < letters.length(); i++) {
            int c = letters.charAt(i);
            low |= c < Long.SIZE ? 1L << c : 0;
            high |= c < Long.SIZE ? 0 : 1L << (c - Long.SIZE);
        }
        this.lowMask = low;
        this.highMask = high;
    }

    static Alphabet named(String name) {
        for (Alphabet alphabet : values()) {
            if (alphabet.name().toLowerCase(Locale.ROOT).equals(name)) {
                return alphabet;
            }
        }
        throw new IllegalArgumentException("must be one of b62, b64u, b58, hex: alphabet=" + Names.quoted(name));
    }

    boolean contains(char c) {
        return c < Long.SIZE ? (lowMask >>> c & 1) != 0 : c < 2 * Long.SIZE && (highMask >>> (c - Long.SIZE) & 1) != 0;
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
}
