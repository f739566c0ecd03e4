// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.Names;
import java.util.Arrays;

/**
 * A data key encrypted under a master key.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class WrappedKey {

    /** The most bytes that a wrapped key may have; key services return a few hundred. */
    public static final int MAX_LENGTH = 4096;

    private final String masterKeyId;
    private final byte[] bytes;

    /**
     * A wrapped key.
     *
     * @param masterKeyId the master key's name, 1 to 64 of a-z, A-Z, 0-9, '_' and '-'
     * @param bytes 1 to 4096 bytes, copied
     * @throws IllegalArgumentException if one of them is not of that form
     */
    public WrappedKey(String masterKeyId, byte[] bytes) {
        this(bytes.clone(), requireMasterKeyId(masterKeyId));
    }

    private WrappedKey(byte[] bytes, String masterKeyId) {
        if (bytes.length == 0 || bytes.length > MAX_LENGTH) {
            throw new IllegalArgumentException("must be 1 to 4096 bytes: wrapped key has " + bytes.length);
        }
        this.masterKeyId = masterKeyId;
        this.bytes = bytes;
    }

    /** Takes over an array that nobody else keeps, and a name that is one. */
    static WrappedKey owning(String masterKeyId, byte[] bytes) {
        return new WrappedKey(bytes, masterKeyId);
    }

    boolean isSameAs(WrappedKey other) {
        return masterKeyId.equals(other.masterKeyId) && Arrays.equals(bytes, other.bytes);
    }

    int hash() {
        return Arrays.hashCode(bytes);
    }

    /** The dot is the envelope's delimiter and no part of a name. */
    static String requireMasterKeyId(String id) {
        if (id.indexOf('.') >= 0) {
            throw new IllegalArgumentException("must not have a dot: masterKeyId=" + Names.quoted(id));
        }
        return Names.id("masterKeyId", id);
    }

    /** {@return the name of the master key that unwraps it} */
    public String masterKeyId() {
        return masterKeyId;
    }

    /** {@return the encrypted data key, a fresh copy} */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** {@return the master key's name, without the bytes} */
    @Override
    public String toString() {
        return "WrappedKey[" + masterKeyId + ']';
    }
}
