// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Decides whether a call may be made now.
 *
 * <p>All limits of all subjects are decided in one step: a call that one of them refuses takes nothing from any. The
 * quotas come with every call, so a changed plan holds from the next call on, and a limit is recognised by its id: a rate
 * keeps the time until it is full again (what was a used-up minute stays one at the new rate), every other kind keeps what
 * was used. A limit with a new id starts full; one that is left out is forgotten. Give one subject one quota at a time.
 *
 * <p>A call that costs a limit nothing is refused all the same while that limit is in debt (see {@link Permit#settle}),
 * so that usage charged only afterwards is limited too.
 *
 * <p>Implementations are thread-safe, and prove what is said here with the testkit's {@code RateLimiterContract}.
 */
public interface RateLimiter {

    /**
     * Takes the cost from every limit of every subject, or nothing from any.
     *
     * @param subjects who is limited, and how
     * @param cost what the call takes; an upper bound, to be settled when the real cost is known
     * @return what was decided, with the permit if the call passed
     * @throws IllegalArgumentException if this limiter cannot hold such a quota, or the cost does not state something that
     *     a limit counts; nothing was taken
     */
    Decision acquire(Subjects subjects, Cost cost);

    /**
     * Does what {@link #acquire} does without blocking the caller.
     *
     * <p>This form is for limiters that wait for another machine; by default the stage is complete when it is returned.
     *
     * @param subjects who is limited, and how
     * @param cost what the call takes
     * @return what was decided
     * @throws IllegalArgumentException as {@link #acquire}
     */
    default CompletionStage<Decision> acquireAsync(Subjects subjects, Cost cost) {
        return CompletableFuture.completedStage(acquire(subjects, cost));
    }

    /**
     * Does what {@link #acquire} does, and waits where that would refuse the call for a while.
     *
     * <p>The thread is parked, with no lock held, for as long as the refusal said, and tries again; so virtual threads may
     * wait by the thousand. Nobody has a place in a queue: of those who wait for the same limit any may be the next.
     *
     * @param subjects who is limited, and how
     * @param cost what the call takes
     * @param atMost how long to wait, 0 or more
     * @return the decision that let the call pass; or the last refusal, as soon as it says that the call would not pass in
     *     time
     * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
     * @throws IllegalArgumentException as {@link #acquire}, or if {@code atMost} is negative
     */
    Decision awaitAcquire(Subjects subjects, Cost cost, Duration atMost) throws InterruptedException;

    /**
     * Does what {@link #acquire} does where neither permit nor reasons are wanted.
     *
     * @param subjects who is limited, and how
     * @param cost what the call takes, for good
     * @return whether the call passed
     * @throws IllegalArgumentException as {@link #acquire}, or if a quota has a {@link ConcurrencyLimit}, whose calls must
     *     end
     */
    boolean tryAcquire(Subjects subjects, Cost cost);

    /**
     * Tells what {@link #acquire} would decide, and takes nothing.
     *
     * <p>A subject that is not known is reported as one that has used nothing, whether or not there is room for it.
     *
     * @param subjects who is limited, and how
     * @param cost what the call would take
     * @return what would be decided, with the limits as they stand now and no permit
     * @throws IllegalArgumentException as {@link #acquire}
     */
    Decision peek(Subjects subjects, Cost cost);

    /**
     * Forgets what subjects have used, and what they owe, as an administrator may decide.
     *
     * <p>Permits that are open give nothing back any more; what they use beyond their reservation is charged.
     *
     * @param subjects whose; their quotas do not matter
     */
    void reset(Subjects subjects);

    /**
     * {@link #acquire(Subjects, Cost)} for one subject.
     *
     * @param subject who is limited
     * @param quota its limits
     * @param cost what the call takes
     * @return what was decided
     * @throws IllegalArgumentException as there
     */
    default Decision acquire(String subject, Quota quota, Cost cost) {
        return acquire(Subjects.of(subject, quota), cost);
    }

    /**
     * {@link #tryAcquire(Subjects, Cost)} for one subject.
     *
     * @param subject who is limited
     * @param quota its limits
     * @param cost what the call takes
     * @return whether the call passed
     * @throws IllegalArgumentException as there
     */
    default boolean tryAcquire(String subject, Quota quota, Cost cost) {
        return tryAcquire(Subjects.of(subject, quota), cost);
    }

    /**
     * {@link #peek(Subjects, Cost)} for one subject.
     *
     * @param subject who is limited
     * @param quota its limits
     * @param cost what the call would take
     * @return what would be decided
     * @throws IllegalArgumentException as there
     */
    default Decision peek(String subject, Quota quota, Cost cost) {
        return peek(Subjects.of(subject, quota), cost);
    }

    /** {@return a builder of limiters that live in the memory of this process} */
    static LocalRateLimiter.Builder local() {
        return new LocalRateLimiter.Builder();
    }
}
