// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Which requests without an id are under way, or failed with nothing delivered, by their fingerprints. */
final class RetryMemory {

    /** Requests that look the same at once; more are served, and not recognised again. */
    private static final int MAX_ALIKE = 16;

    private final Retries bounds;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Deque<Attempt>> attempts = new LinkedHashMap<>();

    RetryMemory(Retries bounds, InstantSource clock) {
        this.bounds = bounds;
        this.clock = clock;
    }

    /** One try of a request; {@code first} is the id of the first one. Guarded by the memory's lock. */
    static final class Attempt {

        final String print;
        final String first;
        /** From 1 on. */
        int number;

        private boolean failed;
        private long forgottenAtMillis;

        Attempt(String print, String first, int number) {
            this.print = print;
            this.first = first;
            this.number = number;
        }
    }

    /** What an attempt is: one to be begun, or the one that is in progress already. */
    record Known(Attempt attempt, boolean inProgress) {}

    /** An attempt under way lives as long as its hold at most, so that one that never ends is not waited for for ever. */
    Known begin(Visit visit) {
        Inbound inbound = visit.inbound();
        String print = visit.subscription().wallet() + " " + inbound.sku() + ' '
                + inbound.body().sha256();
        return begin(
                print, visit.id(), inbound.retry() > 0, visit.plan().terms().holdTimeToLive());
    }

    Known begin(String print, String id, boolean again, Duration longest) {
        lock.lock();
        try {
            Deque<Attempt> alike = living(print);
            Attempt before = again ? failed(alike) : null;
            if (again && before == null && !alike.isEmpty()) {
                return new Known(alike.getLast(), true);
            }
            Attempt attempt =
                    before == null ? new Attempt(print, id, 1) : new Attempt(print, before.first, before.number + 1);
            remember(alike, attempt, longest);
            return new Known(attempt, false);
        } finally {
            lock.unlock();
        }
    }

    /** Nothing went upstream, or something was delivered: whatever comes is another request. */
    void forget(Attempt attempt) {
        lock.lock();
        try {
            Deque<Attempt> alike = attempts.get(attempt.print);
            if (alike != null && alike.remove(attempt) && alike.isEmpty()) {
                attempts.remove(attempt.print);
            }
        } finally {
            lock.unlock();
        }
    }

    /** It did not go upstream: what there was before it is there again. */
    void refused(Attempt attempt) {
        lock.lock();
        try {
            if (attempt.number == 1) {
                forget(attempt);
            } else {
                attempt.number--;
                failed(attempt);
            }
        } finally {
            lock.unlock();
        }
    }

    /** It ended with nothing delivered: the next attempt goes on from it. */
    void failed(Attempt attempt) {
        lock.lock();
        try {
            attempt.failed = true;
            attempt.forgottenAtMillis = clock.millis() + bounds.horizon().toMillis();
        } finally {
            lock.unlock();
        }
    }

    private Deque<Attempt> living(String print) {
        Deque<Attempt> alike = attempts.get(print);
        if (alike == null) {
            return new ArrayDeque<>();
        }
        long now = clock.millis();
        alike.removeIf(attempt -> attempt.forgottenAtMillis <= now);
        return alike;
    }

    private static @Nullable Attempt failed(Deque<Attempt> alike) {
        for (Iterator<Attempt> each = alike.iterator(); each.hasNext(); ) {
            Attempt attempt = each.next();
            if (attempt.failed) {
                each.remove();
                return attempt;
            }
        }
        return null;
    }

    private void remember(Deque<Attempt> alike, Attempt attempt, Duration longest) {
        attempt.forgottenAtMillis = clock.millis() + longest.toMillis();
        if (alike.size() < MAX_ALIKE) {
            alike.add(attempt);
        }
        attempts.put(attempt.print, alike);
        if (attempts.size() > bounds.requests()) {
            attempts.remove(attempts.keySet().iterator().next());
        }
    }
}
