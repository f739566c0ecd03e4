// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a payment provider says a subscription is, as of a moment.
 *
 * <p>It is absolute: it says all of the state, and not what has changed, so that of several in any order the newest counts. It
 * never says that something was paid: {@link Subscriptions#extend} does.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id which subscription
 * @param state its state
 * @param asOf as of when, by the provider's clock
 * @param details what else it says
 * @param note who reports, and the event's number as the reference
 */
public record SubscriptionReport(
        SubscriptionId id, SubscriptionState state, Instant asOf, Details details, ChangeNote note) {

    /**
     * What else a report says; what is empty is not so.
     *
     * @param plan the name of its plan; empty if the report does not know it, and it stays as it is
     * @param periodEnd when the current billing period ends; for show
     * @param trialEnd when the trial ends
     * @param endsAt when it ends, or ended
     */
    public record Details(
            Optional<String> plan, Optional<Instant> periodEnd, Optional<Instant> trialEnd, Optional<Instant> endsAt) {

        /** Nothing else. */
        public static final Details NONE =
                new Details(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Checks that all is there.
     *
     * @param id which subscription
     * @param state its state
     * @param asOf as of when, by the provider's clock
     * @param details what else it says
     * @param note who reports, and the event's number as the reference
     */
    public SubscriptionReport {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(asOf, "asOf");
        Objects.requireNonNull(details, "details");
        Objects.requireNonNull(note, "note");
    }
}
