// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Words that are read without a lock and written together: a sequence lock.
 *
 * <p>The word behind the last one is a version; an odd version is a lock. A reader takes the version, reads what it
 * wants, and asks whether the version still stands; if not, it throws away what it read and begins again, so races
 * between plain reads and writes are harmless. A writer turns the version that it read odd by compare-and-set, which
 * proves that all it has read still stands; writes; and publishes with one release store. The fences are those of {@link
 * java.util.concurrent.locks.StampedLock}. Nothing that may wait or fail is done under the lock, so it is held for a few
 * plain writes.
 *
 * <p>{@link #ENDED} is an odd version for good: who sets it, and only one thread can, owns what the words said last.
 *
 * <p>It is a base class rather than a part, to save every reader a jump through memory. It is thread-safe when used so.
 */
class VersionedWords extends AtomicLongArray {

    /** The version of words that nobody may write any more. */
    static final long ENDED = -1;

    private static final long serialVersionUID = 1L;
    private static final long LOCKED = 1;

    /** After so many turns a waiting thread lets others run: the holder of the lock may be one of them. */
    private static final int SPINS = 64;

    /** Words of these values, and a version. */
    VersionedWords(long[] values) {
        super(values.length + 1);
        for (int word = 0; word < values.length; word++) {
            setPlain(word, values[word]);
        }
    }

    /** The version now that nobody writes, or {@link #ENDED}. */
    @SuppressWarnings("ThreadPriorityCheck") // Yielding is a courtesy: without it the wait is longer, not wrong.
    final long awaitVersion() {
        for (int turn = 1; ; turn++) {
            long version = getAcquire(length() - 1);
            if ((version & LOCKED) == 0 || version == ENDED) {
                return version;
            }
            if (turn % SPINS == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /** Whether nobody has begun to write since the version was read. */
    final boolean isStill(long version) {
        VarHandle.acquireFence();
        return getOpaque(length() - 1) == version;
    }

    /** Locks if that version still stands. */
    final boolean lock(long version) {
        if (!compareAndSet(length() - 1, version, version | LOCKED)) {
            return false;
        }
        // No write that follows may be seen before the lock is.
        VarHandle.storeStoreFence();
        return true;
    }

    /** Publishes what was written since {@link #lock}. */
    final void unlock(long version) {
        setRelease(length() - 1, version + 2);
    }

    /** Ends these words if that version still stands. */
    final boolean end(long version) {
        return compareAndSet(length() - 1, version, ENDED);
    }
}
