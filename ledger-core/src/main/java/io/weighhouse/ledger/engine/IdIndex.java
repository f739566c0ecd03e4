// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import java.io.IOException;
import java.util.Arrays;

/**
 * Where the operations stand that the ledger remembers: values under 64-bit tags, millions of them.
 *
 * <p>A tag is a keyed hash of an id, so that two ids may share one. A lookup therefore yields every value under a tag, one
 * after another, and the caller sees whether it is the right one:
 *
 * <pre>
 * for (long value = index.first(tag); value != NONE; value = index.next()) { ... }
 * </pre>
 *
 * <p>A value is a position, 0 or above, or negative but not {@link #NONE}: a negative one is pinned. Positions below {@link
 * #forgetBefore} count as absent at once; their room is taken back when a shard is copied and by a hand that looks at a few
 * slots in each {@link #put}. Pinned values stay until they are removed.
 *
 * <p>4,096 shards by the top bits of the tag, each made when it is first needed, so that growing copies one of them: about
 * 100 KB with ten million ids. A shard is one array of tag and value in turn, four of them to a cache line. It is filled by
 * linear probing: to the end of the line, then the same line of the next row of 64 slots, at the last row back to the next
 * line of the first. So 64 ids made in a row, whose tags differ in the low six bits only, stand side by side, and where their
 * places are taken all of them are about as near to the next free row; and ids in no order are found in a line or two. Shards are full at three quarters and double, but not together: their sizes are
 * staggered, so that the whole takes 31 bytes an id, whatever their number. A single shard takes at least 1 KB.
 *
 * <p>Between calls nothing is allocated but for a shard that grows. This class is for one thread.
 */
final class IdIndex {

    /** No value, or no more. */
    static final long NONE = -1;

    private static final int SHARDS = 1 << 12;
    private static final int SHARD_SHIFT = Long.SIZE - 12;
    private static final int ROW = 64;

    /** Slots of one cache line. */
    private static final int LINE = 4;

    private static final int FULL_ROW = ROW * 3 / 4;
    private static final int SWEPT_IN_A_PUT = 8;
    private static final long ARRAY_HEADER_BYTES = 16;
    private static final long[] NO_SLOTS = {};

    /** The tag of an empty slot is 0, so that a tag that is 0 needs a stand-in: any other. */
    private static final long INSTEAD_OF_ZERO = 0x9E3779B97F4A7C15L;

    /** 256ths: eight steps, by the eighth root of two, between a size and its double. */
    private static final int[] STAGGER = {256, 279, 304, 332, 362, 395, 431, 470};

    private final long[][] shards = new long[SHARDS][];
    private final int[] rows = new int[SHARDS];
    private final int[] counts = new int[SHARDS];
    private long size;
    private long shardBytes;
    private long largestCopyBytes;

    private long watermark;
    private boolean sweeping;
    private boolean disturbed;
    private int handShard;
    private int handSlot;

    /** Where the lookup in progress stands: {@code cursorSlot} is below 0 when there is none. */
    private long cursorTag;

    private int cursorSlot = -1;
    private boolean cursorAtFree;

    IdIndex() {
        Arrays.fill(shards, NO_SLOTS);
    }

    /**
     * The tag of an id.
     *
     * @param group a keyed hash of the id without its low six bits; all of its bits well mixed
     * @param low6 those six bits, 0 to 63; of an id without an order of its own any six bits of its hash
     */
    static long tag(long group, int low6) {
        return (group & -ROW) | low6;
    }

    /** The first value under the tag, or {@link #NONE}. Starts a lookup, which ends with the next change. */
    long first(long tag) {
        cursorTag = tag == 0 ? INSTEAD_OF_ZERO : tag;
        int shard = shardOf(cursorTag);
        cursorAtFree = false;
        if (rows[shard] == 0) {
            cursorSlot = -1;
            return NONE;
        }
        return find(shard, home(cursorTag, rows[shard]));
    }

    /** The next value of the lookup, or {@link #NONE}. */
    long next() {
        if (cursorSlot < 0 || cursorAtFree) {
            return NONE;
        }
        int shard = shardOf(cursorTag);
        return find(shard, after(cursorSlot, rows[shard]));
    }

