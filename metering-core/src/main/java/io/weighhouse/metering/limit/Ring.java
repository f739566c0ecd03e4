// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

/**
 * What was taken of late, and when: slots of a time and an amount, oldest first, in a stretch of an array.
 *
 * <p>Each amount has a slot of its own as long as there is room. Then slots are merged that lie in the same cell of time,
 * and where no two do, the two oldest. A merged slot has the later time of both: whoever reads it takes something to be
 * later than it was, never earlier. Amounts that were taken are found again by their time, which stays right, since a slot
 * stands for all times after the slot before it up to its own.
 *
 * <p>The words are: capacity and count; the time up to which nothing is known any more, and the level that there was then,
 * for those who need it; then the slots. Times are compared by subtraction. Whoever writes has the lock of the {@link Words}; whoever reads
 * without it may see any mixture, and nothing but a wrong answer follows from that.
 */
final class Ring {

    /** Capacities go from this up to {@link #LARGEST}, each four times the one before. */
    static final int SMALLEST = 4;

    /** The most slots. */
    static final int LARGEST = 64;

    /** Into how many cells callers cut the time that they remember, so that merged slots fill no more than half. */
    static final int CELLS = LARGEST / 2;

    private static final int BASE_TIME = 1;
    private static final int BASE_LEVEL = 2;
    private static final int SLOTS = 3;
    private static final int SLOT_WORDS = 2;
    private static final int CAPACITY_SHIFT = 32;

    private Ring() {}

    /** How many words a ring takes. */
    static int words(int capacity) {
        return SLOTS + SLOT_WORDS * capacity;
    }

    /** Makes it a ring of that capacity without slots. */
    static void clear(long[] words, int ring, int capacity) {
        words[ring] = (long) capacity << CAPACITY_SHIFT;
    }

    /** Says what there was before the first slot. */
    static void base(long[] words, int ring, long time, long level) {
        words[ring + BASE_TIME] = time;
        words[ring + BASE_LEVEL] = level;
    }

    static long baseTime(long[] words, int ring) {
        return words[ring + BASE_TIME];
    }

    static long baseLevel(long[] words, int ring) {
        return words[ring + BASE_LEVEL];
    }

    static int capacity(long[] words, int ring) {
        return (int) (words[ring] >>> CAPACITY_SHIFT);
    }

    static int count(long[] words, int ring) {
        return (int) words[ring];
    }

    static long time(long[] words, int ring, int slot) {
        return words[ring + SLOTS + SLOT_WORDS * slot];
    }

    static long amount(long[] words, int ring, int slot) {
        return words[ring + SLOTS + SLOT_WORDS * slot + 1];
    }

    static void amount(long[] words, int ring, int slot, long amount) {
        words[ring + SLOTS + SLOT_WORDS * slot + 1] = amount;
    }

    static boolean isFull(long[] words, int ring) {
        return count(words, ring) == capacity(words, ring);
    }

    /** Copies all but the capacity, which must be enough. */
    static void copy(long[] from, int fromRing, long[] to, int toRing) {
        int count = count(from, fromRing);
        count(to, toRing, count);
        System.arraycopy(from, fromRing + BASE_TIME, to, toRing + BASE_TIME, SLOTS - BASE_TIME + SLOT_WORDS * count);
    }

    /**
     * Adds an amount, not before the newest slot, and not at a time of which nothing is known.
     *
     * @param cellNanos length of a cell of time
     * @return the time at which it will be found again
     */
    static long add(long[] words, int ring, long time, long amount, long cellNanos) {
        int count = count(words, ring);
        if (count == 0) {
            long earliest = baseTime(words, ring) + 1;
            long first = time - earliest < 0 ? earliest : time;
            set(words, ring, 0, first, amount);
            count(words, ring, 1);
            return first;
        }
        long newest = time(words, ring, count - 1);
        if (time - newest <= 0) {
            amount(words, ring, count - 1, sum(amount(words, ring, count - 1), amount));
            return newest;
        }
        if (count == capacity(words, ring)) {
            count = merged(words, ring, cellNanos);
        }
        set(words, ring, count, time, amount);
        count(words, ring, count + 1);
        return time;
    }

    /** The slot that stands for a time, or -1 if there is none or it has been forgotten. */
    static int find(long[] words, int ring, long time) {
        int count = time - baseTime(words, ring) <= 0 ? 0 : count(words, ring);
        for (int slot = 0; slot < count; slot++) {
            if (time(words, ring, slot) - time >= 0) {
                return slot;
            }
        }
        return -1;
    }

    /** Takes so much out of a slot, but no more than it has, and the slot away if that is all; tells how much it was. */
    static long lower(long[] words, int ring, int slot, long amount) {
        long had = amount(words, ring, slot);
        long taken = Math.min(had, amount);
        amount(words, ring, slot, had - taken);
        if (had == taken) {
            remove(words, ring, slot);
        }
        return taken;
    }

    /** How many slots, from the oldest on, have a time that is not after the given one. */
    static int countUpTo(long[] words, int ring, long time) {
        int count = count(words, ring);
        int slot = 0;
        while (slot < count && time(words, ring, slot) - time <= 0) {
            slot++;
        }
        return slot;
    }

    /** The sum of all slots from one on. */
    static long sumFrom(long[] words, int ring, int from) {
        int count = count(words, ring);
        long sum = 0;
        for (int slot = from; slot < count; slot++) {
            sum = sum(sum, amount(words, ring, slot));
        }
        return sum;
    }

    /** Forgets the oldest slots: nothing is known any more up to the time of the last of them. */
    static void forgetOldest(long[] words, int ring, int slots) {
        if (slots > 0) {
            base(words, ring, time(words, ring, slots - 1), 0);
            dropOldest(words, ring, slots);
        }
    }

    private static void dropOldest(long[] words, int ring, int slots) {
        int left = count(words, ring) - slots;
        int first = ring + SLOTS;
        System.arraycopy(words, first + SLOT_WORDS * slots, words, first, SLOT_WORDS * left);
        count(words, ring, left);
    }

    private static void remove(long[] words, int ring, int slot) {
        int count = count(words, ring);
        int place = ring + SLOTS + SLOT_WORDS * slot;
        System.arraycopy(words, place + SLOT_WORDS, words, place, SLOT_WORDS * (count - 1 - slot));
        count(words, ring, count - 1);
    }

    private static void count(long[] words, int ring, int count) {
        words[ring] = (words[ring] & -(1L << CAPACITY_SHIFT)) | count;
    }

    /** Merges what lies in the same cell, and otherwise the two oldest; tells how many slots are left. */
    private static int merged(long[] words, int ring, long cellNanos) {
        int count = count(words, ring);
        int kept = 0;
        for (int slot = 1; slot < count; slot++) {
            boolean sameCell = Math.floorDiv(time(words, ring, slot), cellNanos)
                    == Math.floorDiv(time(words, ring, kept), cellNanos);
            long before = sameCell ? amount(words, ring, kept) : 0;
            kept += sameCell ? 0 : 1;
            set(words, ring, kept, time(words, ring, slot), sum(before, amount(words, ring, slot)));
        }
        if (kept + 1 == count) {
            amount(words, ring, 1, sum(amount(words, ring, 0), amount(words, ring, 1)));
            dropOldest(words, ring, 1);
            return count - 1;
        }
        return kept + 1;
    }

    private static void set(long[] words, int ring, int slot, long time, long amount) {
        words[ring + SLOTS + SLOT_WORDS * slot] = time;
        words[ring + SLOTS + SLOT_WORDS * slot + 1] = amount;
    }

    private static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
