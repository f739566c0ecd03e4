// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.util.Objects;

/**
 * The head of the hash chain after an event: who knows it can tell later whether anything up to that event was changed.
 *
 * <p>Each event's head is the SHA-256 of the head before it and the event's bytes. Keep one somewhere else now and then,
 * where whoever can write the journal cannot.
 *
 * @param sequence the event's number, counted from 1; 0 before the first event
 * @param sha256Hex the head, 64 lower-case hexadecimal digits
 */
public record ChainHead(long sequence, String sha256Hex) {

    /**
     * Checks the parts.
     *
     * @param sequence the event's number
     * @param sha256Hex the head
     */
    public ChainHead {
        Objects.requireNonNull(sha256Hex, "sha256Hex");
        if (sequence < 0) {
            throw new IllegalArgumentException("must be >= 0: sequence=" + sequence);
        }
        if (sha256Hex.length() != 64) {
            throw new IllegalArgumentException("must have 64 digits: sha256Hex=" + sha256Hex);
        }
    }
}
