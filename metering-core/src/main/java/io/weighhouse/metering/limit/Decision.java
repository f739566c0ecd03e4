// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A limiter's answer to one call.
 *
 * <p>It tells how things stood at the moment of the decision and does not change afterwards. Implementations are
 * thread-safe.
 */
public interface Decision {

    /** Why a call passed or did not. */
    enum Reason {
        /** Every limit let it pass. */
        ADMITTED,
        /** A limit is used up; the call passes later. */
        LIMITED,
        /** The call costs more than a limit ever has; it never passes. */
        NEVER_ADMISSIBLE,
        /** The limiter remembers as many subjects as it may, and this one is not among them. */
        OVERFLOW
    }

    /** {@return why the call passed or did not} */
    Reason reason();

    /** {@return whether the call passed} */
    default boolean allowed() {
        return reason() == Reason.ADMITTED;
    }

    /** {@return whether the call costs more than a limit ever has, so that waiting does not help} */
    default boolean neverAdmissible() {
        return reason() == Reason.NEVER_ADMISSIBLE;
    }

    /**
     * The limit that makes the call wait the longest, and whose it is.
     *
     * @return that limit; the first of them when several agree; null when the call passed or when the reason is
     *     {@link Reason#OVERFLOW}
     */
    @Nullable
    LimitState binding();

    /**
     * How long to wait before the same call passes.
     *
     * <p>Unless somebody else takes something meanwhile, the same call passes after exactly so many nanoseconds and not
     * one earlier; where a calendar is binding, not a millisecond earlier. With {@link Reason#OVERFLOW} it is the soonest
     * that a place could become free, among the subjects that were looked at.
     *
     * @return nanoseconds; 0 when the call passed; {@link Long#MAX_VALUE} when it never passes
     */
    long retryAfterNanos();

    /**
     * How each limit stands, what this call took included.
     *
     * @return in the order of the subjects and of their quotas, unmodifiable
     */
    List<LimitState> states();

    /**
     * The limits that only watch and would have refused the call.
     *
     * @return in the order of {@link #states()}, unmodifiable; mostly empty
     */
    List<LimitState> shadowRefusals();

    /**
     * Whether the limiter could not ask its store and decided by its failure policy instead.
     *
     * @return always false for a limiter in memory
     */
    default boolean degraded() {
        return false;
    }

    /**
     * What the call took.
     *
     * @return the permit, the same one each time
     * @throws IllegalStateException if the call was refused or this is a {@link RateLimiter#peek}, so that nothing was
     *     taken
     */
    Permit permit();
}
