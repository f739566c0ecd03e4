// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The whole state of a subscription at a payment provider.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id the provider's name of it, such as {@code sub_...}, 1 to 120 visible ASCII characters
 * @param status what it is
 * @param priceId the provider's name of its price, which says the plan; empty if it is not known
 * @param dates when its period and its trial end
 * @param endsWithPeriod whether it will not be renewed
 */
public record ReportedSubscription(String id, Status status, String priceId, Dates dates, boolean endsWithPeriod) {

    /** What a subscription is. */
    public enum Status {
        /** Its first payment has not arrived. */
        INCOMPLETE,
        /** It is on trial. */
        TRIALING,
        /** It is paid. */
        ACTIVE,
        /** A payment is overdue. */
        PAST_DUE,
        /** It rests, and nothing is collected. */
        PAUSED,
        /** It has ended. */
        CANCELED
    }

    /**
     * When periods end.
     *
     * @param periodEnd when what is paid ends; empty if the provider does not say
     * @param trialEnd when the trial ends or ended; empty if there is none
     */
    public record Dates(Optional<Instant> periodEnd, Optional<Instant> trialEnd) {

        /** Nothing is known. */
        public static final Dates UNKNOWN = new Dates(Optional.empty(), Optional.empty());
    }

    /**
     * Checks the names.
     *
     * @param id the provider's name of it
     * @param status what it is
     * @param priceId the provider's name of its price; empty if it is not known
     * @param dates when its period and its trial end
     * @param endsWithPeriod whether it will not be renewed
     * @throws IllegalArgumentException if a name is out of range
     */
    public ReportedSubscription {
        Texts.id("subscription", id);
        Objects.requireNonNull(status, "status");
        Texts.idOrEmpty("priceId", priceId);
        Objects.requireNonNull(dates, "dates");
    }
}
