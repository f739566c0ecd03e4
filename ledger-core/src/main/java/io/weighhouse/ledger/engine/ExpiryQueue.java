// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The open holds of one account, the next to expire first.
 *
 * <p>A binary heap in an array in which each hold knows its own place, so that a hold that ends early leaves at once: the
 * array grows with the most holds that were open together. Adding in order of expiry, the usual case, moves no other hold;
 * adding out of order and removing take logarithmic time.
 */
final class ExpiryQueue {

    private HoldCell[] heap = new HoldCell[4];
    private int size;

    void add(HoldCell hold) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        rise(size++, hold);
    }

    void remove(HoldCell hold) {
        int hole = hold.queueIndex;
        HoldCell last = heap[--size];
        clear(size);
        if (last != hold) {
            rise(sink(hole, last), last);
        }
    }

    /** Takes out the next hold that has expired by {@code now}. */
    @Nullable
    HoldCell poll(Instant now) {
        if (size == 0 || heap[0].expiresAt.isAfter(now)) {
            return null;
        }
        HoldCell first = heap[0];
        remove(first);
        return first;
    }

    int size() {
        return size;
    }

    @SuppressWarnings("NullAway") // only cells below size are read
    private void clear(int index) {
        heap[index] = null;
    }

    private void rise(int from, HoldCell hold) {
        int index = from;
        while (index > 0) {
            int parent = (index - 1) >>> 1;
            if (heap[parent].expiresAt.compareTo(hold.expiresAt) <= 0) {
                break;
            }
            put(index, heap[parent]);
            index = parent;
        }
        put(index, hold);
    }

    /** Moves the hole down to where the hold may stand, and says where that is. */
    private int sink(int from, HoldCell hold) {
        int index = from;
        for (int child = 2 * index + 1; child < size; child = 2 * index + 1) {
            if (child + 1 < size && heap[child + 1].expiresAt.isBefore(heap[child].expiresAt)) {
                child++;
            }
            if (hold.expiresAt.compareTo(heap[child].expiresAt) <= 0) {
                break;
            }
            put(index, heap[child]);
            index = child;
        }
        return index;
    }

    private void put(int index, HoldCell hold) {
        heap[index] = hold;
        hold.queueIndex = index;
    }
}
