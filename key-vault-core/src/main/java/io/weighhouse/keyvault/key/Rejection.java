// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

/**
 * Why a key is not accepted.
 *
 * <p>The name of a constant is its stable code, for logs and counters. What the caller is told is {@link #publicText()}:
 * the same for every fault of the key, so that he does not learn which keys exist.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum Rejection {
    /** The text cannot be a key of ours: another product's, too short, too long, or with a letter that none has. */
    MALFORMED(401),
    /** The text is almost a key of ours; mistyped or cut and mended. */
    BAD_CHECKSUM(401),
    /** No such key was ever issued. */
    NOT_FOUND(401),
    /** The key was good once and has been revoked. */
    REVOKED(401),
    /** The key was good until its end. */
    EXPIRED(401),
    /** The store did not answer, so nothing is known about the key; trying again later may succeed. */
    STORE_UNAVAILABLE(503);

    private final int httpStatus;

    Rejection(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    /** {@return the HTTP status to answer with: 401 for a fault of the key, 503 for one of ours} */
    public int httpStatus() {
        return httpStatus;
    }

    /** {@return what to tell the caller; it does not say which fault of the key it was} */
    public String publicText() {
        return this == STORE_UNAVAILABLE ? "Authentication is temporarily unavailable." : "Invalid API key.";
    }
}
