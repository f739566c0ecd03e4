// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The hash chain over the log's durable events, computed by reading them back: it costs the writer nothing, and lags.
 *
 * <p>Thread-safe.
 */
final class EventChain {

    private final SegmentLog log;
    private final ReentrantLock lock = new ReentrantLock();
    private final LogScan scan;
    private final ChainHash hash;
    private long position;
    private long sequence;

    /**
     * A chain that goes on from a head that was stored.
     *
     * @param log whose events
     * @param from where the head is
     * @param head the head
     */
    EventChain(SegmentLog log, LogPoint from, String head) {
        this.log = log;
        this.position = from.position();
        this.sequence = from.sequence() - 1;
        this.hash = new ChainHash(head);
        this.scan = new LogScan(log, position);
    }

    /**
     * The chain as far as its heads are stored: from the last of them.
     *
     * @param log whose events
     * @param segments all of them, in order
     * @param active the last one
     * @return a chain that may lag
     * @throws IOException if a segment cannot be read
     */
    static EventChain stored(SegmentLog log, List<Segment> segments, Segment active) throws IOException {
        SegmentEdge last = active.footer();
        if (last != null && last.head() != null) {
            return new EventChain(log, last.point(), last.head());
        }
        for (int i = segments.size() - 1; i >= 0; i--) {
            SegmentEdge header = segments.get(i).header();
            String head = header.head();
            if (head == null && i > 0 && segments.get(i - 1).footer() != null) {
                head = segments.get(i - 1).endHead();
            }
            if (head != null) {
                return new EventChain(log, header.point(), head);
            }
        }
        throw new DamagedJournalException(
                segments.get(0).name(), 6, "the first segment does not say where its chain starts");
    }

    /** Catches up with what is durable. */
    ChainHead head() throws IOException {
        lock.lock();
        try {
            return new ChainHead(catchUp().point().sequence() - 1, hash.head());
        } finally {
            lock.unlock();
        }
    }

    /**
     * A head and where it is.
     *
     * @param durable where
     * @param sha256Hex the head
     */
    record Head(Durable durable, String sha256Hex) {}

    /** As {@link #head()}, with where in the files that is. */
    Head durableHead() throws IOException {
        lock.lock();
        try {
            return new Head(catchUp(), hash.head());
        } finally {
            lock.unlock();
        }
    }

    /** The head at the end of a segment that is complete. */
    String headAtEnd(Segment segment) throws IOException {
        lock.lock();
        try {
            if (segment.endHead() == null) {
                catchUp();
            }
            String head = segment.endHead();
            if (head == null) {
                throw new IllegalStateException("the chain starts after this segment: " + segment.name());
            }
            return head;
        } finally {
            lock.unlock();
        }
    }

    /** The head at a position if the chain is right there and to be had at once; otherwise null. */
    @Nullable
    String headIfAt(long where) {
        if (lock.tryLock()) {
            try {
                if (position == where) {
                    return hash.head();
                }
            } finally {
                lock.unlock();
            }
        }
        return null;
    }

    private Durable catchUp() throws IOException {
        Durable durable = log.durable();
        mark(position);
        while (position < durable.point().position()) {
            if (!scan.next()) {
                throw new IllegalStateException("the log ends before its durable end");
            }
            hash.add(scan.bytes(), scan.from(), scan.to());
            position += scan.to() - scan.from();
            sequence += scan.count();
            mark(position);
        }
        if (sequence != durable.point().sequence() - 1) {
            throw new DamagedJournalException(
                    durable.segment().name(), durable.offset(), "sequence=" + sequence + " at " + durable.point());
        }
        return durable;
    }

    /** Keeps the head where a segment ends. */
    private void mark(long where) throws IOException {
        if (where > 0) {
            Segment segment = log.segmentAt(where - 1);
            Segment.End end = segment.end();
            if (end != null && end.point().position() == where && segment.endHead() == null) {
                segment.endHead(hash.head());
            }
        }
    }
}
