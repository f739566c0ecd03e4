// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One file of the log: a header's sector, batches, zeros, a footer's sector.
 *
 * <p>It is opened when first used. Thread-safe.
 */
final class Segment {

    private static final Pattern NAME = Pattern.compile("journal-\\d{20}\\.wlj");

    private final JournalFiles files;
    private final String name;
    private final long firstPosition;
    private final ReentrantLock lock = new ReentrantLock();

    private volatile @Nullable JournalFile file;
    private volatile @Nullable SegmentEdge header;
    private volatile @Nullable SegmentEdge footer;
    private volatile @Nullable End end;
    private volatile @Nullable String endHead;
    private volatile @Nullable SparseIndex index;
    private boolean closed;

    /**
     * Where a segment that is complete ends.
     *
     * @param point in the log
     * @param offset in the file, after the last batch
     */
    record End(LogPoint point, int offset) {}

    Segment(JournalFiles files, String name) {
        this.files = files;
        this.name = name;
        this.firstPosition = Long.parseLong(name.substring(8, 28));
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    static String nameOf(long firstPosition) {
        return String.format(Locale.ROOT, "journal-%020d.wlj", firstPosition);
    }

    String name() {
        return name;
    }

    JournalFiles files() {
        return files;
    }

    long firstPosition() {
        return firstPosition;
    }

    JournalFile file() throws IOException {
        JournalFile opened = file;
        return opened == null ? load() : opened;
    }

    SegmentEdge header() throws IOException {
        SegmentEdge known = header;
        if (known == null) {
            load();
            known = header;
        }
        if (known == null) {
            throw new IllegalStateException("a segment without header: " + name);
        }
        return known;
    }

    @Nullable
    SegmentEdge footer() throws IOException {
        if (footer == null) {
            file();
        }
        return footer;
    }

    long footerOffset() throws IOException {
        return header().extent() - (long) Sectors.BYTES;
    }

    private JournalFile load() throws IOException {
        lock.lock();
        try {
            JournalFile opened = file;
            if (opened != null) {
                return opened;
            }
            if (closed) {
                throw new ClosedChannelException();
            }
            try {
                opened = files.open(name);
            } catch (NoSuchFileException e) {
                throw new IOException("segment is neither in the journal nor in its archive: " + name, e);
            }
            boolean right = false;
            try {
                readEdges(opened);
                right = true;
            } finally {
                if (!right) {
                    opened.close();
                }
            }
            file = opened;
            return opened;
        } finally {
            lock.unlock();
        }
    }

    private void readEdges(JournalFile opened) throws IOException {
        long size = opened.size();
        if (size < 4096) {
            throw new DamagedJournalException(name, size, "the file ends here");
        }
        SegmentEdge first = SegmentEdge.decode(sector(opened, 0), name, 0);
        if (first == null || first.kind() != SegmentEdge.Kind.START) {
            throw new DamagedJournalException(name, 0, "no segment header");
        }
        if (first.point().position() != firstPosition) {
            throw new DamagedJournalException(
                    name,
                    24,
                    "a segment under another's name: first position="
                            + first.point().position());
        }
        if (size != first.extent()) {
            throw new DamagedJournalException(
                    name, Math.min(size, first.extent()), "bytes=" + size + ", must be " + first.extent());
        }
        long last = size - Sectors.BYTES;
        SegmentEdge foot = SegmentEdge.decode(sector(opened, last), name, last);
        if (foot != null
                && (foot.kind() == SegmentEdge.Kind.START || !foot.logId().equals(first.logId()))) {
            throw new DamagedJournalException(name, last, "a footer of another segment");
        }
        header = first;
        footer = foot;
        if (foot != null) {
            end = new End(foot.point(), foot.extent());
            endHead = foot.head();
        }
    }

    private ByteBuffer sector(JournalFile opened, long offset) throws IOException {
        ByteBuffer sector = ByteBuffer.allocate(Sectors.BYTES);
        if (opened.read(sector, offset) < Sectors.BYTES) {
            throw new DamagedJournalException(name, offset, "the file ends here");
        }
        return sector.clear();
    }

    /** Where it ends; null while it is the one that is written to. */
    @Nullable
    End end() throws IOException {
        if (end == null) {
            file();
        }
        return end;
    }

    void end(@Nullable End at) {
        end = at;
    }

    @Nullable
    String endHead() {
        return endHead;
    }

    void endHead(@Nullable String head) {
        endHead = head;
    }

    /** Writes its footer and forces it. */
    void writeFooter(SegmentEdge foot) throws IOException {
        file().write(foot.encode(), footerOffset());
        file().force();
        footer = foot;
    }

    /** Takes its footer away, so that it can be written to. */
    void clearFooter() throws IOException {
        file().write(ByteBuffer.allocate(Sectors.BYTES), footerOffset());
        file().force();
        footer = null;
        end = null;
        endHead = null;
    }

    /** Writes its header anew, with the chain's head in it. */
    void writeStartHead(String head) throws IOException {
        SegmentEdge old = header();
        SegmentEdge with = new SegmentEdge(old.kind(), old.logId(), old.point(), old.extent(), head);
        file().write(with.encode(), 0);
        file().force();
        header = with;
    }

    @Nullable
    SparseIndex indexOrNull() {
        return index;
    }

    void index(SparseIndex built) {
        index = built;
    }

    /** The index of a segment that is complete, made by reading all of it once. */
    SparseIndex index(int spacing) throws IOException {
        SparseIndex known = index;
        if (known != null) {
            return known;
        }
        End last = end();
        if (last == null) {
            throw new IllegalStateException("a segment without end: " + name);
        }
        SparseIndex built = new SparseIndex(spacing);
        BatchReader reader = new BatchReader(this);
        LogPoint at = header().point();
        for (long offset = Sectors.BYTES; offset < last.offset(); ) {
            reader.require(offset, last.offset(), at);
            reader.index(built, offset);
            at = reader.header().end();
            offset += (long) reader.header().sectors() * Sectors.BYTES;
        }
        index = built;
        return built;
    }

    void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            JournalFile opened = file;
            file = null;
            if (opened != null) {
                opened.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
