// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Decides whether a subject may make a call now.
 *
 * <p>All limits of the quota are decided in one atomic step: a call that one of them refuses takes nothing from any.
 * The quota comes with every call, so a changed plan holds from the next call on. A limit keeps, under its id, the time
 * until it is full again: what was a used-up minute stays one at the new rate. A limit with a new id starts full; one
 * that is left out is forgotten. Give one subject one quota at a time.
 *
 * <p>A call that costs a limit nothing is refused all the same while that limit is in debt (see {@link Permit#settle}),
 * so that usage charged only afterwards is limited too.
 *
 * <p>Implementations are thread-safe, and prove what is said here with the testkit's {@code RateLimiterContract}.
 */
public interface RateLimiter {

    /**
     * Takes the cost from every limit of the quota, or nothing from any.
     *
     * @param subject who is limited: an opaque name, such as a key's id; never a secret
     * @param quota the subject's limits
     * @param cost what the call takes; an upper bound, to be settled when the real cost is known
     * @return what was decided, with the permit if the call passed
     * @throws IllegalArgumentException if this limiter cannot hold such a quota; nothing was taken
     */
    Decision acquire(String subject, Quota quota, Cost cost);

    /**
     * Does what {@link #acquire} does without blocking the caller.
     *
     * <p>This form is for limiters that wait for another machine; by default the stage is complete when it is returned.
     *
     * @param subject who is limited
     * @param quota the subject's limits
     * @param cost what the call takes
     * @return what was decided
     * @throws IllegalArgumentException if this limiter cannot hold such a quota; nothing was taken
     */
    default CompletionStage<Decision> acquireAsync(String subject, Quota quota, Cost cost) {
        return CompletableFuture.completedStage(acquire(subject, quota, cost));
    }

    /**
     * Does what {@link #acquire} does where neither permit nor reasons are wanted.
     *
     * @param subject who is limited
     * @param quota the subject's limits
     * @param cost what the call takes, for good
     * @return whether the call passed
     * @throws IllegalArgumentException if this limiter cannot hold such a quota; nothing was taken
     */
    boolean tryAcquire(String subject, Quota quota, Cost cost);

    /**
     * Tells what {@link #acquire} would decide, and takes nothing.
     *
     * <p>A subject that is not known is reported as one that has used nothing, whether or not there is room for it.
     *
     * @param subject who is limited
     * @param quota the subject's limits
     * @param cost what the call would take
     * @return what would be decided, with the limits as they stand now and no permit
     * @throws IllegalArgumentException if this limiter cannot hold such a quota
     */
    Decision peek(String subject, Quota quota, Cost cost);

    /** {@return a builder of limiters that live in the memory of this process} */
    static LocalRateLimiter.Builder local() {
        return new LocalRateLimiter.Builder();
    }
}
