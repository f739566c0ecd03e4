// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import java.util.Map;

/**
 * What a house has from the outside; what is empty is not used.
 *
 * @param stripeSecret the signing secret of Stripe's webhooks
 * @param noticeUrl where notices of low balances go
 * @param noticeSecret what they are signed with
 */
record Settings(String stripeSecret, String noticeUrl, String noticeSecret) {

    static final Settings NONE = new Settings("", "", "");

    /** From the environment of a process: secrets do not belong on a command line, where everybody sees them. */
    static Settings of(Map<String, String> environment) {
        return new Settings(
                environment.getOrDefault("STRIPE_WEBHOOK_SECRET", "").strip(),
                environment.getOrDefault("NOTICE_URL", "").strip(),
                environment.getOrDefault("NOTICE_SECRET", "").strip());
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Settings[stripe=" + !stripeSecret.isEmpty() + ", noticeUrl=" + noticeUrl + ']';
    }
}
