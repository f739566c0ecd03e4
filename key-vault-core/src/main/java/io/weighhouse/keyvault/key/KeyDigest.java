// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.nio.ByteBuffer;

/**
 * The SHA-256 digest of a key's random part, under which its record is found.
 *
 * <p>It does not give the key away, but it is not for logs: {@link #toString()} does not show it. Two digests are compared
 * in constant time.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class KeyDigest {

    /** The number of bytes of a digest. */
    public static final int LENGTH = 32;

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

    /** {@return the 32 bytes, a fresh copy, for a store to keep} */
    public byte[] toByteArray() {
        return ByteBuffer.allocate(LENGTH)
                .putLong(first)
                .putLong(second)
                .putLong(third)
                .putLong(fourth)
                .array();
    }

    /** Compares in constant time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof KeyDigest that
                && ((first ^ that.first) | (second ^ that.second) | (third ^ that.third) | (fourth ^ that.fourth)) == 0;
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
