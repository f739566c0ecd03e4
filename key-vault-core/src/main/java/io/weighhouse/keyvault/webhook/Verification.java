// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.webhook;

import java.time.Instant;

/**
 * The answer to a webhook's signature.
 *
 * <p>Answers are immutable and thread-safe.
 */
public sealed interface Verification {

    /**
     * The body is the sender's, whole, and signed within the tolerance.
     *
     * @param signedAt when it was signed, in whole seconds, by the sender's clock
     * @param messageId the id that the signature covers; empty in a scheme that has none, as Stripe's, where the event's id
     *     is in the body
     * @param secretIndex which secret it was signed with, counted from 0: a roll is over when the old one is no longer seen
     */
    record Verified(Instant signedAt, String messageId, int secretIndex) implements Verification {}

    /**
     * The body is not to be read.
     *
     * @param code why
     */
    record Unverified(WebhookFault code) implements Verification {}
}
