// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A digest of a key, under which its record is found; {@link KeyHash} says how it was made.
 *
 * <p>It does not give the key away, but it is not for logs: {@link #toString()} does not show it. Two digests are compared
 * in constant time.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class KeyDigest {

    /** The number of bytes of a digest. */
    public static final int LENGTH = 32;

    private static final int BASE64_LENGTH = 43;

    private final long first;
    private final long second;
    private final long third;
    private final long fourth;

    private KeyDigest(ByteBuffer bytes) {
        this.first = bytes.getLong();
        this.second = bytes.getLong();
        this.third = bytes.getLong();
        this.fourth = bytes.getLong();
    }

    /**
     * The digest of 32 bytes, as a store kept them.
     *
     * @param bytes 32 bytes, copied
     * @return the digest
     * @throws IllegalArgumentException if there are not 32 of them
     */
    public static KeyDigest ofBytes(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("must be 32 bytes: digest has " + bytes.length);
        }
        return new KeyDigest(ByteBuffer.wrap(bytes));
    }

    /**
     * The digest of a text of hexadecimal digits, as LiteLLM and Unkey keep SHA-256.
     *
     * @param hex 64 digits, upper or lower case
     * @return the digest
     * @throws IllegalArgumentException if it is no such text, which the message does not quote
     */
    public static KeyDigest ofHex(String hex) {
        if (hex.length() != 2 * LENGTH || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException("must be 64 hexadecimal digits: digest has " + hex.length());
        }
        return ofBytes(HexFormat.of().parseHex(hex));
    }

    /**
     * The digest of a text in the URL-safe alphabet of base64, as better-auth keeps SHA-256.
     *
     * @param text 43 of A-Z, a-z, 0-9, '-' and '_'
     * @return the digest
     * @throws IllegalArgumentException if it is no such text, which the message does not quote
     */
    public static KeyDigest ofBase64Url(String text) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        if (text.length() == BASE64_LENGTH && text.chars().allMatch(KeyDigest::isBase64Url)) {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            // The last letter has two bits more than are needed: one digest has one text.
            if (encoder.encodeToString(bytes).equals(text)) {
                return ofBytes(bytes);
            }
        }
        throw new IllegalArgumentException("must be 43 letters of URL-safe base64: digest has " + text.length());
    }

    private static boolean isBase64Url(int c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    /** {@return the 32 bytes, a fresh copy, for a store to keep} */
    public byte[] toByteArray() {
        return ByteBuffer.allocate(LENGTH)
                .putLong(first)
                .putLong(second)
                .putLong(third)
                .putLong(fourth)
                .array();
    }

    /** Whether these are the four words of this digest; takes the same time whatever they are. */
    boolean isOf(long one, long two, long three, long four) {
        return ((first ^ one) | (second ^ two) | (third ^ three) | (fourth ^ four)) == 0;
    }

    /** Compares in constant time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof KeyDigest that && isOf(that.first, that.second, that.third, that.fourth);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(first);
    }

    /** {@return a constant} */
    @Override
    public String toString() {
        return "KeyDigest[redacted]";
    }
}
