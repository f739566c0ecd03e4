// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * How a key is recognised without being kept: a digest, and the way it was made.
 *
 * <p>{@code s1} is SHA-256 of the key's secret letters; {@code h1.2} is HMAC-SHA-256 of them under the second pepper; {@code
 * h1.1.2} is what the first pepper made, wrapped in the second; {@code s256} is SHA-256 of the whole key, as other products
 * keep it. A slow password hash that was taken over, such as bcrypt's, has the id of its {@link LegacyHasher} and its own
 * text; its digest is one of that text, which no key has.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id the way, 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
 * @param digest under what the record is found
 * @param legacy the text of a hash that was taken over, at most 256 printable ASCII characters; empty for none
 */
public record KeyHash(String id, KeyDigest digest, String legacy) {

    /** SHA-256 of the key's secret letters. */
    public static final String SHA_256 = "s1";

    /** SHA-256 of the whole key, as other products keep it in hex or base64. */
    public static final String SHA_256_WHOLE = "s256";

    private static final int MAX_LEGACY_LENGTH = 256;

    /**
     * Checks the texts.
     *
     * @param id 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
     * @param digest under what the record is found
     * @param legacy at most 256 printable ASCII characters, or empty
     * @throws IllegalArgumentException if one of them is not of that form
     */
    public KeyHash {
        Names.id("hashId", id);
        if (legacy.length() > MAX_LEGACY_LENGTH || !legacy.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException(
                    "must be at most 256 printable ASCII characters: legacy hash has " + legacy.length());
        }
    }

    /**
     * The hash of a key by one of our ways.
     *
     * @param id the way, such as {@link #SHA_256}
     * @param digest what it came to
     * @return the hash
     * @throws IllegalArgumentException if the way is no id
     */
    public static KeyHash of(String id, KeyDigest digest) {
        return new KeyHash(id, digest, "");
    }

    /**
     * A slow hash that is taken over from another system.
     *
     * @param id the id of the {@link LegacyHasher} that checks it, such as {@code bc}
     * @param text the hash as it was stored there, such as {@code $2b$10$...}: 1 to 256 printable ASCII characters
     * @return the hash
     * @throws IllegalArgumentException if one of them is not of that form
     */
    public static KeyHash legacy(String id, String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("must not be empty: legacy hash");
        }
        MessageDigest sha256 = Hmac.sha256();
        sha256.update("weighhouse/legacy".getBytes(StandardCharsets.US_ASCII));
        sha256.update((byte) 0);
        return new KeyHash(id, KeyDigest.ofBytes(sha256.digest(text.getBytes(StandardCharsets.UTF_8))), text);
    }

    /** {@return whether a {@link LegacyHasher} has to check it} */
    public boolean isLegacy() {
        return !legacy.isEmpty();
    }

    /** {@return the way, without the digest} */
    @Override
    public String toString() {
        return "KeyHash[" + id + ']';
    }
}
