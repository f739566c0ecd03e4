// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.secret.SecretVaultException.Fault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/** What a data key stands for: a key that encrypts the payload, and one that commits to it. Wiped when closed. */
final class PayloadKeys implements AutoCloseable {

    private static final byte[] ENCRYPTION = "weighhouse/v1/enc".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COMMITMENT = "weighhouse/v1/commit".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_SALT = {};

    private final byte[] pseudorandom;

    private PayloadKeys(byte[] pseudorandom) {
        this.pseudorandom = pseudorandom;
    }

    static PayloadKeys of(Secret dataKey) {
        byte[] material = dataKey.bytes(SecretAccess.get());
        try {
            if (material.length != AesGcm.KEY_LENGTH) {
                throw new SecretVaultException(
                        Fault.TAMPERED, "must have 32 bytes: data key has " + material.length, null);
            }
            return new PayloadKeys(Hkdf.extract(NO_SALT, material));
        } finally {
            Arrays.fill(material, (byte) 0);
        }
    }

    /** The key of the payload, the caller's to wipe. */
    byte[] encryption() {
        return Hkdf.expand(pseudorandom, ENCRYPTION, AesGcm.KEY_LENGTH);
    }

    /** What an envelope of this data key in this place begins with. */
    byte[] commitment(byte[] context) {
        byte[] key = Hkdf.expand(pseudorandom, COMMITMENT, AesGcm.KEY_LENGTH);
        byte[] commitment = HmacSha256.tag(key, context);
        Arrays.fill(key, (byte) 0);
        return commitment;
    }

    /** Returns the commitment if it is the envelope's. */
    byte[] requireCommitment(Envelope envelope, byte[] context) {
        byte[] commitment = commitment(context);
        require(commitment, envelope);
        return commitment;
    }

    static void require(byte[] commitment, Envelope envelope) {
        if (!MessageDigest.isEqual(commitment, envelope.payload().commitment())) {
            throw new SecretVaultException(Fault.TAMPERED, "does not open in this place with this key", null);
        }
    }

    @Override
    public void close() {
        Arrays.fill(pseudorandom, (byte) 0);
    }
}
