// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * HMAC-SHA-256 (RFC 2104) under one key, worked out from digests of the caller's: the platform's Mac makes garbage with every
 * answer. A message is what goes into a digest between {@link #begin} and {@link #end}.
 *
 * <p>This class is immutable and thread-safe; the digest serves one caller at a time.
 */
final class Hmac {

    static final int LENGTH = 32;

    private static final int BLOCK = 64;
    private static final int INNER = 0x36;
    private static final int OUTER = 0x5C;

    private final byte[] start;
    private final byte[] outer;

    /** Of messages that all begin with {@code lead}, which is not given again. */
    Hmac(byte[] key, byte[] lead) {
        byte[] block = Arrays.copyOf(key.length > BLOCK ? sha256().digest(key) : key, BLOCK);
        this.start = Arrays.copyOf(padded(block, INNER), BLOCK + lead.length);
        System.arraycopy(lead, 0, start, BLOCK, lead.length);
        this.outer = padded(block, OUTER);
        Arrays.fill(block, (byte) 0);
    }

    Hmac(byte[] key) {
        this(key, new byte[0]);
    }

    private static byte[] padded(byte[] block, int with) {
        byte[] pad = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            pad[i] = (byte) (block[i] ^ with);
        }
        return pad;
    }

    void begin(MessageDigest sha256) {
        sha256.update(start);
    }

    /** Writes the tag of what went into the digest since {@link #begin} to an array of 32 bytes. */
    void end(MessageDigest sha256, byte[] tag) {
        finish(sha256, tag);
        sha256.update(outer);
        sha256.update(tag);
        finish(sha256, tag);
    }

    /** The tag of one message. */
    byte[] tag(byte[] message) {
        MessageDigest sha256 = sha256();
        byte[] tag = new byte[LENGTH];
        begin(sha256);
        sha256.update(message);
        end(sha256, tag);
        return tag;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("must have SHA-256, as every Java platform does", missing);
        }
    }

    /** Writes the digest of what went in to an array of 32 bytes, without making garbage. */
    static void finish(MessageDigest sha256, byte[] digest) {
        try {
            sha256.digest(digest, 0, LENGTH);
        } catch (DigestException tooShort) {
            throw new IllegalStateException("must have room for a digest", tooShort);
        }
    }
}
