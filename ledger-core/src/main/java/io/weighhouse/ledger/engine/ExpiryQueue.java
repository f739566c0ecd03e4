// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is to come, the next first.
 *
 * <p>A binary heap in an array in which each thing knows its own place, so that one that ends early leaves at once: the array
 * grows with the most that were open together. Adding in order of time, the usual case, moves no other; adding out of order
 * and removing take logarithmic time.
 */
final class ExpiryQueue {

    private Expiring[] heap = new Expiring[4];
    private int size;

    void add(Expiring expiring) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        rise(size++, expiring);
    }

    void remove(Expiring expiring) {
        int hole = expiring.queueIndex;
        Expiring last = heap[--size];
        clear(size);
        expiring.queueIndex = -1;
        if (last != expiring) {
            rise(sink(hole, last), last);
        }
    }

    /** Puts something in, or in another place, at another time. */
    void moveTo(Expiring expiring, long dueNanos) {
        if (expiring.isQueued()) {
            remove(expiring);
        }
        expiring.dueNanos = dueNanos;
        if (dueNanos != Long.MAX_VALUE) {
            add(expiring);
        }
    }

    @Nullable
    Expiring first() {
        return size == 0 ? null : heap[0];
    }

    int size() {
        return size;
    }

    Expiring[] sorted() {
        Expiring[] all = Arrays.copyOf(heap, size);
        Arrays.sort(all, (a, b) -> a == b ? 0 : a.isBefore(b) ? -1 : 1);
        return all;
    }

    @SuppressWarnings("NullAway") // only cells below size are read
    private void clear(int index) {
        heap[index] = null;
    }

    private void rise(int from, Expiring expiring) {
        int index = from;
        while (index > 0) {
            int parent = (index - 1) >>> 1;
            if (!expiring.isBefore(heap[parent])) {
                break;
            }
            put(index, heap[parent]);
            index = parent;
        }
        put(index, expiring);
    }

    /** Moves the hole down to where this may stand, and says where that is. */
    private int sink(int from, Expiring expiring) {
        int index = from;
        for (int child = 2 * index + 1; child < size; child = 2 * index + 1) {
            if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
                child++;
            }
            if (!heap[child].isBefore(expiring)) {
                break;
            }
            put(index, heap[child]);
            index = child;
        }
        return index;
    }

    private void put(int index, Expiring expiring) {
        heap[index] = expiring;
        expiring.queueIndex = index;
    }
}
