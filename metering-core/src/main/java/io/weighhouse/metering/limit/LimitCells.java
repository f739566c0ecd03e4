// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The cells of all subjects, no more than a given number of them.
 *
 * <p>When the number is reached, a newcomer takes the place of a subject without backlog. It looks at a few subjects only,
 * going on where the last newcomer stopped, so that a flood of names costs each of them the same little work. A subject
 * with a backlog never loses its place: it would come back with a fresh allowance.
 *
 * <p>This class is thread-safe.
 */
final class LimitCells {

    /** How many subjects one newcomer looks at. */
    private static final int LOOKS = 32;

    private final Ticker ticker;
    private final int maximumSubjects;
    private final ConcurrentHashMap<String, LimitCell> bySubject = new ConcurrentHashMap<>();
    /** Counts a place before it is taken, so that the map itself never holds more than the maximum. */
    private final AtomicInteger places = new AtomicInteger();

    private final ReentrantLock evicting = new ReentrantLock();
    private Iterator<LimitCell> candidates = Collections.emptyIterator();

    LimitCells(Ticker ticker, int maximumSubjects) {
        this.ticker = ticker;
        this.maximumSubjects = maximumSubjects;
    }

    @Nullable
    LimitCell get(String subject) {
        return bySubject.get(subject);
    }

    /** Makes the subject's cell one for this quota; false if it has none and there is no room. */
    boolean prepare(String subject, Quota quota) {
        LimitCell cell = bySubject.get(subject);
        if (cell != null) {
            bySubject.computeIfPresent(
                    subject, (name, current) -> current.serves(quota) ? current : next(current, quota));
            return true;
        }
        if (!takePlace()) {
            return false;
        }
        add(subject, quota);
        return true;
    }

    /** The cell that goes on for one that ended, made even where there is no room: debt is never forgotten. */
    @Nullable
    LimitCell getOrForce(LimitCell ended) {
        if (bySubject.get(ended.subject()) == null) {
            if (!takePlace()) {
                places.incrementAndGet();
            }
            add(ended.subject(), ended.quota());
        }
        return bySubject.get(ended.subject());
    }

    /** The soonest that one of a few subjects has no backlog any more, at least 1. */
    long nanosUntilRoom() {
        long now = ticker.nanos();
        return bySubject.values().stream()
                .limit(LOOKS)
                .mapToLong(cell -> Math.max(1, cell.nanosUntilDrained(now)))
                .min()
                .orElse(1);
    }

    private static LimitCell next(LimitCell current, Quota quota) {
        LimitCell next = current.endFor(quota);
        return next == null ? current : next;
    }

    private void add(String subject, Quota quota) {
        if (bySubject.putIfAbsent(subject, LimitCell.fresh(subject, quota, ticker.nanos())) != null) {
            places.decrementAndGet();
        }
    }

    private boolean takePlace() {
        do {
            int taken = places.get();
            while (taken < maximumSubjects) {
                if (places.compareAndSet(taken, taken + 1)) {
                    return true;
                }
                taken = places.get();
            }
        } while (evictOne());
        return false;
    }

    private boolean evictOne() {
        evicting.lock();
        try {
            for (int look = 0; look < LOOKS; look++) {
                if (!candidates.hasNext()) {
                    candidates = bySubject.values().iterator();
                    if (!candidates.hasNext()) {
                        return false;
                    }
                }
                LimitCell cell = candidates.next();
                if (cell.endIfDrained(ticker)) {
                    bySubject.remove(cell.subject(), cell);
                    places.decrementAndGet();
                    return true;
                }
            }
            return false;
        } finally {
            evicting.unlock();
        }
    }
}
