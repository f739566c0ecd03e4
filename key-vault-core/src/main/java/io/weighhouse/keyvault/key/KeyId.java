// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.security.SecureRandom;

/**
 * The name of a key within its tenant. It is no secret and proves nothing.
 *
 * <p>Issued ids look like {@code key_01kag3v5e0q6w1x7m2n8p4r9st}: 48 bits of time in milliseconds, then 80 random bits,
 * so that keys sort in the order in which they were issued. Ids that come from elsewhere need only follow the grammar.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param value 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
 */
public record KeyId(String value) implements Comparable<KeyId> {

    private static final String PREFIX = "key_";
    private static final String LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LETTER_BITS = 5;
    private static final int TIME_LETTERS = 10;
    private static final int RANDOM_LETTERS = 16;

    /**
     * Checks the value.
     *
     * @param value 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
     * @throws IllegalArgumentException if it is not of that form
     */
    public KeyId {
        Names.id("keyId", value);
    }

    static KeyId generate(long epochMillis, SecureRandom random) {
        StringBuilder id = new StringBuilder(PREFIX);
        for (int letter = TIME_LETTERS - 1; letter >= 0; letter--) {
            id.append(LETTERS.charAt((int) (epochMillis >>> (letter * LETTER_BITS)) & 31));
        }
        for (int letter = 0; letter < RANDOM_LETTERS; letter++) {
            id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return new KeyId(id.toString());
    }

    /** Orders ids by their characters, which for issued ones is the order of their time. */
    @Override
    public int compareTo(KeyId other) {
        return value.compareTo(other.value);
    }

    /** {@return the value} */
    @Override
    public String toString() {
        return value;
    }
}