    /** Adds a value to those under the tag. Straight after a lookup of the tag that ended, it finds its place at once. */
    void put(long tag, long value) {
        requireValue(value);
        long key = tag == 0 ? INSTEAD_OF_ZERO : tag;
        int shard = shardOf(key);
        boolean known = cursorAtFree && cursorTag == key;
        if (counts[shard] >= rows[shard] * FULL_ROW) {
            rebuild(shard, countLive(shard) + 1);
            known = false;
        }
        place(shards[shard], known ? cursorSlot : free(key, shard), key, value);
        counts[shard]++;
        size++;
        if (sweeping) {
            sweep();
        }
        endLookup();
    }

    /** Puts a value in another's place; false, and nothing is changed, if the old one is not there or is forgotten. */
    boolean replace(long tag, long oldValue, long newValue) {
        requireValue(newValue);
        int slot = find(tag, oldValue);
        if (slot >= 0) {
            shards[shardOf(cursorTag)][2 * slot + 1] = newValue;
        }
        endLookup();
        return slot >= 0;
    }

    /** Takes one value out; false if it is not there or is forgotten. A shard that empties so keeps its room. */
    boolean remove(long tag, long value) {
        int slot = find(tag, value);
        if (slot >= 0) {
            delete(shardOf(cursorTag), slot);
        }
        endLookup();
        return slot >= 0;
    }

