// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.StripedPool;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * HMAC-SHA-256 (RFC 2104) that leaves nothing of its key behind.
 *
 * <p>The platform's own keeps the padded key until it is initialised anew. This one holds it in two arrays that are wiped,
 * and resets the digest, which wipes what that has buffered. Used as {@code start}, any number of {@code update}s, {@code
 * finish}, by one thread, and given back.
 */
final class HmacSha256 {

    static final int TAG_LENGTH = 32;

    private static final int BLOCK_LENGTH = 64;
    private static final byte INNER = 0x36;
    private static final byte BOTH = 0x36 ^ 0x5C;
    private static final StripedPool<HmacSha256> POOL = new StripedPool<>(HmacSha256::new);

    private final MessageDigest digest;
    private final byte[] padded = new byte[BLOCK_LENGTH];
    private final byte[] inner = new byte[TAG_LENGTH];

    private HmacSha256() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("must have SHA-256, as every Java platform does", missing);
        }
    }

    static HmacSha256 take() {
        return POOL.take();
    }

    static void give(HmacSha256 mac) {
        POOL.give(mac);
    }

    static byte[] tag(byte[] key, byte[] message) {
        byte[] tag = new byte[TAG_LENGTH];
        HmacSha256 mac = take();
        mac.start(key);
        mac.update(message);
        mac.finish(tag);
        give(mac);
        return tag;
    }

    void start(byte[] key) {
        if (key.length > BLOCK_LENGTH) {
            digest.update(key);
            sum(padded);
        } else {
            System.arraycopy(key, 0, padded, 0, key.length);
        }
        for (int i = 0; i < BLOCK_LENGTH; i++) {
            padded[i] ^= INNER;
        }
        digest.update(padded);
    }

    void update(byte[] bytes) {
        digest.update(bytes);
    }

    void update(byte number) {
        digest.update(number);
    }

    /** Writes the tag into the first 32 bytes of an array, and wipes everything else. */
    void finish(byte[] tag) {
        sum(inner);
        for (int i = 0; i < BLOCK_LENGTH; i++) {
            padded[i] ^= BOTH;
        }
        digest.update(padded);
        digest.update(inner);
        sum(tag);
        digest.reset();
        Arrays.fill(padded, (byte) 0);
        Arrays.fill(inner, (byte) 0);
    }

    private void sum(byte[] into) {
        try {
            digest.digest(into, 0, TAG_LENGTH);
        } catch (GeneralSecurityException tooShort) {
            throw new IllegalStateException("must have room for 32 bytes", tooShort);
        }
    }
}
