// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Personal records in a file beside a journal, one right after the other; made with the first of them.
 *
 * <p>At most one record is ever written and not forced, so that what a power cut leaves of it is told from damage as a
 * batch is ({@link TornTail}). A record is erased in two steps, each of them forced: first its first sector, which marks it, then
 * the others. For one thread at a time.
 */
final class PersonalFile implements PersonalRecords.Storage {

    static final String NAME = "personal-1.whp";

    private static final int WINDOW = 1 << 20;

    private final JournalFiles files;
    private @Nullable JournalFile file;
    private long end;
    private long nextNumber = 1;

    /** Writes something, and does so again from the start when it was interrupted. */
    private interface Writing {
        void to(JournalFile opened) throws IOException;
    }

    PersonalFile(JournalFiles files) {
        this.files = files;
    }

    @Override
    public void open(PersonalRecords.Found found) throws IOException {
        if (!files.names().contains(NAME)) {
            return;
        }
        file = files.open(NAME);
        Walk walk = walk(found);
        long size = opened().size();
        end = walk.end;
        nextNumber = walk.nextNumber;
        if (end < size) {
            checkTorn(size);
            write(opened -> {
                Zeros.write(opened, end, size);
                opened.force();
            });
        }
        // As with a batch: after a force that failed, what is seen here may never have reached the disk.
        if (walk.last >= 0) {
            ByteBuffer sectors = sectors(walk.last);
            write(opened -> {
                opened.write(sectors.rewind(), walk.last);
                opened.force();
            });
        }
        erase(walk.gone);
    }

    /** How far records are right. */
    private static final class Walk {
        private final List<Long> gone = new ArrayList<>();
        private long end;
        private long nextNumber = 1;

        /** Where the last is that is not erased, or -1. */
        private long last = -1;
    }

    /** Goes through all records up to the first that is not whole. */
    private Walk walk(PersonalRecords.Found found) throws IOException {
        Walk walk = new Walk();
        long size = opened().size();
        while (walk.end < size) {
            int count = PersonalSectors.count(read(walk.end, 1), walk.nextNumber);
            if (count == 0) {
                break;
            }
            ByteBuffer sectors = read(walk.end, count);
            if (PersonalSectors.isGone(sectors)) {
                if (!PersonalSectors.hasItsTags(sectors, walk.nextNumber)) {
                    throw new DamagedJournalException(NAME, walk.end, "sectors of an erased record are not its own");
                }
                walk.gone.add(walk.end);
            } else if (PersonalSectors.isWhole(sectors, walk.nextNumber)) {
                found.record(PersonalSectors.decode(sectors), walk.end);
                walk.last = walk.end;
            } else {
                break;
            }
            walk.end += sectors.limit();
            walk.nextNumber++;
        }
        return walk;
    }

    /** Refuses what no power cut could have left behind the last record that is whole. */
    private void checkTorn(long size) throws IOException {
        int count = PersonalSectors.count(read(end, 1), nextNumber);
        int most = count == 0 ? PersonalSectors.MOST : count;
        boolean missing = false;
        for (int i = 0; i < most; i++) {
            ByteBuffer sector = read(end + (long) i * Sectors.BYTES, 1);
            boolean zeros = Sectors.isZero(sector, 0, Sectors.BYTES);
            if (!zeros && sector.getLong(0) != Sectors.tag(nextNumber, i)) {
                throw new DamagedJournalException(NAME, end, "not a record, nor what a power cut leaves of one");
            }
            missing |= zeros && (count > 0 || i == 0);
        }
        if (!missing) {
            throw new DamagedJournalException(NAME, end, "not as it was written");
        }
        checkZeros(end + (long) most * Sectors.BYTES, size);
    }

    private void checkZeros(long from, long size) throws IOException {
        for (long at = from; at < size; at += Sectors.BYTES) {
            if (!Sectors.isZero(read(at, 1), 0, Sectors.BYTES)) {
                throw new DamagedJournalException(NAME, at, "not zeros after the last record");
            }
        }
    }

    @Override
    public long append(PersonalRecord record) throws IOException {
        ByteBuffer sectors = PersonalSectors.encode(nextNumber, record);
        boolean made = file == null;
        if (made) {
            file = files.create(NAME);
        }
        try {
            write(opened -> {
                opened.write(sectors.rewind(), end);
                force(opened);
            });
        } catch (NoRoomException full) {
            undo(full);
            throw full;
        } finally {
            if (made) {
                files.forceDirectory();
            }
        }
        long place = end;
        end += sectors.limit();
        nextNumber++;
        return place;
    }

