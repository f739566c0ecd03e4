// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import java.util.Arrays;

/** HKDF-SHA-256 (RFC 5869). What it returns is the caller's to wipe; everything between is wiped here. */
final class Hkdf {

    private static final int HASH_LENGTH = HmacSha256.TAG_LENGTH;
    private static final int MAX_BLOCKS = 255;
    private static final byte[] NO_SALT = new byte[HASH_LENGTH];

    private Hkdf() {}

    /** Returns the pseudorandom key of some key material; an empty salt counts as 32 zeros. */
    static byte[] extract(byte[] salt, byte[] material) {
        return HmacSha256.tag(salt.length == 0 ? NO_SALT : salt, material);
    }

    /** Returns so many bytes of a pseudorandom key for one purpose. */
    static byte[] expand(byte[] key, byte[] purpose, int length) {
        if (length < 1 || length > MAX_BLOCKS * HASH_LENGTH) {
            throw new IllegalArgumentException("must be 1 to 8160: length=" + length);
        }
        byte[] output = new byte[length];
        byte[] block = new byte[HASH_LENGTH];
        HmacSha256 mac = HmacSha256.take();
        for (int at = 0, number = 1; at < length; at += HASH_LENGTH, number++) {
            mac.start(key);
            if (number > 1) {
                mac.update(block);
            }
            mac.update(purpose);
            mac.update((byte) number);
            mac.finish(block);
            System.arraycopy(block, 0, output, at, Math.min(HASH_LENGTH, length - at));
        }
        HmacSha256.give(mac);
        Arrays.fill(block, (byte) 0);
        return output;
    }
}
