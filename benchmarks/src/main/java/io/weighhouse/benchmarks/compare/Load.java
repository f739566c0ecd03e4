// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.util.concurrent.CompletionStage;

/**
 * Operations that are asked for by several at once.
 *
 * <p>Threads: {@code run} is called by one thread at a time, and has ended all of its own work when it returns. What the
 * factories are given is called by all callers at once.
 */
@FunctionalInterface
public interface Load {

    /**
     * Does the operations and records each.
     *
     * @param operations how many, at least once; a load that works in batches completes the last one
     * @param latencies receives what each took
     * @throws Exception if one fails; the comparison ends there
     */
    void run(int operations, Latencies latencies) throws Exception;

    /** An operation that is done when it returns. */
    @FunctionalInterface
    interface Operation {

        /**
         * Does it.
         *
         * @param sequence a number that no other operation of the load has; they count up from 0
         * @throws Exception if it fails
         */
        void run(long sequence) throws Exception;
    }

    /** Operations that are done together. */
    @FunctionalInterface
    interface Batch {

        /**
         * Does them.
         *
         * @param firstSequence number of the first one; the others have the next
         * @param size how many
         * @throws Exception if they fail
         */
        void run(long firstSequence, int size) throws Exception;
    }

    /** An operation that is done when its stage is. */
    @FunctionalInterface
    interface Submission {

        /**
         * Starts it.
         *
         * @param sequence a number that no other operation of the load has; they count up from 0
         * @return completed when it is done
         * @throws Exception if it cannot be started
         */
        CompletionStage<?> start(long sequence) throws Exception;
    }

    /**
     * Callers on threads of their own, each of whom waits for an answer before asking again.
     *
     * @param callers how many, 1 or more
     * @param operation what each of them does
     * @return the load
     */
    static Load callers(int callers, Operation operation) {
        return new CallersLoad(positive("callers", callers), 1, (sequence, size) -> operation.run(sequence));
    }

    /**
     * One caller, who asks for many operations at once.
     *
     * @param size how many, 1 or more
     * @param batch does them
     * @return the load
     */
    static Load batches(int size, Batch batch) {
        return new CallersLoad(1, positive("size", size), batch);
    }

    /**
     * One caller, who asks again without waiting for an answer, as long as not too many are outstanding.
     *
     * @param most how many may be outstanding, 1 or more
     * @param submission what the caller does
     * @return the load
     */
    static Load inFlight(int most, Submission submission) {
        return new InFlightLoad(positive("most", most), submission);
    }

    private static int positive(String what, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException("must be > 0: " + what + "=" + value);
        }
        return value;
    }
}
