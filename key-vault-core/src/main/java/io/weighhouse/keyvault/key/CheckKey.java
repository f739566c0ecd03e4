// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/** The key of keyed checksums: of the literal that a format begins with, a zero byte and the secret letters. */
final class CheckKey {

    static final int LENGTH = 32;

    private final Hmac hmac;

    /** The key of a format that begins with this literal. */
    CheckKey(byte[] key, String lead) {
        if (key.length != LENGTH) {
            throw new IllegalArgumentException("must be 32 bytes: checkKey.length=" + key.length);
        }
        this.hmac = new Hmac(key, lead.concat("\0").getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns the checksum of so many letters as a number below 62^6, and leaves zeros in {@code scratch}. */
    long checksum(byte[] body, int length, MessageDigest sha256, byte[] scratch) {
        hmac.begin(sha256);
        sha256.update(body, 0, length);
        hmac.end(sha256, scratch);
        long first = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            first = first << Byte.SIZE | (scratch[i] & 0xFF);
        }
        Arrays.fill(scratch, (byte) 0);
        return Long.remainderUnsigned(first, KeyPart.Checksum.VALUES);
    }
}
