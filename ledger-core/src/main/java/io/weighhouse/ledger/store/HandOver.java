// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where many threads leave tickets, and one takes all of them at once, in the order in which they came.
 *
 * <p>A stack that is linked through the tickets: leaving one is a compare-and-set, taking all is a get-and-set, and the taker
 * turns them round. The taker sets a mark before it sleeps, and looks again: so a ticket is seen either by that look, or by
 * the thread that left it and finds the mark.
 */
final class HandOver {

    private final AtomicReference<@Nullable Ticket<?>> last = new AtomicReference<>();
    private volatile @Nullable Thread sleeper;
    private volatile boolean closed;

    /** Leaves a ticket. */
    void leave(Ticket<?> ticket) {
        Ticket<?> before;
        do {
            before = last.get();
            ticket.next = before;
        } while (!last.compareAndSet(before, ticket));
        wake();
    }

    /** Lets the taker never sleep again: it is to take what is there, and to end. */
    void close() {
        closed = true;
        wake();
    }

    boolean isClosed() {
        return closed;
    }

    private void wake() {
        Thread asleep = sleeper;
        if (asleep != null) {
            sleeper = null;
            LockSupport.unpark(asleep);
        }
    }

    /** Takes all that are there, the first one first, linked by their next; null if there is none. */
    @Nullable
    Ticket<?> takeAll() {
        Ticket<?> ticket = last.getAndSet(null);
        Ticket<?> first = null;
        while (ticket != null) {
            Ticket<?> before = ticket.next;
            ticket.next = first;
            first = ticket;
            ticket = before;
        }
        return first;
    }

    /** Sleeps until a ticket may be there or this is closed, or for no reason; at most so long. */
    void await(long nanos) {
        sleeper = Thread.currentThread();
        if (last.get() == null && !closed) {
            LockSupport.parkNanos(this, nanos);
        }
        sleeper = null;
    }
}
