// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a log in order, those in the archive first; never none.
 *
 * <p>Thread-safe.
 */
final class LogSegments {

    private final ReentrantLock replacing = new ReentrantLock();
    private volatile Segment[] segments;

    LogSegments(List<Segment> segments) {
        this.segments = segments.toArray(new Segment[0]);
    }

    List<Segment> all() {
        return List.of(segments);
    }

    void add(Segment last) {
        replace(all -> {
            Segment[] more = Arrays.copyOf(all, all.length + 1);
            more[all.length] = last;
            return more;
        });
    }

    void exchange(Segment old, Segment with) {
        replace(all -> {
            Segment[] changed = all.clone();
            for (int i = 0; i < changed.length; i++) {
                changed[i] = changed[i] == old ? with : changed[i];
            }
            return changed;
        });
    }

    private void replace(UnaryOperator<Segment[]> with) {
        replacing.lock();
        try {
            segments = with.apply(segments);
        } finally {
            replacing.unlock();
        }
    }

    /** Another object whenever a segment came or moved. */
    Object layout() {
        return segments;
    }

    /**
     * Passes if a segment may have been closed under a reader because it moved to the archive: then it is to try again.
     *
     * @param e what the reader met
     * @param before the layout when it began
     * @param used the segment that it had from earlier, or null
     * @throws ClosedChannelException if no segment moved
     */
    void checkMoved(ClosedChannelException e, Object before, @Nullable Segment used) throws ClosedChannelException {
        if (segments == before && (used == null || Arrays.asList(segments).contains(used))) {
            throw e;
        }
    }

    /**
     * Something that is read.
     *
     * @param <T> what comes of it
     */
    interface Reading<T> {
        T read() throws IOException;
    }

    /** Reads, and again when a segment moved meanwhile. */
    <T> T retrying(Reading<T> reading) throws IOException {
        while (true) {
            Object before = layout();
            try {
                return reading.read();
            } catch (ClosedChannelException e) {
                checkMoved(e, before, null);
            }
        }
    }

    /**
     * The segment that a position is in.
     *
     * @param position from 0 to the durable end
     * @param active the one that is written to
     * @return it
     * @throws IOException if it is neither here nor in the archive
     */
    Segment at(long position, Segment active) throws IOException {
        Segment[] all = segments;
        int low = 0;
        int high = all.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (all[middle].firstPosition() <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Segment segment = all[low];
        Segment.End end = segment == active ? null : segment.end();
        if (position < segment.firstPosition()
                || (end != null && position >= end.point().position())) {
            throw new IOException("the segment with position=" + position
                    + " is neither in the journal nor in its archive; next to it: " + segment.name());
        }
        return segment;
    }

    /** As {@link #at}, by an event's number. */
    Segment atSequence(long sequence, Segment active) throws IOException {
        Segment[] all = segments;
        int low = 0;
        int high = all.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (all[middle].header().point().sequence() <= sequence) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Segment segment = all[low];
        Segment.End end = segment == active ? null : segment.end();
        if (sequence < segment.header().point().sequence()
                || (end != null && sequence >= end.point().sequence())) {
            throw new IOException("the segment with sequence=" + sequence
                    + " is neither in the journal nor in its archive; next to it: " + segment.name());
        }
        return segment;
    }

    void close() throws IOException {
        for (Segment segment : segments) {
            segment.close();
        }
    }
}
