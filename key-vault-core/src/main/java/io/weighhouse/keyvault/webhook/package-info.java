/**
 * Signatures of webhooks: is a request from who it says, whole, and new.
 *
 * <p>{@link io.weighhouse.keyvault.webhook.WebhookSignatures} is the door, with a scheme behind it: {@link
 * io.weighhouse.keyvault.webhook.StripeSignatures} for Stripe's, {@link
 * io.weighhouse.keyvault.webhook.StandardSignatures} for Standard Webhooks, which many senders share and in which an
 * application can sign its own. Both verify the bytes that came, before anything reads them, and answer with a {@link
 * io.weighhouse.keyvault.webhook.Verification}.
 *
 * <p>A good signature says nothing about whether the same message came before: within the tolerance it can be sent again.
 * What a message does must be done once by the identity of what it is about, a payment for instance.
 */
@NullMarked
package io.weighhouse.keyvault.webhook;

import org.jspecify.annotations.NullMarked;
