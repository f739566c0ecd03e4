// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.util.ArrayList;
import java.util.List;

/** A part of a key's format, read from left to right. */
sealed interface KeyPart {

    /** Returns how many characters this part has at this place in the text, or -1 if it is not there. */
    int match(CharSequence text, int at);

    /** The same characters in every key. */
    record Literal(String text) implements KeyPart {

        @Override
        public int match(CharSequence key, int at) {
            if (key.length() - at < text.length()) {
                return -1;
            }
            for (int i = 0; i < text.length(); i++) {
                if (key.charAt(at + i) != text.charAt(i)) {
                    return -1;
                }
            }
            return text.length();
        }
    }

    /** One of several words, none of which begins with another. */
    record Environment(List<Literal> names) implements KeyPart {

        @Override
        public int match(CharSequence key, int at) {
            for (Literal name : names) {
                int length = name.match(key, at);
                if (length >= 0) {
                    return length;
                }
            }
            return -1;
        }

        /** Returns the very string that was configured, so that nothing is allocated. */
        String nameAt(CharSequence key, int at) {
            for (Literal name : names) {
                if (name.match(key, at) >= 0) {
                    return name.text;
                }
            }
            throw new IllegalStateException("must be read after it has matched");
        }
    }

    /** So many random letters. */
    record Letters(Alphabet alphabet, int length) implements KeyPart {

        @Override
        public int match(CharSequence key, int at) {
            if (key.length() - at < length) {
                return -1;
            }
            for (int i = 0; i < length; i++) {
                if (!alphabet.contains(key.charAt(at + i))) {
                    return -1;
                }
            }
            return length;
        }
    }

    /** The checksum of all random letters. */
    record Checksum() implements KeyPart {

        static final int LENGTH = 6;

        private static final String LETTERS = Alphabet.B62.letters;

        @Override
        public int match(CharSequence key, int at) {
            return key.length() - at < LENGTH ? -1 : LENGTH;
        }

        /** Writes the checksum, the most significant letter first. */
        static void write(long crc, char[] text, int at) {
            long rest = crc;
            for (int i = LENGTH - 1; i >= 0; i--) {
                text[at + i] = LETTERS.charAt((int) (rest % LETTERS.length()));
                rest /= LETTERS.length();
            }
        }

        /** Returns whether this very checksum is at this place in the text. */
        static boolean isAt(long crc, CharSequence text, int at) {
            long rest = crc;
            boolean same = true;
            for (int i = LENGTH - 1; i >= 0; i--) {
                same &= text.charAt(at + i) == LETTERS.charAt((int) (rest % LETTERS.length()));
                rest /= LETTERS.length();
            }
            return same;
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
        if (text.equals("crc")) {
            return new Checksum();
        }
        int colon = text.indexOf(':');
        if (text.startsWith("env:")) {
            return new Environment(List.of(text.substring(colon + 1).split("\\|", -1)).stream()
                    .map(name -> new Literal(Names.id("environment", name)))
                    .toList());
        }
        String count = text.substring(colon + 1);
        if (colon < 0 || !count.matches("[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException(
                    "must be env:a|b, crc, or an alphabet and a count as in b62:32: part=" + Names.quoted(text));
        }
        return new Letters(Alphabet.named(text.substring(0, colon)), Integer.parseInt(count));
    }
}
