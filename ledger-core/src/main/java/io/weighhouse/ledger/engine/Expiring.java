// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

/** Something that time will do something to; see {@link ExpiryQueue}. */
abstract class Expiring {

    /** When, in nanoseconds since 1970. */
    long dueNanos = Long.MAX_VALUE;

    /** Where this stands in its queue, or -1. */
    int queueIndex = -1;

    /** What comes first of what is due at one instant: lots that become effective, then holds, then lots that expire. */
    abstract int rank();

    /** Decides between two of one instant and rank. */
    abstract long number();

    final boolean isQueued() {
        return queueIndex >= 0;
    }

    final boolean isBefore(Expiring other) {
        if (dueNanos != other.dueNanos) {
            return dueNanos < other.dueNanos;
        }
        return rank() != other.rank() ? rank() < other.rank() : number() < other.number();
    }
}
