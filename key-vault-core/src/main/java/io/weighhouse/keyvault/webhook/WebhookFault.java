// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.webhook;

/**
 * Why a webhook is not accepted.
 *
 * <p>The name of a constant is its stable code, for logs and counters. What the sender is told is {@link #publicText()},
 * the same for every fault of a signature.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum WebhookFault {
    /** A header that the scheme needs did not come. */
    MISSING_HEADER(400),
    /** A header came twice, is longer than 4,096 characters, or is not of the scheme's form throughout. */
    MALFORMED_HEADER(400),
    /** The header is well formed, and none of its signatures is of the version that is verified. */
    NO_KNOWN_SIGNATURE(400),
    /** The body has more bytes than are looked at. */
    BODY_TOO_LARGE(413),
    /** No signature is that of this body under any of the secrets. */
    SIGNATURE_MISMATCH(401),
    /** The signature is good and was made too long ago: sent late or sent again, or this machine's clock is ahead. */
    TOO_OLD(401),
    /** The signature is good and was made too far in the future: this machine's clock is behind, or the sender's ahead. */
    TOO_NEW(401);

    private final int httpStatus;

    WebhookFault(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    /** {@return the HTTP status to answer with: 400, 401 or 413} */
    public int httpStatus() {
        return httpStatus;
    }

    /** {@return what to tell the sender; it does not say how near he came} */
    public String publicText() {
        return this == BODY_TOO_LARGE ? "Webhook body too large." : "Invalid webhook signature.";
    }
}
