// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Words of an array that are read without a lock and written together: a sequence lock.
 *
 * <p>The first word of a subject says, from the top: which {@link Layout} the rest has (23 bits), whether rings follow the
 * words of the limits (1), a version (39) and a lock (1). A reader takes the first word, reads what it wants, and asks
 * whether the first word still stands; if not, it throws away what it read and begins again, so races between plain reads
 * and writes are harmless. A writer sets the lock by compare-and-set, which proves that all it has read still stands;
 * writes; and publishes with one release store of the next version. The fences are those of {@link
 * java.util.concurrent.locks.StampedLock}. Nothing that may wait or fail is done under the lock, so it is held for a few
 * plain writes. A version comes back after 2^39 writes, no sooner than hours, while a reader takes nanoseconds.
 *
 * <p>{@link #ENDED} is for good: who sets it, and only one thread can, owns what the words said last, and everybody else
 * looks the subject up again.
 */
final class Words {

    /** The first word of words that nobody may write any more; no layout has so high a number. */
    static final long ENDED = -1;

    /** Layouts have numbers from 1 to below this; 0 is that of a slot that was never used. */
    static final int LAYOUTS = (1 << 23) - 1;

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private static final int LAYOUT_SHIFT = 41;
    private static final long LOCKED = 1;
    private static final long EXTENDED = 1L << 40;
    private static final long VERSION = EXTENDED - 1;

    /** After so many turns a waiting thread lets others run: the holder of the lock may be one of them. */
    private static final int SPINS = 64;

    private Words() {}

    /** The first word of new words. */
    static long first(int layout, boolean extended) {
        return ((long) layout << LAYOUT_SHIFT) | (extended ? EXTENDED : 0);
    }

    /** The number of the layout. */
    static int layout(long first) {
        return (int) (first >>> LAYOUT_SHIFT);
    }

    /** Whether a first word, locked or not, says that layout without rings and no lock. */
    static boolean isFreeAndCompact(long first, int layout) {
        return (first & ~(VERSION - LOCKED)) == ((long) layout << LAYOUT_SHIFT);
    }

    /** The first word, whatever it says. */
    static long read(long[] words, int at) {
        return (long) WORD.getAcquire(words, at);
    }

    static boolean isLocked(long first) {
        return (first & LOCKED) != 0 && first != ENDED;
    }

    /** The first word, as soon as nobody writes, or {@link #ENDED}. */
    @SuppressWarnings("ThreadPriorityCheck") // Yielding is a courtesy: without it the wait is longer, not wrong.
    static long await(long[] words, int at) {
        for (int turn = 1; ; turn++) {
            long first = read(words, at);
            if (!isLocked(first)) {
                return first;
            }
            if (turn % SPINS == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /** Whether nobody has begun to write since the first word was read. */
    static boolean isStill(long[] words, int at, long first) {
        VarHandle.acquireFence();
        return (long) WORD.getOpaque(words, at) == first;
    }

    /** Locks if the first word still stands. */
    static boolean lock(long[] words, int at, long first) {
        if (!WORD.compareAndSet(words, at, first, first | LOCKED)) {
            return false;
        }
        // No write that follows may be seen before the lock is.
        VarHandle.storeStoreFence();
        return true;
    }

    /** Publishes what was written since {@link #lock}. */
    static void unlock(long[] words, int at, long first) {
        WORD.setRelease(words, at, next(first));
    }

    /** Publishes it with the layout that it has now. */
    static void unlock(long[] words, int at, long first, int layout) {
        WORD.setRelease(words, at, (next(first) & VERSION) | ((long) layout << LAYOUT_SHIFT));
    }

    /** Undoes {@link #lock} where nothing was written. */
    static void restore(long[] words, int at, long first) {
        WORD.setRelease(words, at, first);
    }

    /** Ends these words if the first one still stands. */
    static boolean end(long[] words, int at, long first) {
        return WORD.compareAndSet(words, at, first, ENDED);
    }

    private static long next(long first) {
        return (first & ~VERSION) | ((first + 2) & VERSION);
    }
}
