// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Does one piece of work after another beside its callers, on a thread that ends when nothing is left to do.
 *
 * <p>A factory whose threads do their work where they are started makes everything happen in a fixed order.
 *
 * <p>Thread-safe.
 */
final class BackgroundWork implements Executor {

    private final ThreadFactory threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private @Nullable Thread thread;
    private boolean ended;

    BackgroundWork(ThreadFactory threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable work) {
        Thread next;
        lock.lock();
        try {
            if (ended) {
                return;
            }
            waiting.add(work);
            if (thread != null) {
                return;
            }
            next = threads.newThread(new Worker());
            thread = next;
        } finally {
            lock.unlock();
        }
        next.start();
    }

    /** Takes no more work, and waits until all that it has is done. */
    void end() {
        Thread running;
        lock.lock();
        try {
            ended = true;
            running = thread;
        } finally {
            lock.unlock();
        }
        if (running != null) {
            JournalThreads.join(running);
        }
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            Runnable next = waiting.poll();
            if (next == null) {
                thread = null;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private final class Worker implements Runnable {

        @Override
        public void run() {
            boolean finished = false;
            try {
                for (Runnable work = next(); work != null; work = next()) {
                    work.run();
                }
                finished = true;
            } finally {
                if (!finished) {
                    forgetThread();
                }
            }
        }

        @Override
        public String toString() {
            return "files";
        }
    }

    /** What is left waits for the next one that comes. */
    private void forgetThread() {
        lock.lock();
        try {
            thread = null;
        } finally {
            lock.unlock();
        }
    }
}
