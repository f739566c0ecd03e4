// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.Objects;

/**
 * A decision that is used again for the next call, so that nothing is allocated.
 *
 * <p>Limits are numbered from 0, in the order of the subjects and of their quotas. With 60 requests a minute and 20 of them
 * taken, {@code remaining(0)} is 40 and {@code resetAfterNanos(0)} 20 seconds.
 *
 * <p>It tells of the last call it was handed to, and of none before the first. This class is for one thread.
 */
public final class DecisionDraft {

    private final Standing standing = new Standing(false);

    /** A draft of nothing. */
    public DecisionDraft() {}

    Standing standing() {
        return standing;
    }

    /** {@return whether the call passed} */
    public boolean allowed() {
        return reason() == Decision.Reason.ADMITTED;
    }

    /** {@return why the call passed or did not} */
    public Decision.Reason reason() {
        return standing.reason();
    }

    /** {@return the number of the limit with the longest wait, the first of several; -1 if there is none to wait for} */
    public int binding() {
        return standing.bindingIndex();
    }

    /** {@return as {@link Decision#retryAfterNanos}} */
    public long retryAfterNanos() {
        return standing.retryAfterNanos();
    }

    /** {@return how many limits there are} */
    public int size() {
        return standing.size();
    }

    /**
     * A limit.
     *
     * @param index its number, 0 to {@link #size} - 1
     * @return the limit
     * @throws IndexOutOfBoundsException if there is none of that number
     */
    public Limit limit(int index) {
        return standing.limit(Objects.checkIndex(index, size()));
    }

    /**
     * How many more would pass now.
     *
     * @param index the number of a limit, 0 to {@link #size} - 1
     * @return 0 to {@link Limit#most()}
     * @throws IndexOutOfBoundsException if there is none of that number
     */
    public long remaining(int index) {
        return standing.remaining(Objects.checkIndex(index, size()));
    }

    /**
     * Time until all of a limit is there again if nothing more is used.
     *
     * @param index the number of a limit, 0 to {@link #size} - 1
     * @return nanoseconds, 0 if it is
     * @throws IndexOutOfBoundsException if there is none of that number
     */
    public long resetAfterNanos(int index) {
        return standing.resetAfterNanos(Objects.checkIndex(index, size()));
    }
}
