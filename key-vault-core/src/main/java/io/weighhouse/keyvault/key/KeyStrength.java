// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.math.BigInteger;
import java.util.List;

/** How many random bits keys have, and so how much of them may be shown. */
record KeyStrength(int leastBits, int mostBits) {

    static final int MAX_START_LENGTH = 18;

    private static final int MIN_NEW_BITS = 128;
    /** What no key that is accepted may be below: the least strength that NIST SP 800-131A allows. */
    private static final int MIN_ACCEPTED_BITS = 112;

    private static final int MAX_BITS_OF_A_LETTER = 6;
    private static final int SHOWN_AT_START = 4;
    private static final int SHOWN_AT_EACH_END = 2;

    static KeyStrength of(String definition, List<KeyPart> parts, boolean imported) {
        KeyStrength strength = new KeyStrength(bits(parts, false), bits(parts, true));
        if (!imported && strength.mostBits < MIN_NEW_BITS) {
            throw new IllegalArgumentException("must have at least 128 random bits, not " + strength.mostBits
                    + ": format=" + Names.quoted(definition));
        }
        if (!imported && strength.leastBits < MIN_ACCEPTED_BITS) {
            throw new IllegalArgumentException("must have at least 112 random bits in the shortest key, not "
                    + strength.leastBits + ": format=" + Names.quoted(definition));
        }
        return strength;
    }

    private static int bits(List<KeyPart> parts, boolean longest) {
        BigInteger keys = BigInteger.ONE;
        for (KeyPart part : parts) {
            if (part instanceof KeyPart.Letters letters && letters.alphabet() != Alphabet.ANY) {
                keys = keys.multiply(
                        BigInteger.valueOf(letters.alphabet().letters.length())
                                .pow(longest ? letters.max() : letters.min()));
            }
        }
        return keys.bitLength() - 1;
    }

    /** How many characters of a key its stored start has, when so many come before the first secret letter. */
    int startLength(int headLength) {
        int letters = Math.min(SHOWN_AT_START, lettersToSpare());
        return Math.min(MAX_START_LENGTH, headLength + letters);
    }

    /** How many characters its mask shows at each end: start and mask together leave 128 bits unseen. */
    int shownAtEachEnd() {
        return lettersToSpare() >= SHOWN_AT_START + SHOWN_AT_EACH_END ? SHOWN_AT_EACH_END : 0;
    }

    private int lettersToSpare() {
        return Math.max(0, leastBits - MIN_NEW_BITS) / MAX_BITS_OF_A_LETTER;
    }
}
