// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The holds in memory: those that are open, and those that expired and may still be settled. */
final class HoldIndex {

    private final List<HoldCell> slots = new ArrayList<>();
    private int[] free = new int[16];
    private int freeCount;
    private final Deque<HoldCell> expired = new ArrayDeque<>();

    void add(HoldCell hold) {
        if (freeCount == 0) {
            hold.slot = slots.size();
            slots.add(hold);
        } else {
            hold.slot = free[--freeCount];
            slots.set(hold.slot, hold);
        }
    }

    /** How many places there are, free ones too. */
    int slots() {
        return slots.size();
    }

    /** Makes that many places, all of them free. */
    @SuppressWarnings("NullAway") // a free slot is never asked for
    void restore(int count) {
        for (int i = 0; i < count; i++) {
            slots.add(null);
        }
    }

    /** Puts a hold where it was. */
    void restore(HoldCell hold) {
        slots.set(hold.slot, hold);
    }

    /** Once all are back: finds the places that are free. */
    void restored() {
        for (int slot = slots.size() - 1; slot >= 0; slot--) {
            if (slots.get(slot) == null) {
                addFree(slot);
            }
        }
    }

    private void addFree(int slot) {
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount++] = slot;
    }

    HoldCell at(int slot) {
        return slots.get(slot);
    }

    @SuppressWarnings("NullAway") // a free slot is never asked for
    void remove(HoldCell hold) {
        slots.set(hold.slot, null);
        addFree(hold.slot);
        hold.slot = -1;
    }

    void expired(HoldCell hold) {
        expired.add(hold);
    }

    /** The first that expired and was not settled since, or null. */
    @Nullable
    HoldCell firstExpired() {
        HoldCell first = expired.peek();
        while (first != null && first.slot < 0) {
            expired.remove();
            first = expired.peek();
        }
        return first;
    }

    /** Those that expired and were not settled since, the first to expire first. */
    Deque<HoldCell> expired() {
        expired.removeIf(hold -> hold.slot < 0);
        return expired;
    }

    /** All that are in memory. */
    List<HoldCell> all() {
        return slots.stream().filter(hold -> hold != null).toList();
    }
}
