// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The number of the last event that may be read, and those who wait for a later one.
 *
 * <p>Whoever waits says so before he looks at the number, and who raises it looks for waiters afterwards: so nobody waits for
 * an event that is there. Nothing is completed under the lock, because what hangs on it may ask the store again.
 */
final class Watermark {

    private static final int MOST_WAITERS = 65_536;

    private record Waiter(long sequence, CompletableFuture<Long> told) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final int mostWaiters;
    private List<Waiter> waiters = new ArrayList<>();
    private int cleanedSize;
    private @Nullable LedgerStoreException end;
    private volatile boolean awaited;
    private volatile long last;

    Watermark(long last) {
        this(last, MOST_WAITERS);
    }

    Watermark(long last, int mostWaiters) {
        this.last = last;
        this.mostWaiters = mostWaiters;
    }

    /** Completes with the last number once it is above that one; fails once there is an end. */
    CompletionStage<Long> after(long sequence) {
        lock.lock();
        try {
            if (end != null) {
                return CompletableFuture.failedFuture(end);
            }
            awaited = true;
            long reached = last;
            if (reached <= sequence) {
                return waiter(sequence);
            }
            awaited = !waiters.isEmpty();
            return CompletableFuture.completedFuture(reached);
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<Long> waiter(long sequence) {
        if (waiters.size() >= Math.min(mostWaiters, 2 * cleanedSize + 8)) {
            waiters.removeIf(waiter -> waiter.told().isDone());
            cleanedSize = waiters.size();
        }
        if (waiters.size() >= mostWaiters) {
            return CompletableFuture.failedFuture(
                    new LedgerStoreException("too many wait for events: waiters=" + mostWaiters, true, null));
        }
        CompletableFuture<Long> told = new CompletableFuture<>();
        waiters.add(new Waiter(sequence, told));
        return told;
    }

    /** Whether somebody may wait. */
    boolean awaited() {
        return awaited;
    }

    /** Raises the number; by one thread at a time, and never back. */
    void raise(long to) {
        last = to;
    }

    /** Tells those whose event is there. */
    void tell() {
        List<Waiter> due = new ArrayList<>();
        List<Waiter> rest = new ArrayList<>();
        long reached;
        lock.lock();
        try {
            reached = last;
            waiters.forEach(waiter -> (waiter.sequence() < reached ? due : rest).add(waiter));
            waiters = rest;
            cleanedSize = rest.size();
            awaited = !rest.isEmpty();
        } finally {
            lock.unlock();
        }
        due.forEach(waiter -> waiter.told().complete(reached));
    }

    /** There will be no more. */
    void end(LedgerStoreException why) {
        List<Waiter> left;
        lock.lock();
        try {
            if (end == null) {
                end = why;
            }
            left = waiters;
            waiters = new ArrayList<>();
            awaited = false;
        } finally {
            lock.unlock();
        }
        left.forEach(waiter -> waiter.told().completeExceptionally(why));
    }
}
