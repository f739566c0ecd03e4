// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

/**
 * Why a key is not accepted.
 *
 * <p>The name of a constant is its stable code, for logs and counters. What the caller is told is {@link #publicText()}:
 * the same for the first five, so that nobody learns by trying which keys exist or once did. The others are told only to
 * whoever has the whole key.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum Rejection {
    /** The text cannot be a key of ours: another product's, too short, too long, or with a letter that none has. */
    MALFORMED(401, Texts.INVALID),
    /** The text is almost a key of ours; mistyped or cut and mended. */
    BAD_CHECKSUM(401, Texts.INVALID),
    /** No such key was ever issued. */
    NOT_FOUND(401, Texts.INVALID),
    /** The key was good once and has been revoked. */
    REVOKED(401, Texts.INVALID),
    /** The key was good until its successor took its place. */
    SUPERSEDED(401, Texts.INVALID),
    /** The key was good until its end. */
    EXPIRED(401, "This API key has expired."),
    /** The key will be good from its first instant on. */
    NOT_YET_VALID(401, "This API key is not valid yet."),
    /** The key is refused until somebody enables it. */
    DISABLED(403, "This API key is disabled."),
    /** The key's owner is locked out. */
    OWNER_DISABLED(403, "The owner of this API key is disabled."),
    /** The key is of another environment than this service. */
    WRONG_ENVIRONMENT(403, "This API key belongs to another environment."),
    /** The key does not allow what the request needs. */
    INSUFFICIENT_SCOPE(403, "This API key does not allow this request."),
    /** The key may not be used from this web page. */
    ORIGIN_FORBIDDEN(403, "This API key may not be used from this origin."),
    /** The source has had too many unknown keys looked up. */
    RATE_LIMITED(429, "Too many requests with unknown API keys."),
    /** Too many slow hashes are being checked already; trying again later may succeed. */
    VERIFIER_BUSY(503, Texts.UNAVAILABLE),
    /** The store did not answer in time, so nothing is known about the key; trying again later may succeed. */
    STORE_UNAVAILABLE(503, Texts.UNAVAILABLE);

    private final int httpStatus;
    private final String publicText;

    Rejection(int httpStatus, String publicText) {
        this.httpStatus = httpStatus;
        this.publicText = publicText;
    }

    /**
     * {@return the HTTP status to answer with: 401 when the key proves nothing, 403 when it is known and not enough, 429 for
     * too many, 503 when the fault is ours}
     */
    public int httpStatus() {
        return httpStatus;
    }

    /** {@return what to tell the caller; the same for the first five} */
    public String publicText() {
        return publicText;
    }

    private static final class Texts {

        static final String INVALID = "Invalid API key.";
        static final String UNAVAILABLE = "Authentication is temporarily unavailable.";
    }
}
