// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

/**
 * What became of a change of a subscription.
 *
 * <p>Every outcome is immutable and thread-safe.
 */
public sealed interface SubscriptionOutcome {

    /**
     * The subscription is as it was wanted.
     *
     * @param subscription as it is now
     * @param replayed whether it was so before, and nothing was written
     */
    record Done(Subscription subscription, boolean replayed) implements SubscriptionOutcome {}

    /**
     * The subscription is as it was before.
     *
     * @param reason why
     */
    record Declined(Reason reason) implements SubscriptionOutcome {}

    /** Why a change is declined. */
    enum Reason {
        /** There is no such subscription. */
        UNKNOWN,
        /** There is another subscription of that name, or of that subscriber. */
        TAKEN,
        /** It has ended, and must be resumed first. */
        ENDED,
        /** The plan has no trial. */
        NO_TRIAL,
        /** It had its trial already. */
        TRIAL_USED,
        /** Its plan got better 16 times in this month already. */
        TOO_MANY_CHANGES,
        /** A newer report is known. */
        OLDER,
        /** A report as of the same moment is known, and says something else. */
        TIE
    }

    /**
     * The subscription, or an exception.
     *
     * @return the subscription as it is now
     * @throws IllegalStateException if the change was declined
     */
    default Subscription orThrow() {
        if (this instanceof Done done) {
            return done.subscription();
        }
        throw new IllegalStateException("must be done: declined=" + ((Declined) this).reason());
    }
}
