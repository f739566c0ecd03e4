// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.util.Arrays;

/**
 * Where some of a segment's events are: at most one in so many bytes, three longs each, in order.
 *
 * <p>One thread adds; any thread may look up.
 */
final class SparseIndex {

    private static final int LONGS = 3;

    private final int spacing;
    private volatile long[] entries = new long[8 * LONGS];
    private volatile int count;

    SparseIndex(int spacing) {
        this.spacing = spacing;
    }

    /** Adds an event, unless the entry before it is near enough, in events as in the file: small batches are mostly padding. */
    void offer(long position, long sequence, long batchOffset) {
        int n = count;
        long[] all = entries;
        if (n > 0 && position - all[(n - 1) * LONGS] < spacing && batchOffset - all[(n - 1) * LONGS + 2] < spacing) {
            return;
        }
        if (n * LONGS == all.length) {
            all = Arrays.copyOf(all, all.length * 2);
        }
        all[n * LONGS] = position;
        all[n * LONGS + 1] = sequence;
        all[n * LONGS + 2] = batchOffset;
        entries = all;
        count = n + 1;
    }

    /** The last entry at or before a position; -1 if there is none. */
    int atPosition(long position) {
        return floor(position, 0);
    }

    /** The last entry at or before a sequence; -1 if there is none. */
    int atSequence(long sequence) {
        return floor(sequence, 1);
    }

    long position(int entry) {
        return entries[entry * LONGS];
    }

    long sequence(int entry) {
        return entries[entry * LONGS + 1];
    }

    /** Where in the file the batch starts that the event is in. */
    long batchOffset(int entry) {
        return entries[entry * LONGS + 2];
    }

    int size() {
        return count;
    }

    private int floor(long value, int field) {
        int low = 0;
        int high = count - 1;
        long[] all = entries;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (all[middle * LONGS + field] <= value) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }
}
