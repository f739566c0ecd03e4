// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the log in a directory, checks it, and mends what a power cut may have torn. */
final class Recovery {

    private final JournalFiles files;
    private final SegmentOptions options;
    private final List<Segment> segments = new ArrayList<>();
    private final Set<String> names;

    Recovery(JournalFiles files, SegmentOptions options) throws IOException {
        this.files = files;
        this.options = options;
        this.names = new TreeSet<>(files.names());
    }

    /** Spares that are there. */
    List<String> spares() {
        return names.stream().filter(SegmentPreparer::isName).toList();
    }

    /** All segments in order, those in the archive first; complete after {@link #recover()}. */
    List<Segment> segments() {
        return segments;
    }

    /**
     * Finds where the log ends.
     *
     * @return its end, or null if there is no log
     * @throws DamagedJournalException if something is not as it was written
     * @throws IOException if something cannot be read, or cannot be mended
     */
    @Nullable
    Durable recover() throws IOException {
        List<Segment> here = names.stream()
                .filter(Segment::isName)
                .map(name -> new Segment(files, name))
                .toList();
        addArchived(here.isEmpty() ? Long.MAX_VALUE : here.get(0).firstPosition());
        if (here.isEmpty()) {
            if (!segments.isEmpty()) {
                Segment last = segments.get(segments.size() - 1);
                throw new DamagedJournalException(last.name(), 0, "the archive has it, but nothing after it is here");
            }
            return null;
        }
        Segment before = null;
        for (Segment segment : here) {
            check(before, segment);
            segments.add(segment);
            before = segment;
        }
        return last(here.get(here.size() - 1));
    }

    private void addArchived(long before) throws IOException {
        JournalFiles archive = options.archive();
        if (archive != null) {
            for (String name : new TreeSet<>(archive.names())) {
                if (Segment.isName(name) && new Segment(archive, name).firstPosition() < before) {
                    segments.add(new Segment(archive, name));
                }
            }
        }
    }

    private void check(@Nullable Segment before, Segment segment) throws IOException {
        if (before == null) {
            segment.header();
            return;
        }
        if (!segment.header().logId().equals(before.header().logId())) {
            throw new DamagedJournalException(segment.name(), 8, "a segment of another log");
        }
        SegmentEdge footer = before.footer();
        Segment.End end;
        if (footer == null) {
            end = walkWhole(before);
        } else if (footer.kind() == SegmentEdge.Kind.SEALED) {
            end = new Segment.End(footer.point(), footer.extent());
        } else {
            throw new DamagedJournalException(
                    before.name(), before.footerOffset(), "closed as the last segment, but another one follows");
        }
        if (!end.point().equals(segment.header().point())) {
            throw new DamagedJournalException(
                    segment.name(),
                    24,
                    "starts at " + segment.header().point() + ", the one before it ends at " + end.point()
                            + ": a segment is missing or was exchanged");
        }
        before.end(end);
    }

    /** A segment that was left for the next one, but not sealed: whole, since the next one began after its last force. */
    private Segment.End walkWhole(Segment segment) throws IOException {
        Walk walk = walk(segment);
        if (walk.found == BatchReader.Found.INVALID) {
            throw walk.reader.damage();
        }
        zerosAfter(segment, walk.offset);
        return new Segment.End(walk.at, (int) walk.offset);
    }

    private static void zerosAfter(Segment segment, long offset) throws IOException {
        long other = Zeros.firstOther(segment.file(), offset, segment.footerOffset());
        if (other >= 0) {
            throw new DamagedJournalException(segment.name(), other, "not zeros after the last batch");
        }
    }

    private Durable last(Segment segment) throws IOException {
        SegmentEdge footer = segment.footer();
        if (footer != null && footer.kind() == SegmentEdge.Kind.SEALED) {
            throw new DamagedJournalException(
                    segment.name(), segment.footerOffset(), "sealed, but the segment after it is missing");
        }
        Walk walk = walk(segment);
        if (footer != null) {
            checkClosed(segment, walk, footer);
            return new Durable(segment, (int) walk.offset, walk.at);
        }
        long torn = new TornTail(segment, walk.at, walk.offset)
                .end(walk.found == BatchReader.Found.INVALID ? walk.reader.damage() : null);
        if (torn > walk.offset) {
            keepAside(segment, walk, torn);
            Zeros.write(segment.file(), walk.offset, torn);
        }
        writeAgain(segment, walk.lastOffset, walk.offset);
        segment.file().force();
        return new Durable(segment, (int) walk.offset, walk.at);
    }

    private static void checkClosed(Segment segment, Walk walk, SegmentEdge footer) throws IOException {
        if (walk.found == BatchReader.Found.INVALID) {
            throw walk.reader.damage();
        }
        if (!walk.at.equals(footer.point()) || walk.offset != footer.extent()) {
            throw new DamagedJournalException(
                    segment.name(), walk.offset, "ends at " + walk.at + ", was closed at " + footer.point());
        }
        zerosAfter(segment, walk.offset);
    }

    /** How far a segment is right. */
    private static final class Walk {
        private final BatchReader reader;
        private LogPoint at;
        private long offset = Sectors.BYTES;
        private long lastOffset = Sectors.BYTES;
        private BatchReader.Found found = BatchReader.Found.NOTHING;

        private Walk(BatchReader reader, LogPoint start) {
            this.reader = reader;
            this.at = start;
        }
    }

    private Walk walk(Segment segment) throws IOException {
        Walk walk = new Walk(new BatchReader(segment), segment.header().point());
        SparseIndex index = new SparseIndex(options.indexSpacing());
        while (true) {
            walk.found = walk.reader.read(walk.offset, segment.footerOffset(), walk.at);
            if (walk.found != BatchReader.Found.BATCH) {
                segment.index(index);
                return walk;
            }
            walk.reader.index(index, walk.offset);
            walk.lastOffset = walk.offset;
            walk.at = walk.reader.header().end();
            walk.offset += (long) walk.reader.header().sectors() * Sectors.BYTES;
        }
    }

    private void keepAside(Segment segment, Walk walk, long end) throws IOException {
        int n = 1;
        String prefix = "torn-" + walk.at.position() + "-";
        while (names.contains(prefix + n + ".bin")) {
            n++;
        }
        String name = prefix + n + ".bin";
        names.add(name);
        try (JournalFile aside = files.create(name)) {
            copy(segment.file(), aside, walk.offset, end);
            aside.force();
        }
        files.forceDirectory();
    }

    private static void copy(JournalFile from, JournalFile aside, long start, long end) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) (end - start));
        from.read(bytes, start);
        aside.write(bytes.flip(), 0);
    }

    /**
     * Writes a batch once more, as it is.
     *
     * <p>After a force that failed, an operating system may show pages that never reached the disk and count them as
     * written: a force alone would not write them.
     */
    private static void writeAgain(Segment segment, long from, long to) throws IOException {
        if (from < to) {
            ByteBuffer bytes = ByteBuffer.allocateDirect((int) (to - from));
            segment.file().read(bytes, from);
            segment.file().write(bytes.flip(), from);
        }
    }
}
