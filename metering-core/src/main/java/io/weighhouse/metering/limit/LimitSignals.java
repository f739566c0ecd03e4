// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

/**
 * Hears what a limiter refuses, for counters and traces.
 *
 * <p>Only limits are handed over, never a subject. Each method runs on the thread of the call, after the decision and
 * outside of every lock; it must return quickly, and what it throws is dropped. The methods do nothing unless overridden.
 * Implementations are thread-safe.
 */
public interface LimitSignals {

    /** Hears nothing. */
    LimitSignals NONE = new LimitSignals() {};

    /**
     * A call was refused.
     *
     * @param binding the limit with the longest wait
     */
    default void refused(Limit binding) {}

    /**
     * A limit that only watches would have refused a call.
     *
     * @param shadow the limit
     */
    default void shadowRefused(Limit shadow) {}

    /** A newcomer met a full limiter, and was refused or sent to the shared subject. */
    default void overflowed() {}

    /**
     * A call used more than it had reserved.
     *
     * @param limit the limit
     * @param excess how much more, in what the limit counts, more than 0
     */
    default void overrun(Limit limit, long excess) {}
}
