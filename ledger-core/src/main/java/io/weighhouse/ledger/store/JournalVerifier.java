// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads every byte of a log and compares it with what must be there. */
final class JournalVerifier {

    private final SegmentLog log;

    JournalVerifier(SegmentLog log) {
        this.log = log;
    }

    ChainHead verify() throws IOException {
        Durable durable = log.durable();
        List<Segment> segments = log.segments().all();
        SegmentEdge first = segments.get(0).header();
        ChainHash hash = start(segments.get(0));
        LogPoint at = first.point();
        for (Segment listed : segments) {
            // Opened anew: the edges are to be read from the file, not from memory.
            Segment segment = new Segment(listed.files(), listed.name());
            try {
                if (listed == durable.segment()) {
                    at = batches(segment, durable.offset(), at, hash);
                    active(segment);
                    break;
                }
                at = complete(segment, listed, at, hash);
            } finally {
                segment.close();
            }
        }
        if (!at.equals(durable.point())) {
            throw new DamagedJournalException(durable.segment().name(), durable.offset(), "ends at " + at);
        }
        return new ChainHead(at.sequence() - 1, hash.head());
    }

    private static ChainHash start(Segment segment) throws IOException {
        SegmentEdge header = segment.header();
        String head = header.head();
        if (segment.firstPosition() == 0) {
            return new ChainHash(ChainHash.origin(header.logId()));
        }
        if (head == null) {
            throw new DamagedJournalException(
                    segment.name(), 6, "the first segment does not say where its chain starts");
        }
        return new ChainHash(head);
    }

    private LogPoint complete(Segment segment, Segment listed, LogPoint at, ChainHash hash) throws IOException {
        Segment.End end = segment.end() == null ? listed.end() : segment.end();
        if (end == null) {
            throw new DamagedJournalException(segment.name(), segment.footerOffset(), "no footer");
        }
        LogPoint last = batches(segment, end.offset(), at, hash);
        long footer = segment.footerOffset();
        if (!last.equals(end.point())) {
            throw new DamagedJournalException(segment.name(), footer, "ends at " + last + ", not at " + end.point());
        }
        zeros(segment, end.offset());
        compare(segment.endHead(), hash, segment.name(), footer + 56);
        return last;
    }

    private LogPoint batches(Segment segment, long end, LogPoint start, ChainHash hash) throws IOException {
        SegmentEdge header = segment.header();
        if (!header.point().equals(start)) {
            throw new DamagedJournalException(segment.name(), 24, "starts at " + header.point() + ", not at " + start);
        }
        if (!header.logId().equals(log.durable().segment().header().logId())) {
            throw new DamagedJournalException(segment.name(), 8, "a segment of another log");
        }
        compare(header.head(), hash, segment.name(), 56);
        BatchReader reader = new BatchReader(segment);
        LogPoint at = start;
        long offset = Sectors.BYTES;
        while (offset < end) {
            reader.require(offset, end, at);
            reader.index(null, offset);
            hash.add(reader.bytes(), reader.from(), reader.to());
            at = reader.header().end();
            offset += (long) reader.header().sectors() * Sectors.BYTES;
        }
        return at;
    }

    /** What is after the durable end is zeros while no commit is under way. */
    private void active(Segment segment) throws IOException {
        log.writing().lock();
        try {
            Durable durable = log.durable();
            if (durable.segment().name().equals(segment.name())) {
                zeros(segment, durable.offset());
                if (segment.footer() != null) {
                    throw new DamagedJournalException(
                            segment.name(), segment.footerOffset(), "a footer, though it is written to");
                }
            }
        } finally {
            log.writing().unlock();
        }
    }

    private static void zeros(Segment segment, long from) throws IOException {
        long other = Zeros.firstOther(segment.file(), from, segment.footerOffset());
        if (other >= 0) {
            throw new DamagedJournalException(segment.name(), other, "not zeros after the last batch");
        }
    }

    private static void compare(@Nullable String stored, ChainHash hash, String file, long offset) {
        if (stored != null && !stored.equals(hash.head())) {
            throw new DamagedJournalException(file, offset, "another chain head than the events have");
        }
    }
}
