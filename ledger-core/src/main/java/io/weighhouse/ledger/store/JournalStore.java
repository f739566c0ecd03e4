// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.audit.AuditReport;
import io.weighhouse.ledger.audit.Discrepancy;
import io.weighhouse.ledger.engine.LedgerEngine;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the books in a journal: what it answered is on the disk.
 *
 * <p>One thread takes whatever commands and queries have come meanwhile, lets the engine decide them one after another, writes
 * what came of all of them with one force, and only then answers: refusals and reads too, so that nobody sees what a crash
 * could undo. While it forces, the next ones gather; nothing waits for a timer.
 *
 * <p>A write or a force that fails makes the store unusable, for reads as well: what is on the disk is known again after it is
 * opened again. When the disk is full, holds and whatever else begins something are refused, and captures and releases go on
 * in room that was set aside.
 *
 * <p>This class is thread-safe; its stages complete on the executor of its options, never on its own threads.
 */
public final class JournalStore implements LedgerStore {

    private final SnapshotKeeper snapshots;
    private final SegmentLog log;
    private final SegmentEvents events;
    private final JournalOptions options;
    private final JournalWriter writer;
    private final Thread thread;
    private final Semaphore places;
    private final PersonalRecords personal;
    private final HandOver handOver = new HandOver();

    private JournalStore(Opened opened, SegmentEvents events, LedgerEngine engine, JournalOptions options) {
        this.snapshots = new SnapshotKeeper(opened.snapshots(), options);
        personal = opened.personal();
        log = opened.log();
        this.events = events;
        this.options = options;
        places = new Semaphore(options.queueCapacity);
        writer = new JournalWriter(
                new JournalWriter.Parts(log, events, engine, handOver, this.snapshots), options, places);
        thread = options.threads.newThread(writer);
        thread.start();
    }

    private record Opened(SegmentLog log, Snapshots snapshots, PersonalRecords personal) {}

    /**
     * Opens the journal of a directory, or makes a new one there.
     *
     * @param directory where; it is made when it is not there
     * @param options how it is kept
     * @return the store
     * @throws LedgerStoreException if it cannot be read or written, or another process has it
     * @throws DamagedJournalException if something is not as it was written
     */
    public static JournalStore open(Path directory, JournalOptions options) {
        try {
            return open(JournalFiles.directory(directory), options);
        } catch (IOException failed) {
            throw new LedgerStoreException(
                    "journal cannot be opened: " + failed.getMessage() + ": directory=" + directory, true, failed);
        }
    }

    /**
     * Opens the journal that some files are, or makes a new one.
     *
     * @param files where
     * @param options how it is kept
     * @return the store
     * @throws LedgerStoreException if it cannot be read or written, or another process has it
     * @throws DamagedJournalException if something is not as it was written
     */
    public static JournalStore open(JournalFiles files, JournalOptions options) {
        LogId id = new LogId(options.random.nextLong(), options.random.nextLong());
        SegmentOptions layout = SegmentOptions.of(id).withSegmentBytes(options.segmentBytes);
        if (options.archive != null) {
            layout = layout.withArchive(options.archive);
        }
        SegmentLog log = null;
        PersonalRecords personal = null;
        JournalStore store = null;
        try {
            log = SegmentLog.open(files, layout, options.threads);
            Snapshots snapshots = new Snapshots(files, log, options.horizon);
            snapshots.deleteDrafts();
            personal = PersonalRecords.open(files, options.random);
            SegmentEvents events = new SegmentEvents(log);
            store = new JournalStore(new Opened(log, snapshots, personal), events, snapshots.latest(events), options);
            return store;
        } catch (IOException failed) {
            throw new LedgerStoreException("journal cannot be opened: " + failed.getMessage(), true, failed);
        } finally {
            if (store == null && log != null) {
                abandon(log, personal);
            }
        }
    }

    private static void abandon(SegmentLog log, @Nullable PersonalRecords personal) {
        try {
            if (personal != null) {
                personal.close();
            }
            log.close();
        } catch (IOException | LedgerStoreException alsoFailed) {
            // What made it impossible to open is thrown already.
        }
    }

    @Override
    public <R> CompletionStage<Outcome<R>> submit(Command<R> command, Instant now) {
        return leave(new Ticket.OfCommand<>(command, now, options.ticker.getAsLong(), false));
    }

    @Override
    public <R> CompletionStage<R> read(Query<R> query, Instant now) {
        return leave(new Ticket.OfQuery<>(query, now, options.ticker.getAsLong(), false));
    }

    @Override
    public <R> Outcome<R> submitAndWait(Command<R> command, Instant now) {
        return await(new Ticket.OfCommand<>(command, now, options.ticker.getAsLong(), true));
    }

    @Override
    public <R> R readAndWait(Query<R> query, Instant now) {
        return await(new Ticket.OfQuery<>(query, now, options.ticker.getAsLong(), true));
    }

    @Override
    public CompletionStage<Long> eventsAfter(long sequence) {
        return writer.watermark().after(sequence);
    }

    private <R> CompletionStage<R> leave(Ticket<R> ticket) {
        if (!places.tryAcquire()) {
            return CompletableFuture.failedFuture(
                    new LedgerStoreException("queue is full: queueCapacity=" + options.queueCapacity, true, null));
        }
        offer(ticket);
        return ticket.answer;
    }

