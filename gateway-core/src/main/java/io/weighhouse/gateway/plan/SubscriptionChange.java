// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import java.time.Instant;
import java.util.Objects;

/**
 * One step in the history of a subscription: what was done, by whom, and what it was after that.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param kind what was done
 * @param at when
 * @param record what the subscription was after it; the first has revision 1, each other one more than the one before
 * @param note who did it, and why
 */
public record SubscriptionChange(Kind kind, Instant at, SubscriptionRecord record, ChangeNote note) {

    /** What can be done to a subscription. */
    public enum Kind {
        /** It was made. */
        SUBSCRIBED,
        /** A trial began. */
        TRIAL_STARTED,
        /** It was paid for longer. */
        EXTENDED,
        /** Another plan was chosen. */
        PLAN_CHANGED,
        /** Its state was reported by whoever collects for it. */
        REPORTED,
        /** It was paused. */
        PAUSED,
        /** It was resumed: after a pause, a cancellation, or an end. */
        RESUMED,
        /** It was canceled, at once or at the end of what is paid. */
        CANCELED
    }

    /**
     * Checks that all is there.
     *
     * @param kind what was done
     * @param at when
     * @param record what the subscription was after it
     * @param note who did it, and why
     */
    public SubscriptionChange {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(record, "record");
        Objects.requireNonNull(note, "note");
    }
}
