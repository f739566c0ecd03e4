// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import io.weighhouse.ledger.Horizon;
import io.weighhouse.ledger.engine.EventBytes;
import io.weighhouse.ledger.engine.LedgerEngine;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Brings engines to where a log is durable, from the newest snapshot on; and makes snapshots so, beside the engine at work.
 *
 * <p>A snapshot holds nothing that the log does not: one that is not whole is passed over.
 */
final class Snapshots {

    private static final int KEPT = 2;

    private final JournalFiles files;
    private final SegmentLog log;
    private final Horizon horizon;
    private volatile long takenAt;

    Snapshots(JournalFiles files, SegmentLog log, Horizon horizon) {
        this.files = files;
        this.log = log;
        this.horizon = horizon;
    }

    /** Deletes what was left of snapshots whose making a crash ended; nothing else writes them while this runs. */
    void deleteDrafts() throws IOException {
        for (String name : files.names()) {
            if (SnapshotFile.isDraft(name)) {
                files.delete(name);
            }
        }
    }

    /**
     * An engine that has done everything that is durable.
     *
     * @param events where it goes on
     * @return the engine
     * @throws DamagedJournalException if a snapshot knows more than the log, or an event does not follow from those before
     * @throws IOException if something cannot be read
     */
    LedgerEngine latest(SegmentEvents events) throws IOException {
        LedgerEngine engine = new LedgerEngine(events, horizon, StoreAudit.secret(log.id()));
        long from = 0;
        for (String name : names()) {
            Optional<SnapshotFile.Place> place = SnapshotFile.check(files, name);
            if (place.isPresent()) {
                check(name, place.get());
                SnapshotFile.read(files, name, engine::restore);
                from = place.get().position();
                takenAt = Math.max(takenAt, from);
                break;
            }
        }
        redo(engine, from);
        return engine;
    }

    /** Where the newest snapshot was taken that was read; 0 for none. */
    long takenAt() {
        return takenAt;
    }

    private void check(String name, SnapshotFile.Place place) throws IOException {
        if (!place.log().equals(log.id())) {
            throw new DamagedJournalException(name, 8, "a snapshot of another log");
        }
        if (place.position() > log.durableEnd()) {
            throw new DamagedJournalException(
                    name, 24, "the journal ends at position " + log.durableEnd() + ", before " + place.position());
        }
    }

    /** Newest first. */
    private List<String> names() throws IOException {
        return files.names().stream()
                .filter(SnapshotFile::isName)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    private void redo(LedgerEngine engine, long from) throws IOException {
        EventBytes event = new EventBytes();
        LogScan scan = log.scan(from);
        while (scan.next()) {
            long position = scan.position();
            byte[] bytes = scan.bytes();
            for (int at = scan.from(); at < scan.to(); ) {
                int length = EventBytes.lengthAt(bytes, at);
                event.set(bytes, at, at + length);
                try {
                    engine.redo(event, position, scan.ruleVersion());
                } catch (RuntimeException wrong) {
                    throw DamagedJournalException.atPosition(
                            log.segmentAt(position).name(),
                            position,
                            "event " + (engine.lastSequence() + 1) + " cannot be done again: " + wrong.getMessage());
                }
                at += length;
                position += length;
            }
        }
    }

    /**
     * Makes a snapshot of what is durable now, and deletes all but the newest two.
     *
     * @return where it was taken
     * @throws IOException if it cannot be made; those that are there stay
     */
    SnapshotFile.Place make() throws IOException {
        LedgerEngine engine = latest(new SegmentEvents(log));
        long position = log.positionAfter(engine.lastSequence());
        SnapshotFile.Place place = new SnapshotFile.Place(log.id(), position, engine.lastSequence());
        SnapshotFile.write(files, place, engine::save);
        List<String> old = names();
        for (int i = KEPT; i < old.size(); i++) {
            files.delete(old.get(i));
        }
        return place;
    }
}
