// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.StripedPool;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF-SHA-256 (RFC 5869), and the HMAC that it is made of. */
final class Hkdf {

    private static final String HMAC_SHA_256 = "HmacSHA256";
    private static final int HASH_LENGTH = 32;
    private static final int MAX_BLOCKS = 255;
    private static final StripedPool<Mac> MACS = new StripedPool<>(Hkdf::newMac);

    private Hkdf() {}

    /** Returns the pseudorandom key of some key material; an empty salt counts as 32 zeros. */
    static byte[] extract(byte[] salt, byte[] material) {
        return hmac(salt.length == 0 ? new byte[HASH_LENGTH] : salt, material);
    }

    /** Returns so many bytes of a pseudorandom key for one purpose. */
    static byte[] expand(byte[] key, byte[] purpose, int length) {
        if (length < 1 || length > MAX_BLOCKS * HASH_LENGTH) {
            throw new IllegalArgumentException("must be 1 to 8160: length=" + length);
        }
        byte[] output = new byte[length];
        byte[] block = new byte[0];
        for (int at = 0, number = 1; at < length; at += HASH_LENGTH, number++) {
            byte[] input = Arrays.copyOf(block, block.length + purpose.length + 1);
            System.arraycopy(purpose, 0, input, block.length, purpose.length);
            input[input.length - 1] = (byte) number;
            block = hmac(key, input);
            System.arraycopy(block, 0, output, at, Math.min(HASH_LENGTH, length - at));
        }
        return output;
    }

    static byte[] hmac(byte[] key, byte[] message) {
        Mac mac = MACS.take();
        try {
            mac.init(new SecretKeySpec(key, HMAC_SHA_256));
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("must take any key", unusable);
        }
        byte[] tag = mac.doFinal(message);
        MACS.give(mac);
        return tag;
    }

    private static Mac newMac() {
        try {
            return Mac.getInstance(HMAC_SHA_256);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("must have HMAC-SHA-256, as every Java platform does", missing);
        }
    }
}
