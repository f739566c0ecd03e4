// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import java.time.Instant;
import java.util.Optional;

/**
 * How a subscription stands at one moment: whether it serves, and under which plan.
 *
 * <p>Paid until 1 March with seven days of grace, it is {@link Kind#ACTIVE} on 28 February, {@link Kind#GRACE} from 1 to 7
 * March, and {@link Kind#UNPAID} from 8 March on.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param kind how it stands
 * @param plan the plan that counts: that of the trial while it lasts, else the subscription's own
 * @param until when this ends if nothing is done: the trial, what is paid, the grace; empty if it goes on
 */
public record Standing(Kind kind, Plan plan, Optional<Instant> until) {

    /** The ways to stand. */
    public enum Kind {
        /** The trial runs. */
        TRIALING(true),
        /** It is paid, or need not be. */
        ACTIVE(true),
        /** It is not paid any more, and its plan's grace lasts. */
        GRACE(true),
        /** It is not paid. */
        UNPAID(false),
        /** It was paused. */
        PAUSED(false),
        /** It has ended. */
        CANCELED(false);

        private final boolean serving;

        Kind(boolean serving) {
            this.serving = serving;
        }
    }

    /** {@return whether calls are served} */
    public boolean serves() {
        return kind.serving;
    }
}