    private <R> R await(Ticket<R> ticket) {
        try {
            if (!places.tryAcquire(options.patienceNanos(), TimeUnit.NANOSECONDS)) {
                throw new LedgerStoreException("queue is full: queueCapacity=" + options.queueCapacity, true, null);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LedgerStoreException("interrupted before it was begun", true, interrupted);
        }
        offer(ticket);
        return Waiting.await(ticket.answer);
    }

    private void offer(Ticket<?> ticket) {
        handOver.leave(ticket);
        if (writer.hasEnded()) {
            // It looked once more after it had said so; who comes later looks after himself.
            writer.refuseRest();
        }
    }

    /**
     * Reads every byte of every file, does the whole history again, adds up every row, and compares all of it; commands go on
     * meanwhile, but for the last moment, when what is in memory is compared: about a tenth of a second for a million
     * accounts.
     */
    @Override
    public AuditReport verify(Optional<ChainHead> expected) {
        try {
            log.verify();
            personal.verify();
            StoreAudit audit = new StoreAudit(new SegmentEvents(log), log.id(), options.horizon, expected);
            LogScan scan = log.scan(0);
            while (scan.next()) {
                audit.take(scan.bytes(), scan.from(), scan.to(), scan.ruleVersion());
            }
            return await(new Ticket.OfWork<>(
                    engine -> {
                        audit.takeRest(events);
                        return audit.report(engine);
                    },
                    Instant.EPOCH,
                    options.ticker.getAsLong()));
        } catch (DamagedJournalException damaged) {
            Discrepancy where =
                    new Discrepancy(0, damaged.file(), "as it was written", String.valueOf(damaged.getMessage()));
            return new AuditReport(new ChainHead(0, ChainHash.origin(new LogId(0, 0))), 0, List.of(where));
        } catch (IOException failed) {
            throw new LedgerStoreException("journal cannot be read: " + failed.getMessage(), true, failed);
        }
    }

    /**
     * The head of the hash chain after the last event that is durable: to be kept where whoever can write the journal cannot.
     *
     * @return the head
     * @throws LedgerStoreException if the journal cannot be read
     */
    public ChainHead head() {
        try {
            return log.head();
        } catch (IOException failed) {
            throw new LedgerStoreException("journal cannot be read: " + failed.getMessage(), true, failed);
        }
    }

    /** {@return how the store is, for dashboards and probes} */
    public JournalHealth health() {
        return new JournalHealth(
                writer.isUsable(),
                log.durableSequence(),
                options.queueCapacity - places.availablePermits(),
                log.room() == Room.PLENTY,
                Optional.ofNullable(snapshots.lastFailure()));
    }

    /**
     * Makes a snapshot, from the last one and what has come since, on the calling thread and beside the engine at work; it
     * needs as much memory again while it does. The store makes one by itself now and then.
     *
     * @return the number of the last event that it knows
     * @throws LedgerStoreException if it could not be made; nothing is lost by that
     */
    public long snapshot() {
        try {
            return snapshots.make().sequence();
        } catch (IOException failed) {
            throw new LedgerStoreException("snapshot failed: " + failed.getMessage(), true, failed);
        }
    }

    /**
     * Copies the journal to another directory, whole and consistent, while the store works on.
     *
     * @param directory where to; it must be empty or not there
     * @return the head of the hash chain after the last event that was copied
     * @throws LedgerStoreException if it could not be copied whole
     */
    public ChainHead backup(Path directory) {
        try {
            return backup(JournalFiles.directory(directory));
        } catch (IOException failed) {
            throw new LedgerStoreException("backup failed: " + failed.getMessage(), true, failed);
        }
    }

    /**
     * Copies the journal to other files, whole and consistent, while the store works on.
     *
     * @param target where to; nothing must be there
     * @return the head of the hash chain after the last event that was copied
     * @throws LedgerStoreException if it could not be copied whole
     */
    public ChainHead backup(JournalFiles target) {
        try {
            ChainHead head = log.backup(target);
            // After the events, so that none of them refers to a record which is not there.
            Closeable held = target.lock();
            try {
                personal.copyTo(target);
            } finally {
                held.close();
            }
            return head;
        } catch (IOException failed) {
            throw new LedgerStoreException("backup failed: " + failed.getMessage(), true, failed);
        }
    }

    /**
     * Moves whole files of old history to another place, from where they are still read if the options name it.
     *
     * @param before the number of the first event whose file must stay
     * @param archive where to
     * @return how many files were moved
     * @throws LedgerStoreException if one could not be moved; it is then still in its old place, or in both
     */
    public int archive(long before, JournalFiles archive) {
        try {
            return log.archive(log.positionOf(before), archive);
        } catch (IOException failed) {
            throw new LedgerStoreException("archive failed: " + failed.getMessage(), true, failed);
        }
    }

    /**
     * The texts about people, in a file beside the journal; each call is on the disk when it returns. They fail apart from the
     * books: what could not be written there stops nothing else.
     */
    @Override
    public PersonalRecords personal() {
        return personal;
    }

    /**
     * Ends the store: what was left before is answered, what comes later is refused. It says in its files where it ends, so
     * that a missing end is noticed. Closed again, it stays closed.
     *
     * @throws LedgerStoreException if that could not be written
     */
    @Override
    public void close() {
        writer.end();
        JournalThreads.join(thread);
        snapshots.end();
        try {
            try {
                personal.close();
            } finally {
                log.close();
            }
        } catch (IOException failed) {
            throw new LedgerStoreException("journal was not closed cleanly: " + failed.getMessage(), true, failed);
        }
    }
}
