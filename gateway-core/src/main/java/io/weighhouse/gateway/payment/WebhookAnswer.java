// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.keyvault.webhook.WebhookFault;

/**
 * What came of a webhook, and how to answer the provider.
 *
 * <p>Answers are immutable and thread-safe.
 */
public sealed interface WebhookAnswer {

    /** {@return the HTTP status to answer with: 200 if it was taken, even if it is parked, else 400, 401 or 413} */
    int httpStatus();

    /**
     * It is from the provider, and was carried out or parked.
     *
     * @param event under which it is kept
     * @param accepted what came of it
     */
    record Taken(String event, Accepted accepted) implements WebhookAnswer {

        @Override
        public int httpStatus() {
            return 200;
        }
    }

    /**
     * It is not to be trusted; nothing was done and nothing kept.
     *
     * @param fault why not
     */
    record Forged(WebhookFault fault) implements WebhookAnswer {

        @Override
        public int httpStatus() {
            return fault.httpStatus();
        }
    }

    /**
     * It is from the provider and is no event at all; nothing was done and nothing kept.
     *
     * @param problem what is wrong with it
     */
    record NoEvent(String problem) implements WebhookAnswer {

        @Override
        public int httpStatus() {
            return 400;
        }
    }
}
