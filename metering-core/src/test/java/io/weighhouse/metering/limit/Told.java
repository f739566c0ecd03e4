// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A decision that says what a test wants it to. */
record Told(Reason reason, @Nullable LimitState binding, long retryAfterNanos, List<LimitState> states)
        implements Decision {

    /** How a subject's limit stands. */
    static LimitState state(String subject, Limit limit, long remaining, Duration resetAfter) {
        return new LimitState(subject, limit, remaining, resetAfter.toNanos());
    }

    /** How the limit of a subject named {@code s} stands. */
    static LimitState state(Limit limit, long remaining, Duration resetAfter) {
        return state("s", limit, remaining, resetAfter);
    }

    static Decision admitted(LimitState... states) {
        return new Told(Reason.ADMITTED, null, 0, List.of(states));
    }

    /** A refusal that the first of the states is the reason for. */
    static Decision refused(Duration retryAfter, LimitState... states) {
        return new Told(Reason.LIMITED, states[0], retryAfter.toNanos(), List.of(states));
    }

    static Decision never(LimitState... states) {
        return new Told(Reason.NEVER_ADMISSIBLE, states[0], Long.MAX_VALUE, List.of(states));
    }

    static Decision overflow(Duration retryAfter, LimitState... states) {
        return new Told(Reason.OVERFLOW, null, retryAfter.toNanos(), List.of(states));
    }

    @Override
    public List<LimitState> shadowRefusals() {
        return List.of();
    }

    @Override
    public Permit permit() {
        throw new IllegalStateException("must not be asked for by headers");
    }
}