    /** A force that fails is never tried again, for whatever reason it did. */
    private static void force(JournalFile opened) throws IOException {
        try {
            opened.force();
        } catch (NoRoomException full) {
            throw new IOException("what was written is not certain: " + full.getMessage(), full);
        }
    }

    /** Clears a part that was written, so that the next record has its sectors to itself. */
    private void undo(NoRoomException full) throws IOException {
        try {
            long size = opened().size();
            write(opened -> {
                if (end < size) {
                    Zeros.write(opened, end, size);
                }
                opened.force();
            });
        } catch (IOException failed) {
            failed.addSuppressed(full);
            throw new IOException("what was begun could not be cleared: " + failed.getMessage(), failed);
        }
    }

    @Override
    public PersonalRecord read(long place) throws IOException {
        return PersonalSectors.decode(sectors(place));
    }

    /** A record's sectors; it is not erased. */
    private ByteBuffer sectors(long place) throws IOException {
        ByteBuffer sectors = anySectors(place);
        if (!PersonalSectors.isWhole(sectors, number(sectors))) {
            throw new DamagedJournalException(NAME, place, "not as it was written");
        }
        return sectors;
    }

    private ByteBuffer anySectors(long place) throws IOException {
        ByteBuffer first = read(place, 1);
        int count = PersonalSectors.count(first, number(first));
        if (count == 0) {
            throw new DamagedJournalException(NAME, place, "not a record");
        }
        return read(place, count);
    }

    private static long number(ByteBuffer sectors) {
        return sectors.getLong(0) >>> Sectors.INDEX_BITS;
    }

    @Override
    public void erase(List<Long> places) throws IOException {
        if (places.isEmpty()) {
            return;
        }
        write(opened -> {
            for (long place : places) {
                opened.write(PersonalSectors.erased(anySectors(place)).limit(Sectors.BYTES), place);
            }
            opened.force();
        });
        write(opened -> {
            for (long place : places) {
                ByteBuffer left = PersonalSectors.erased(anySectors(place));
                if (left.limit() > Sectors.BYTES) {
                    opened.write(left.position(Sectors.BYTES), place + Sectors.BYTES);
                }
            }
            opened.force();
        });
    }

    @Override
    public void verify() throws IOException {
        if (file != null) {
            Walk walk = walk((record, place) -> {});
            if (walk.end != end) {
                throw new DamagedJournalException(NAME, walk.end, "not as it was written");
            }
            for (long place : walk.gone) {
                ByteBuffer sectors = anySectors(place);
                if (!sectors.equals(PersonalSectors.erased(sectors))) {
                    throw new DamagedJournalException(NAME, place, "not zeros where it was erased");
                }
            }
            checkZeros(end, opened().size());
        }
    }

    @Override
    public void copyTo(JournalFiles target) throws IOException {
        if (file == null) {
            return;
        }
        String part = "copy-" + NAME;
        target.delete(part);
        try (JournalFile copy = target.create(part)) {
            ByteBuffer window = ByteBuffer.allocate((int) Math.min(WINDOW, Math.max(1, end)));
            for (long at = 0; at < end; at += window.capacity()) {
                window.clear().limit((int) Math.min(window.capacity(), end - at));
                if (opened().read(window, at) < window.limit()) {
                    throw new DamagedJournalException(NAME, at, "the file ends here");
                }
                copy.write(window.flip(), at);
            }
            copy.force();
        }
        target.rename(part, NAME);
        target.forceDirectory();
    }

    private ByteBuffer read(long at, int count) throws IOException {
        ByteBuffer sectors = ByteBuffer.allocate(count * Sectors.BYTES);
        opened().read(sectors, at);
        return sectors.clear();
    }

    /** An interrupt closes a file under the thread that writes: callers write here, and any of them may be interrupted. */
    private void write(Writing writing) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    writing.to(opened());
                    return;
                } catch (ClosedByInterruptException again) {
                    interrupted |= Thread.interrupted();
                    opened().close();
                    file = files.open(NAME);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private JournalFile opened() {
        JournalFile opened = file;
        if (opened == null) {
            throw new IllegalStateException("must have records: file=" + NAME);
        }
        return opened;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
