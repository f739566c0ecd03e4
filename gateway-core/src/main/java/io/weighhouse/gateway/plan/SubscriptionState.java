// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

/** What was last said of a subscription; whether it serves at a moment also depends on the time: {@link Standing}. */
public enum SubscriptionState {

    /** It is being tried out. */
    TRIALING,

    /** It runs. */
    ACTIVE,

    /** A payment failed; it serves as long as it is paid for, and while the plan's grace lasts. */
    PAST_DUE,

    /** It serves nobody until it is resumed. */
    PAUSED,

    /** It has ended. */
    CANCELED
}