    /** Forgets the values from 0 to the position, exclusive; one below an earlier one changes nothing. */
    void forgetBefore(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("must be >= 0: position=" + position);
        }
        if (position > watermark) {
            watermark = position;
            sweeping = true;
            disturbed = true;
            endLookup();
        }
    }

    /** Takes every tag with its value. */
    interface Visitor {
        void visit(long tag, long value) throws IOException;
    }

    /** Shows every value with its tag, those that are forgotten and not yet swept included. */
    void forEach(Visitor visitor) throws IOException {
        for (long[] slots : shards) {
            for (int i = 0; i < slots.length; i += 2) {
                if (slots[i] != 0) {
                    visitor.visit(slots[i], slots[i + 1]);
                }
            }
        }
    }

    /** How many values there are, those that are forgotten and not yet swept included. */
    long size() {
        return size;
    }

    /** What all of it takes, references counted with eight bytes each. */
    long heapBytes() {
        return shardBytes + SHARDS * (long) (Long.BYTES + 2 * Integer.BYTES) + 4 * ARRAY_HEADER_BYTES + 128;
    }

    /** The largest array that a single call has filled. */
    long largestCopyBytes() {
        return largestCopyBytes;
    }

    /** Where a tag belongs in a shard of so many rows. */
    static int home(long tag, int rows) {
        long hash = (tag >>> (SHARD_SHIFT - Integer.SIZE)) & 0xFFFF_FFFFL;
        return (int) ((hash * rows) >>> Integer.SIZE) * ROW + ((int) tag & (ROW - 1));
    }

    private static int after(int slot, int rows) {
        if ((slot & (LINE - 1)) != LINE - 1) {
            return slot + 1;
        }
        int next = slot + 1 - LINE + ROW;
        // Beyond the last row the low bits are still the line.
        return next < rows * ROW ? next : (next + LINE) & (ROW - 1);
    }

    /** The number of steps by {@link #after} that lead from one slot to another. */
    private static int steps(int from, int to, int rows) {
        int steps = place(to, rows) - place(from, rows);
        return steps < 0 ? steps + rows * ROW : steps;
    }

    /** The number of steps that lead to a slot from the first one. */
    private static int place(int slot, int rows) {
        int line = (slot & (ROW - 1)) / LINE;
        return (line * rows + slot / ROW) * LINE + (slot & (LINE - 1));
    }

    private static int shardOf(long tag) {
        return (int) (tag >>> SHARD_SHIFT);
    }

    private static void requireValue(long value) {
        if (value == NONE) {
            throw new IllegalArgumentException("must not be -1: value=-1");
        }
    }

    private boolean isForgotten(long value) {
        // Pinned values are the highest when taken as unsigned.
        return Long.compareUnsigned(value, watermark) < 0;
    }

    private long find(int shard, int from) {
        long[] slots = shards[shard];
        int height = rows[shard];
        for (int slot = from; ; slot = after(slot, height)) {
            long found = slots[2 * slot];
            if (found == 0) {
                cursorSlot = slot;
                cursorAtFree = true;
                return NONE;
            }
            if (found == cursorTag && !isForgotten(slots[2 * slot + 1])) {
                cursorSlot = slot;
                return slots[2 * slot + 1];
            }
        }
    }

    private int find(long tag, long value) {
        for (long found = first(tag); found != NONE; found = next()) {
            if (found == value) {
                return cursorSlot;
            }
        }
        return -1;
    }

    private int free(long tag, int shard) {
        long[] slots = shards[shard];
        int slot = home(tag, rows[shard]);
        while (slots[2 * slot] != 0) {
            slot = after(slot, rows[shard]);
        }
        return slot;
    }

    private static void place(long[] slots, int slot, long tag, long value) {
        slots[2 * slot] = tag;
        slots[2 * slot + 1] = value;
    }

    private void endLookup() {
        cursorSlot = -1;
        cursorAtFree = false;
    }

    /** Empties a slot, and moves into it whoever would not be found behind an empty one. */
    private void delete(int shard, int slot) {
        long[] slots = shards[shard];
        int height = rows[shard];
        int hole = slot;
        for (int at = after(hole, height); slots[2 * at] != 0; at = after(at, height)) {
            if (steps(home(slots[2 * at], height), at, height) >= steps(hole, at, height)) {
                place(slots, hole, slots[2 * at], slots[2 * at + 1]);
                hole = at;
            }
        }
        place(slots, hole, 0, 0);
        counts[shard]--;
        size--;
        disturbed = true;
    }

    /**
     * Looks at the next few slots. A deletion may move an entry to where the hand has been, so that the hand rests only
     * after a whole turn in which nothing was moved.
     */
    private void sweep() {
        for (int looked = 0; looked < SWEPT_IN_A_PUT; looked++) {
            if (handSlot >= rows[handShard] * ROW) {
                leaveShard();
                continue;
            }
            long[] slots = shards[handShard];
            if (slots[2 * handSlot] != 0 && isForgotten(slots[2 * handSlot + 1])) {
                delete(handShard, handSlot);
            } else {
                handSlot++;
            }
        }
    }

    private void leaveShard() {
        if (rowsFor(handShard, 2 * counts[handShard]) < rows[handShard]) {
            rebuild(handShard, counts[handShard]);
        }
        handSlot = 0;
        handShard = (handShard + 1) & (SHARDS - 1);
        if (handShard == 0) {
            sweeping = disturbed;
            disturbed = false;
        }
    }

    private int countLive(int shard) {
        int live = counts[shard];
        for (int slot = 0; slot < rows[shard] * ROW && watermark > 0; slot++) {
            long[] slots = shards[shard];
            if (slots[2 * slot] != 0 && isForgotten(slots[2 * slot + 1])) {
                live--;
            }
        }
        return live;
    }

    /** The fewest rows of this shard's sizes that so many fill by half at most, which leaves room before the next copy. */
    private static int rowsFor(int shard, int live) {
        int wanted = (2 * live + ROW - 1) / ROW;
        if (wanted <= 4) {
            return wanted <= 2 ? wanted : 4;
        }
        int doublings = 3;
        while (rowsAt(shard, doublings) < wanted) {
            doublings++;
        }
        return rowsAt(shard, doublings);
    }

    private static int rowsAt(int shard, int doublings) {
        return (STAGGER[shard & (STAGGER.length - 1)] << doublings) >> 8;
    }

    /** Copies what is not forgotten into an array of the right size. */
    private void rebuild(int shard, int expected) {
        long[] old = shards[shard];
        int height = rowsFor(shard, expected);
        rows[shard] = height;
        shards[shard] = height == 0 ? NO_SLOTS : new long[2 * ROW * height];
        int live = 0;
        for (int i = 0; i < old.length; i += 2) {
            if (old[i] != 0 && !isForgotten(old[i + 1])) {
                place(shards[shard], free(old[i], shard), old[i], old[i + 1]);
                live++;
            }
        }
        size += live - counts[shard];
        counts[shard] = live;
        shardBytes += bytes(shards[shard]) - bytes(old);
        largestCopyBytes = Math.max(largestCopyBytes, bytes(shards[shard]));
    }

    private static long bytes(long[] slots) {
        return slots.length == 0 ? 0 : ARRAY_HEADER_BYTES + (long) Long.BYTES * slots.length;
    }
}
