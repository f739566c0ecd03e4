// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import io.weighhouse.ledger.engine.LedgerEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** The thread that writes: it takes what has come, lets the engine decide, forces once, and answers. */
final class JournalWriter implements Runnable {

    /** What it works on. */
    record Parts(
            SegmentLog log, SegmentEvents events, LedgerEngine engine, HandOver handOver, SnapshotKeeper snapshots) {}

    private static final int MOST_BATCH_BYTES = 1 << 20;
    private static final long SLEEP_NANOS = 3_600_000_000_000L;
    private static final long ROOM_RETRY_NANOS = 20_000_000L;

    private final Parts parts;
    private final JournalOptions options;
    private final Semaphore places;
    private final long patienceNanos;
    private final Watermark watermark;
    private final ClockWatch clock;
    private final long batchBytes;
    private final List<Ticket<?>> batch = new ArrayList<>();
    private volatile boolean ended;
    private volatile @Nullable LedgerStoreException poison;

    JournalWriter(Parts parts, JournalOptions options, Semaphore places) {
        this.places = places;
        this.parts = parts;
        this.options = options;
        clock = new ClockWatch(options.clockLeapCap);
        watermark = new Watermark(parts.engine().lastSequence());
        patienceNanos = options.patienceNanos();
        batchBytes = Math.min(MOST_BATCH_BYTES, options.segmentBytes / 4);
    }

    void end() {
        parts.handOver().close();
    }

    /** Up to where events are durable. */
    Watermark watermark() {
        return watermark;
    }

    boolean isUsable() {
        return poison == null && !ended;
    }

    boolean hasEnded() {
        return ended;
    }

    @Override
    public String toString() {
        return "writer";
    }

    @Override
    public void run() {
        while (true) {
            Ticket<?> first = parts.handOver().takeAll();
            if (first != null) {
                work(first);
            } else if (parts.handOver().isClosed()) {
                ended = true;
                refuseRest();
                return;
            } else {
                parts.handOver().await(SLEEP_NANOS);
            }
        }
    }

    /** Once ended: refuses whatever is still there. */
    void refuseRest() {
        watermark.end(new LedgerStoreException("store is closed", true, null));
        refuse("store is closed");
    }

    private void refuse(String why) {
        List<Ticket<?>> refused = new ArrayList<>();
        for (Ticket<?> ticket = parts.handOver().takeAll(); ticket != null; ticket = ticket.next) {
            ticket.fail(new LedgerStoreException(why, true, null));
            refused.add(ticket);
        }
        tell(refused);
    }

    private void work(Ticket<?> first) {
        for (Ticket<?> ticket = first; ticket != null; ) {
            Ticket<?> next = ticket.next;
            ticket.next = null;
            if (ticket.wantsAllDurable()) {
                commitAndTell();
            }
            decide(ticket);
            batch.add(ticket);
            if (parts.log().end() - parts.log().durableEnd() > batchBytes) {
                commitAndTell();
            }
            ticket = next;
        }
        commitAndTell();
    }

    private void decide(Ticket<?> ticket) {
        LedgerStoreException unusable = poison;
        if (unusable != null) {
            ticket.fail(new LedgerStoreException("journal is unusable", true, unusable));
        } else if (options.ticker.getAsLong() - ticket.leftAtNanos > patienceNanos) {
            ticket.fail(new LedgerStoreException("deadline passed before it was begun", true, null));
        } else if (!ticket.wantsAllDurable() && clock.leaps(ticket.now, ticket.leftAtNanos)) {
            ticket.fail(new LedgerStoreException(
                    "clock leapt by more than " + options.clockLeapCap + ": set it right, or open the store anew: now="
                            + ticket.now,
                    true,
                    null));
        } else if (!ticket.endsSomething() && parts.log().room() != Room.PLENTY) {
            ticket.fail(new LedgerStoreException("no room on the disk: only captures and releases go on", true, null));
        } else {
            ask(ticket);
        }
    }

    private void ask(Ticket<?> ticket) {
        long before = parts.engine().lastSequence();
        try {
            ticket.answerFrom(parts.engine());
        } catch (RuntimeException failed) {
            if (parts.engine().isBroken()) {
                // The engine stopped halfway: only its log knows what is true.
                poison(failed);
            }
            boolean nothingDone = parts.engine().lastSequence() == before;
            ticket.fail(new LedgerStoreException("cannot be answered: " + failed, nothingDone, failed));
        } catch (Error broken) {
            poison(broken);
            ticket.fail(Objects.requireNonNull(poison));
        }
    }

    private void poison(Throwable why) {
        if (poison == null) {
            poison = new LedgerStoreException("journal is unusable: " + why, false, why);
        }
    }

    private void commitAndTell() {
        if (poison == null && parts.events().hasPending()) {
            commit();
        }
        LedgerStoreException unusable = poison;
        if (unusable == null) {
            // Before anybody is told: who has an answer finds its event in the feed.
            watermark.raise(parts.engine().lastSequence());
        }
        for (Ticket<?> ticket : batch) {
            if (unusable != null && !ticket.hasFailed()) {
                ticket.fail(unusable);
            }
        }
        if (unusable == null) {
            // Before anybody is answered: who has his answer must find his event below the mark.
            watermark.raise(parts.engine().lastSequence());
        }
        tell(batch);
        batch.clear();
        if (unusable != null) {
            tellLater(() -> watermark.end(unusable));
        } else if (watermark.awaited()) {
            tellLater(watermark::tell);
        }
    }

    private void tell(List<Ticket<?>> tickets) {
        places.release(tickets.size());
        List<Ticket<?>> later = new ArrayList<>();
        for (Ticket<?> ticket : tickets) {
            if (ticket.awaited) {
                ticket.tell();
            } else {
                later.add(ticket);
            }
        }
        if (!later.isEmpty()) {
            tellLater(() -> later.forEach(Ticket::tell));
        }
    }

    private void tellLater(Runnable telling) {
        try {
            options.callbacks.execute(telling);
        } catch (RejectedExecutionException closedByItsOwner) {
            telling.run();
        }
    }

    private void commit() {
        while (poison == null) {
            try {
                parts.log().commit(LedgerEngine.rulesVersion());
                parts.events().committed();
                parts.snapshots().durableUpTo(parts.log().durableEnd());
                return;
            } catch (NoRoomException full) {
                awaitRoom();
            } catch (IOException | RuntimeException | Error failed) {
                poison(failed);
            }
        }
    }

    /** Nothing that was decided is lost: it waits here, and what comes meanwhile is refused. */
    private void awaitRoom() {
        parts.log().room();
        parts.handOver().await(ROOM_RETRY_NANOS);
        refuse("no room on the disk");
        if (parts.handOver().isClosed()) {
            poison(new IOException("no room on the disk"));
        }
    }
}
