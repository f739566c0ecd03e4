// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One step of the chain after another: {@code SHA-256(head || event)}.
 *
 * <p>For one thread.
 */
final class ChainHash {

    static final int BYTES = 32;

    private final MessageDigest sha256;
    private final byte[] head = new byte[BYTES];

    ChainHash(String head) {
        this.sha256 = sha256();
        System.arraycopy(HexFormat.of().parseHex(head), 0, this.head, 0, BYTES);
    }

    /** The head before the first event of a log. */
    static String origin(LogId logId) {
        MessageDigest sha256 = sha256();
        sha256.update("weighhouse ledger chain 1".getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(sha256.digest(logId.bytes()));
    }

    /** Takes whole events, one after another. */
    void add(byte[] events, int from, int to) {
        int at = from;
        while (at < to) {
            int length = Sectors.eventLength(events, at, to);
            if (length <= 0 || length > to - at) {
                throw new IllegalArgumentException("no whole event at index=" + at);
            }
            sha256.update(head);
            sha256.update(events, at, length);
            try {
                sha256.digest(head, 0, BYTES);
            } catch (DigestException e) {
                throw new IllegalStateException("SHA-256 has 32 bytes", e);
            }
            at += length;
        }
    }

    String head() {
        return HexFormat.of().formatHex(head);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
