// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import io.weighhouse.ledger.LedgerEvent;

/**
 * How far a projection has read the feed: each event is taken once, however often its page comes, and none is left out.
 *
 * <p>Not thread-safe.
 */
final class FeedPosition {

    private long next = 1;

    /** The number of the first event that was not taken, 1 at first. */
    long next() {
        return next;
    }

    /**
     * Whether an event is new; it counts as taken from then on, before it is folded: one that cannot be folded must not be
     * folded twice.
     *
     * @throws IllegalArgumentException if there is a gap before it
     */
    boolean take(LedgerEvent event) {
        if (event.sequence() > next) {
            throw new IllegalArgumentException(
                    "must be without a gap after " + (next - 1) + ": sequence=" + event.sequence());
        }
        if (event.sequence() < next) {
            return false;
        }
        next++;
        return true;
    }
}
