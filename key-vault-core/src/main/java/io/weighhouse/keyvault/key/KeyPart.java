// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.util.ArrayList;
import java.util.List;

/** A part of a key's format, read from left to right. */
sealed interface KeyPart {

    /** The same characters in every key. */
    record Literal(String text) implements KeyPart {}

    /** One of several words, none of which begins with another. */
    record Environment(List<String> names) implements KeyPart {

        boolean isOfOneLength() {
            return names.stream().mapToInt(String::length).distinct().count() == 1;
        }
    }

    /** So many secret letters. */
    record Letters(Alphabet alphabet, int min, int max) implements KeyPart {

        boolean isVariable() {
            return min < max;
        }
    }

    /** So many letters that tell keys apart and are no secret. */
    record PublicId(Alphabet alphabet, int length) implements KeyPart {}

    /** Six letters that the secret letters determine, together with a check key if it is a keyed one. */
    record Checksum(boolean keyed) implements KeyPart {

        static final int LENGTH = 6;

        /** 62 to the power of 6: how many values six letters can have. */
        static final long VALUES = 56_800_235_584L;

        private static final String LETTERS = Alphabet.B62.letters;
        private static final byte[] VALUE_OF = new byte[128];
        private static final long[] WEIGHTS = {916_132_832L, 14_776_336L, 238_328L, 3_844L, 62L, 1L};

        static {
            for (int i = 0; i < LETTERS.length(); i++) {
                VALUE_OF[LETTERS.charAt(i)] = (byte) i;
            }
        }

        /** Writes a value, the most significant letter first. */
        static void write(long value, char[] text, int at) {
            long rest = value;
            for (int i = LENGTH - 1; i >= 0; i--) {
                text[at + i] = LETTERS.charAt((int) (rest % LETTERS.length()));
                rest /= LETTERS.length();
            }
        }

        /** Reads a value from six letters of base 62. No letters stand for a CRC above 4gfFC3, which is 2^32 - 1. */
        static long read(char[] text, int at) {
            long value = 0;
            for (int i = 0; i < LENGTH; i++) {
                value += WEIGHTS[i] * VALUE_OF[text[at + i] & 127];
            }
            return value;
        }
    }

    /** Reads a definition such as <code>wh_sk_{env:live|test}_{b62:32}{crc}</code>. */
    static List<KeyPart> parse(String definition) {
        List<KeyPart> parts = new ArrayList<>();
        int at = 0;
        while (at < definition.length()) {
            int open = definition.indexOf('{', at);
            int close = definition.indexOf('}', at);
            if (open != at) {
                int end = open < 0 ? definition.length() : open;
                if (close >= 0 && close < end) {
                    throw new IllegalArgumentException("must have a { for every }: format=" + Names.quoted(definition));
                }
                parts.add(new Literal(Names.name("literal", definition.substring(at, end))));
                at = end;
            } else if (close < 0) {
                throw new IllegalArgumentException("must have a } for every {: format=" + Names.quoted(definition));
            } else {
                parts.add(placeholder(definition.substring(open + 1, close)));
                at = close + 1;
            }
        }
        return List.copyOf(parts);
    }

    private static KeyPart placeholder(String text) {
        if (text.equals("crc") || text.equals("kcrc")) {
            return new Checksum(text.equals("kcrc"));
        }
        int colon = text.lastIndexOf(':');
        if (text.startsWith("env:")) {
            return new Environment(List.of(text.substring("env:".length()).split("\\|", -1)).stream()
                    .map(name -> Names.id("environment", name))
                    .toList());
        }
        boolean isId = text.startsWith("id:");
        String count = text.substring(colon + 1);
        if (colon < 0 || !count.matches(isId ? "[1-9][0-9]{0,2}" : "[1-9][0-9]{0,2}(-[1-9][0-9]{0,2})?")) {
            throw new IllegalArgumentException(
                    "must be env:a|b, crc, kcrc, or an alphabet and a count as in b62:32, b58:20-24 or id:b58:8: part="
                            + Names.quoted(text));
        }
        int dash = count.indexOf('-');
        int min = Integer.parseInt(dash < 0 ? count : count.substring(0, dash));
        int max = dash < 0 ? min : Integer.parseInt(count.substring(dash + 1));
        if (dash >= 0 && min >= max) {
            throw new IllegalArgumentException("must go from less to more: part=" + Names.quoted(text));
        }
        return isId
                ? new PublicId(Alphabet.named(text.substring("id:".length(), Math.max(colon, "id:".length()))), min)
                : new Letters(Alphabet.named(text.substring(0, colon)), min, max);
    }
}
