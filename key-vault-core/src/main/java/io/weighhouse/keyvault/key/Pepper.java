// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretAccess;
import java.util.Arrays;

/**
 * A secret of the application's that is mixed into the digests of keys, and kept apart from them.
 *
 * <p>With a pepper, whoever can write to the key store, but has no pepper, cannot add a key that he made up; and whoever
 * steals a copy of the store can neither confirm a key that he found elsewhere nor tell which keys of two copies are the
 * same. It is not there against guessing: keys have at least 128 random bits.
 *
 * <p>A pepper is used for as long as keys are recognised by it, and lives as long as the process does.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class Pepper {

    private static final int MIN_LENGTH = 32;
    private static final int MAX_VERSION = 9999;

    private final int version;
    private final Hmac mac;

    private Pepper(int version, Hmac mac) {
        this.version = version;
        this.mac = mac;
    }

    /**
     * A pepper.
     *
     * @param version its number, 1 to 9999; every other pepper of the application has another one
     * @param key at least 32 random bytes; it stays open and the caller's
     * @return the pepper
     * @throws IllegalArgumentException if the number is out of range or the key too short
     */
    public static Pepper of(int version, Secret key) {
        if (version < 1 || version > MAX_VERSION) {
            throw new IllegalArgumentException("must be 1 to 9999: version=" + version);
        }
        byte[] bytes = key.bytes(SecretAccess.get());
        try {
            if (bytes.length < MIN_LENGTH) {
                throw new IllegalArgumentException("must be at least 32 bytes: pepper " + version);
            }
            return new Pepper(version, new Hmac(bytes));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** {@return the number of this pepper} */
    public int version() {
        return version;
    }

    /** {@return the number, without the key} */
    @Override
    public String toString() {
        return "Pepper[" + version + ']';
    }

    /** The HMAC-SHA-256 under this pepper. */
    Hmac mac() {
        return mac;
    }
}
