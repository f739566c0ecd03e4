// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.IOException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Makes a snapshot whenever enough has come since the last one, one at a time, on a thread of its own. */
final class SnapshotKeeper {

    private final Snapshots snapshots;
    private final ThreadFactory threads;
    private final long everyBytes;
    private final ReentrantLock making = new ReentrantLock();
    private long nextAt;
    private @Nullable Thread thread;
    private volatile @Nullable String lastFailure;

    SnapshotKeeper(Snapshots snapshots, JournalOptions options) {
        this.snapshots = snapshots;
        threads = options.threads;
        everyBytes = options.snapshotEveryBytes;
        nextAt = snapshots.takenAt() + everyBytes;
    }

    /** Takes note of how far the log is durable; on the writer's thread. */
    void durableUpTo(long position) {
        if (position >= nextAt) {
            nextAt = position + everyBytes;
            Thread running = thread;
            if (running == null || !running.isAlive()) {
                Thread next = threads.newThread(new Making());
                thread = next;
                next.start();
            }
        }
    }

    private final class Making implements Runnable {

        @Override
        public void run() {
            tryToMake();
        }

        @Override
        public String toString() {
            return "snapshots";
        }
    }

    private void tryToMake() {
        try {
            make();
            lastFailure = null;
        } catch (IOException | RuntimeException failed) {
            // Nothing is lost: the log has it all, and the next interval tries again.
            lastFailure = String.valueOf(failed.getMessage());
        }
    }

    SnapshotFile.Place make() throws IOException {
        making.lock();
        try {
            return snapshots.make();
        } finally {
            making.unlock();
        }
    }

    /** Why the last one failed; null if it did not. */
    @Nullable
    String lastFailure() {
        return lastFailure;
    }

    /** Waits for the one that is being made. */
    void end() {
        Thread running = thread;
        if (running != null) {
            JournalThreads.join(running);
        }
    }
}
