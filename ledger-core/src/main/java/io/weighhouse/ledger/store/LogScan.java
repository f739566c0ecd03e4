// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log forward, batch by batch, up to where it is durable; asked again later, it goes on with what came since.
 *
 * <p>For one thread.
 */
final class LogScan {

    private final SegmentLog log;
    private LogPoint at;
    private @Nullable BatchReader reader;
    private long offset;
    private int from;
    private long position;
    private long sequence;

    LogScan(SegmentLog log, long position) {
        this.log = log;
        this.position = position;
        this.at = LogPoint.ORIGIN;
    }

    /**
     * Reads on.
     *
     * @return whether there is a batch, or what is left of it after the position that was asked for
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if no event starts at the position that was asked for
     */
    boolean next() throws IOException {
        long next = reader == null ? position : at.position();
        while (true) {
            Object before = log.segments().layout();
            Durable durable = log.durable();
            if (next >= durable.point().position()) {
                return false;
            }
            try {
                read(durable, next);
                return true;
            } catch (ClosedChannelException e) {
                log.checkUsable();
                log.segments().checkMoved(e, before, reader == null ? null : reader.segment());
                reader = null;
                position = next;
            }
        }
    }

    private void read(Durable durable, long next) throws IOException {
        BatchReader current = reader;
        if (current == null || offset >= limit(durable, current.segment())) {
            Segment segment = log.segmentAt(next);
            if (current == null) {
                current = new BatchReader(segment);
            } else {
                current.move(segment);
            }
            if (next == segment.firstPosition()) {
                offset = Sectors.BYTES;
                at = segment.header().point();
            } else {
                EventCursor cursor = log.cursor();
                cursor.find(segment, next, durable);
                offset = cursor.batchOffset();
                at = cursor.batch().first();
            }
        }
        current.require(offset, limit(durable, current.segment()), at);
        BatchHeader header = current.header();
        int start = current.from();
        long number = header.first().sequence();
        while (header.first().position() + start - current.from() < next) {
            int length = Sectors.eventLength(current.bytes(), start, current.to());
            if (length <= 0) {
                throw new DamagedJournalException(
                        current.segment().name(), offset + Sectors.physical(start), "no event where one should start");
            }
            start += length;
            number++;
        }
        if (header.first().position() + start - current.from() != next) {
            throw new IllegalArgumentException("no event starts at position=" + next);
        }
        from = start;
        position = next;
        sequence = number;
        offset += (long) header.sectors() * Sectors.BYTES;
        at = header.end();
        reader = current;
    }

    private static long limit(Durable durable, Segment segment) throws IOException {
        Segment.End end = segment == durable.segment() ? null : segment.end();
        return end == null ? durable.offset() : end.offset();
    }

    private BatchReader current() {
        if (reader == null) {
            throw new IllegalStateException("next() has not found a batch");
        }
        return reader;
    }

    /** Whole events, from {@link #from()} to {@link #to()}; good until the next call of {@link #next()}. */
    byte[] bytes() {
        return current().bytes();
    }

    int from() {
        return from;
    }

    int to() {
        return current().to();
    }

    /** Where the first of these events is in the log. */
    long position() {
        return position;
    }

    /** The number of the first of these events. */
    long sequence() {
        return sequence;
    }

    int ruleVersion() {
        return current().header().ruleVersion();
    }

    /** How many events there are. */
    int count() {
        BatchHeader header = current().header();
        return (int) (header.first().sequence() + header.count() - sequence);
    }
}
