// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two files of zeros ready, the next segment and a spare, made in the background.
 *
 * <p>After a failure it rests until it is asked. Thread-safe.
 */
final class SegmentPreparer {

    private static final int WANTED = 2;
    private static final String PREFIX = "spare-";
    private static final String SUFFIX = ".wlj";

    private final JournalFiles files;
    private final int segmentBytes;
    private final Executor background;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<String> found = new ArrayDeque<>();
    private final Deque<String> ready = new ArrayDeque<>();
    private long nextNumber = 1;
    private boolean busy;
    private boolean ended;
    private @Nullable IOException failure;

    /**
     * A preparer that has nothing ready.
     *
     * @param files where
     * @param segmentBytes how long a segment is
     * @param found spares that were there before, to be looked at first
     * @param background runs what takes long
     */
    SegmentPreparer(JournalFiles files, int segmentBytes, Collection<String> found, Executor background) {
        this.files = files;
        this.segmentBytes = segmentBytes;
        this.background = background;
        this.found.addAll(found);
        for (String name : found) {
            nextNumber = Math.max(nextNumber, numberOf(name) + 1);
        }
    }

    static boolean isName(String name) {
        return name.matches("spare-\\d{1,18}\\.wlj");
    }

    private static long numberOf(String name) {
        return Long.parseLong(name.substring(PREFIX.length(), name.length() - SUFFIX.length()));
    }

    /** Starts making what is missing, unless that is under way. */
    void request() {
        lock.lock();
        try {
            if (busy || ended || (ready.size() >= WANTED && found.isEmpty())) {
                return;
            }
            busy = true;
        } finally {
            lock.unlock();
        }
        background.execute(this::work);
    }

    /** Takes a file that is ready; waits for one that is being made. */
    String take() throws IOException {
        lock.lock();
        try {
            if (!ready.isEmpty()) {
                return ready.remove();
            }
        } finally {
            lock.unlock();
        }
        request();
        lock.lock();
        try {
            while (ready.isEmpty() && busy) {
                changed.awaitUninterruptibly();
            }
            if (!ready.isEmpty()) {
                return ready.remove();
            }
            IOException why = failure;
            if (why instanceof NoRoomException) {
                throw new NoRoomException("no room for another segment: " + why.getMessage(), why);
            }
            throw new IOException("cannot prepare a segment", why);
        } finally {
            lock.unlock();
        }
    }

    Room room() {
        lock.lock();
        try {
            if (failure == null) {
                return Room.PLENTY;
            }
            return ready.isEmpty() ? Room.NONE : Room.SPARE_ONLY;
        } finally {
            lock.unlock();
        }
    }

    /** Begins no more work. */
    void end() {
        lock.lock();
        try {
            ended = true;
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        IOException failed = null;
        try {
            while (step()) {
                // One file at a time, so that one that waits for it gets it at once.
            }
        } catch (IOException e) {
            failed = e;
        } catch (RuntimeException e) {
            failed = new IOException(e);
        } finally {
            lock.lock();
            try {
                busy = false;
                failure = failed;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean step() throws IOException {
        String old;
        String name;
        boolean full;
        lock.lock();
        try {
            full = ready.size() >= WANTED;
            old = found.poll();
            if (ended || (full && old == null)) {
                return false;
            }
            name = PREFIX + nextNumber + SUFFIX;
            nextNumber += old == null ? 1 : 0;
        } finally {
            lock.unlock();
        }
        if (old == null) {
            make(name);
            add(name);
        } else if (!full && isBlank(old)) {
            add(old);
        } else {
            files.delete(old);
        }
        return true;
    }

    private void add(String name) {
        lock.lock();
        try {
            ready.add(name);
            failure = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void make(String name) throws IOException {
        boolean made = false;
        try (JournalFile file = files.create(name)) {
            file.preallocate(segmentBytes);
            made = true;
        } finally {
            if (!made) {
                files.delete(name);
            }
        }
    }

    private boolean isBlank(String name) throws IOException {
        try (JournalFile file = files.open(name)) {
            if (file.size() != segmentBytes) {
                return false;
            }
            if (!Zeros.isZero(file, 0, segmentBytes)) {
                return false;
            }
            // It may have come from a run that ended before its force.
            file.force();
            return true;
        }
    }
}
