// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A log of events in files that outlives crashes: what was committed is there, what is there was written here.
 *
 * <p>An event is bytes that begin with the length of the rest, as LEB128. Its position is its offset in all event bytes ever
 * appended, so it is the same whatever the files look like. After a write or a force that failed nothing works any more:
 * what is on the disk is then only known after {@link #open}.
 *
 * <p>One thread appends, commits and closes, and reads what it has not committed; any thread reads what is durable.
 */
final class SegmentLog implements Closeable {

    private final JournalFiles files;
    private final SegmentOptions options;
    private final Closeable held;
    private final Executor background;
    private final SegmentPreparer preparer;
    private final EventChain chain;
    private final PendingEvents pending;
    private final BatchWriter writer = new BatchWriter();

    /** Held while the active segment is written to, and by who looks at its unwritten part. */
    private final ReentrantLock writing = new ReentrantLock();

    /** Held while a footer is written. */
    private final ReentrantLock sealing = new ReentrantLock();

    private final LogSegments segments;
    private volatile Durable durable;
    private volatile @Nullable Throwable poison;
    private volatile boolean closed;
    private int commits;

    /**
     * Opens the log that is there, or makes a new one.
     *
     * @param files where
     * @param options how a new one, or a new segment, is laid out
     * @param threads makes the threads, one at a time, that prepare and seal segments
     * @return the log
     * @throws DamagedJournalException if something is not as it was written
     * @throws IOException if it cannot be read or written, or somebody else has it
     */
    static SegmentLog open(JournalFiles files, SegmentOptions options, ThreadFactory threads) throws IOException {
        BackgroundWork background = new BackgroundWork(threads);
        SegmentLog log = null;
        try {
            log = openOn(files, options, background);
            return log;
        } finally {
            if (log == null) {
                background.end();
            }
        }
    }

    /** As the other one; with {@code Runnable::run} everything happens on the caller's thread, in a fixed order. */
    static SegmentLog openOn(JournalFiles files, SegmentOptions options, Executor background) throws IOException {
        Closeable held = files.lock();
        SegmentLog log = null;
        try {
            log = new SegmentLog(files, options, background, held);
            return log;
        } finally {
            if (log == null) {
                held.close();
            }
        }
    }

    private SegmentLog(JournalFiles files, SegmentOptions options, Executor background, Closeable held)
            throws IOException {
        this.files = files;
        this.options = options;
        this.held = held;
        this.background = background;
        Recovery recovery = new Recovery(files, options);
        Durable end = recovery.recover();
        this.preparer = new SegmentPreparer(files, options.segmentBytes(), recovery.spares(), background);
        List<Segment> all = new ArrayList<>(recovery.segments());
        if (end == null) {
            Segment first = begin(LogPoint.ORIGIN, options.logId(), ChainHash.origin(options.logId()));
            all.add(first);
            end = new Durable(first, Sectors.BYTES, LogPoint.ORIGIN);
        }
        this.segments = new LogSegments(all);
        this.durable = end;
        this.pending = new PendingEvents(options, end.segment().header().extent(), end.point());
        this.chain = EventChain.stored(this, all, end.segment());
        if (end.segment().footer() != null) {
            end.segment().clearFooter();
        }
        preparer.request();
        for (Segment segment : all) {
            if (segment != end.segment() && segment.files() == files && segment.footer() == null) {
                sealLater(segment);
            }
        }
    }

    /**
     * Adds an event; it is durable after the next commit.
     *
     * @param bytes where it is
     * @param offset where it starts there
     * @param length how long it is, with its length field
     * @throws IllegalArgumentException if its length field says otherwise, or it is too long for a batch
     * @throws IllegalStateException if a segment's worth of bytes waits for a commit
     * @throws IOException if the log is unusable
     */
    void append(byte[] bytes, int offset, int length) throws IOException {
        checkUsable();
        pending.add(bytes, offset, length);
    }

    /** The name of this log. */
    LogId id() throws IOException {
        return segments.all().get(0).header().logId();
    }

    /** How many bytes of events may wait for a commit. */
    int mostPendingBytes() {
        return options.segmentBytes();
    }

    /** Where the next event will be. */
    long end() {
        return pending.end();
    }

    /** The number of the last event, committed or not; 0 if there is none. */
    long lastSequence() {
        return pending.lastSequence();
    }

    long durableEnd() {
        return durable.point().position();
    }

    long durableSequence() {
        return durable.point().sequence() - 1;
    }

    Durable durable() {
        return durable;
    }

    /**
     * Makes everything that was appended durable.
     *
     * <p>More than fits a batch is written as several, each of them forced before the next, so that no two are ever under way.
     *
     * @param ruleVersion by which rules these events came to be
     * @throws NoRoomException if there is no segment to go on in; what was not written is kept, and a later commit may succeed
     * @throws IOException if a write or a force failed; the log is then unusable
     */
    void commit(int ruleVersion) throws IOException {
        checkUsable();
        if ((++commits & 0x3ff) == 0) {
            preparer.request();
        }
        while (pending.hasMore()) {
            PendingEvents.Part part = pending.next();
            int length = Sectors.count(BatchHeader.BYTES + part.events().remaining()) * Sectors.BYTES;
            if (durable.offset() + length > durable.segment().footerOffset()) {
                roll();
                // The new segment may have smaller batches than the one before.
                part = pending.next();
            }
            write(part, ruleVersion);
            pending.done(part);
        }
    }

    private void write(PendingEvents.Part part, int ruleVersion) throws IOException {
        Durable from = durable;
        ByteBuffer batch = writer.batch(from.point(), ruleVersion, part.count(), part.events());
        int length = batch.remaining();
        writing.lock();
        try {
            from.segment().file().write(batch, from.offset());
            from.segment().file().force();
            SparseIndex index = from.segment().indexOrNull();
            if (index != null) {
                pending.index(index, part, from.offset());
            }
            durable = new Durable(
                    from.segment(),
                    from.offset() + length,
                    from.point().plus(part.events().remaining(), part.count()));
        } catch (IOException | RuntimeException e) {
            throw poisoned(e);
        } finally {
            writing.unlock();
        }
    }

    /** Leaves the active segment for the next one, which is certain to be there before anything is written to it. */
    private void roll() throws IOException {
        Durable from = durable;
        String spare = preparer.take();
        try {
            String head = chain.headIfAt(from.point().position());
            Segment next = begin(spare, from.point(), from.segment().header().logId(), head);
            from.segment().end(new Segment.End(from.point(), from.offset()));
            segments.add(next);
            pending.segmentBytes(options.segmentBytes());
            durable = new Durable(next, Sectors.BYTES, from.point());
        } catch (IOException | RuntimeException e) {
            throw poisoned(e);
        }
        sealLater(from.segment());
        preparer.request();
    }

    private Segment begin(LogPoint at, LogId logId, @Nullable String head) throws IOException {
        return begin(preparer.take(), at, logId, head);
    }

    private Segment begin(String spare, LogPoint at, LogId logId, @Nullable String head) throws IOException {
        String name = Segment.nameOf(at.position());
        try (JournalFile file = files.open(spare)) {
            SegmentEdge header = new SegmentEdge(SegmentEdge.Kind.START, logId, at, options.segmentBytes(), head);
            file.write(header.encode(), 0);
            file.force();
        }
        files.rename(spare, name);
        files.forceDirectory();
        Segment segment = new Segment(files, name);
        segment.file();
        segment.index(new SparseIndex(options.indexSpacing()));
        return segment;
    }

    private void sealLater(Segment segment) {
        background.execute(() -> {
            try {
                if (poison == null) {
                    seal(segment);
                }
            } catch (IOException e) {
                // It stays without footer, as after a crash: who needs one makes one, or opening does.
                return;
            } catch (RuntimeException e) {
                poison = e;
            }
        });
    }

    /** Writes the footer of a segment that is complete, unless it has one. */
    void seal(Segment segment) throws IOException {
        String head = chain.headAtEnd(segment);
        Segment.End end = segment.end();
        if (end == null) {
            throw new IllegalStateException("a segment without end: " + segment.name());
        }
        LogId logId = segment.header().logId();
        sealing.lock();
        try {
            if (segment.footer() == null) {
                writeOrPoison(() -> segment.writeFooter(
                        new SegmentEdge(SegmentEdge.Kind.SEALED, logId, end.point(), end.offset(), head)));
            }
        } finally {
            sealing.unlock();
        }
    }

    /** A write and a force. */
    interface Writing {
        void run() throws IOException;
    }

    /** Writes; when that fails, the log is unusable. */
    void writeOrPoison(Writing write) throws IOException {
        try {
            write.run();
        } catch (IOException | RuntimeException e) {
            throw poisoned(e);
        }
    }

    private IOException poisoned(Exception e) {
        poison = e;
        return new IOException("journal is unusable after a failed write or force: " + e.getMessage(), e);
    }

    void checkUsable() throws IOException {
        Throwable why = poison;
        if (why != null) {
            throw new IOException("journal is unusable after a failed write or force: " + why.getMessage(), why);
        }
        if (closed) {
            throw new IOException("journal is closed");
        }
    }

    /** Something to read events with, for one thread. */
    EventCursor cursor() {
        return new EventCursor(options.indexSpacing());
    }

    /**
     * Reads an event.
     *
     * @param position where it starts; at or after the durable end only on the writer's thread
     * @param into takes the event
     * @return how long it is
     * @throws IllegalArgumentException if no event starts there
     * @throws IOException if it cannot be read, or the log is unusable
     */
    int read(long position, EventCursor into) throws IOException {
        if (position < 0) {
            throw new IllegalArgumentException("must be >= 0: position=" + position);
        }
        while (true) {
            checkUsable();
            Object before = segments.layout();
            Durable now = durable;
            if (position >= now.point().position()) {
                pending.read(position, into);
                return into.length();
            }
            try {
                into.read(segmentAt(position), position, now);
                return into.length();
            } catch (ClosedChannelException e) {
                segments.checkMoved(e, before, null);
            }
        }
    }

    /** Where the event with a number starts; the durable end for the one after the last. */
    long positionOf(long sequence) throws IOException {
        checkUsable();
        LogPoint end = durable.point();
        if (sequence < 1 || sequence > end.sequence()) {
            throw new IllegalArgumentException("must be from 1 to " + end.sequence() + ": sequence=" + sequence);
        }
        if (sequence == end.sequence()) {
            return end.position();
        }
        LogScan scan = scan(segments.retrying(() -> pointBeforeSequence(sequence)));
        while (scan.next()) {
            if (sequence < scan.sequence() + scan.count()) {
                int at = scan.from();
                for (long n = scan.sequence(); n < sequence; n++) {
                    at += Sectors.eventLength(scan.bytes(), at, scan.to());
                }
                return scan.position() + at - scan.from();
            }
        }
        throw new IllegalStateException("no event with sequence=" + sequence);
    }

    /** Where the event after one starts, which is durable too. */
    long positionAfter(long sequence) throws IOException {
        return positionOf(sequence + 1);
    }

    private long pointBeforeSequence(long sequence) throws IOException {
        Segment segment = segments.atSequence(sequence, durable.segment());
        SparseIndex index = segment.index(options.indexSpacing());
        int entry = index.atSequence(sequence);
        return entry < 0 ? segment.firstPosition() : index.position(entry);
    }

    /**
     * An event that starts at or before a position, near it, and its number.
     *
     * @param position from 0 to the durable end
     * @return where it starts, with the number of its batch's segment's first batch
     * @throws IOException if it cannot be read
     */
    LogPoint pointAtOrBefore(long position) throws IOException {
        checkUsable();
        return segments.retrying(() -> {
            Segment segment = segmentAt(position);
            SparseIndex index = segment.index(options.indexSpacing());
            int entry = index.atPosition(position);
            LogPoint start = segment.header().point();
            return entry < 0 ? start : new LogPoint(index.position(entry), index.sequence(entry), start.batch());
        });
    }

    /**
     * Reads forward from an event.
     *
     * @param position where it starts
     * @return for one thread
     * @throws IOException if the log is unusable
     */
    LogScan scan(long position) throws IOException {
        checkUsable();
        return new LogScan(this, position);
    }

    /** The segment that a durable position is in. */
    Segment segmentAt(long position) throws IOException {
        return segments.at(position, durable.segment());
    }

    LogSegments segments() {
        return segments;
    }

    JournalFiles files() {
        return files;
    }

    EventChain chain() {
        return chain;
    }

    ReentrantLock writing() {
        return writing;
    }

    /** The chain's head at the durable end, after reading what was added since it was last asked for. */
    ChainHead head() throws IOException {
        checkUsable();
        return chain.head();
    }

    /** How much room there is; when there was little, it also tries again to make more, in the background. */
    Room room() {
        Room room = preparer.room();
        if (room != Room.PLENTY) {
            preparer.request();
        }
        return room;
    }

    /**
     * Reads every byte of every segment and compares it with what must be there.
     *
     * @return the chain's head at the durable end
     * @throws DamagedJournalException at the first byte that is not as it was written
     * @throws IOException if it cannot be read
     */
    ChainHead verify() throws IOException {
        checkUsable();
        return new JournalVerifier(this).verify();
    }

    /** Copies what is durable to another place, while writing goes on. */
    ChainHead backup(JournalFiles target) throws IOException {
        checkUsable();
        return new JournalCopy(this).backup(target);
    }

    /** Moves segments that end at or before a position to the archive, and reads them from there. */
    int archive(long beforePosition, JournalFiles archive) throws IOException {
        checkUsable();
        return new JournalCopy(this).archive(beforePosition, archive);
    }

    /** Ends the log; what was not committed is gone. Unless it is unusable, it says in its last segment where it ends. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        preparer.end();
        awaitBackground();
        try {
            if (poison == null) {
                EventChain.Head head = chain.durableHead();
                Durable end = head.durable();
                SegmentEdge footer = new SegmentEdge(
                        SegmentEdge.Kind.CLOSED,
                        end.segment().header().logId(),
                        end.point(),
                        end.offset(),
                        head.sha256Hex());
                end.segment().writeFooter(footer);
            }
        } finally {
            closed = true;
            try {
                segments.close();
            } finally {
                held.close();
            }
        }
    }

    private void awaitBackground() {
        if (background instanceof BackgroundWork work) {
            work.end();
        }
    }
}
