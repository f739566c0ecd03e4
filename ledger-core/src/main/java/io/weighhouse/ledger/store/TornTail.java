// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Tells a batch that a power cut left half written from damage.
 *
 * <p>Only one batch is ever under way, and a sector is written whole or not at all. So what stands after the last right batch
 * is torn if every sector that is not zeros carries the tag of the very next batch at its very place, and at least one of
 * that batch's sectors is zeros. Everything else was never written by this log, or was changed since.
 */
final class TornTail {

    private final Segment segment;
    private final LogPoint expected;
    private final long offset;

    /**
     * A place to look at.
     *
     * @param segment the last segment
     * @param expected where the log ends, as far as it is right
     * @param offset that place in the file
     */
    TornTail(Segment segment, LogPoint expected, long offset) {
        this.segment = segment;
        this.expected = expected;
        this.offset = offset;
    }

    /**
     * Looks at all that stands there.
     *
     * @param problem what was wrong with a batch whose sectors are all there, for the message; or null
     * @return the offset after the last sector of a torn batch; {@code offset} if there are only zeros
     * @throws DamagedJournalException if it is neither
     * @throws IOException if it cannot be read
     */
    long end(@Nullable DamagedJournalException problem) throws IOException {
        long footer = segment.footerOffset();
        long area = Math.min(
                footer, offset + (long) Sectors.largestBatch(segment.header().extent()) * Sectors.BYTES);
        ByteBuffer window = ByteBuffer.allocateDirect((int) (area - offset));
        if (window.capacity() > 0 && segment.file().read(window, offset) < window.capacity()) {
            throw new DamagedJournalException(segment.name(), offset, "the file ends here");
        }
        window.clear();
        int sectors = window.capacity() / Sectors.BYTES;
        int untouched = 0;
        int last = -1;
        int length = sectors;
        for (int i = 0; i < sectors; i++) {
            int at = i * Sectors.BYTES;
            if (Sectors.isZero(window, at, Sectors.BYTES)) {
                untouched += i < length ? 1 : 0;
                continue;
            }
            if (window.getLong(at) != Sectors.tag(expected.batch(), i)) {
                throw new DamagedJournalException(
                        segment.name(), offset + at, "a sector that is not of the next batch: " + expected.batch());
            }
            if (i == 0) {
                length = lengthOf(window);
            }
            if (i >= length) {
                throw new DamagedJournalException(segment.name(), offset + at, "a sector after the end of its batch");
            }
            last = i;
        }
        long other = Zeros.firstOther(segment.file(), area, footer);
        if (other >= 0) {
            throw new DamagedJournalException(segment.name(), other, "not zeros after the last batch");
        }
        if (last >= 0 && untouched == 0) {
            throw problem != null
                    ? problem
                    : new DamagedJournalException(segment.name(), offset, "a batch that is whole but wrong");
        }
        return offset + (last + 1L) * Sectors.BYTES;
    }

    private int lengthOf(ByteBuffer window) {
        String wrong = BatchHeader.problem(window, 0);
        if (wrong != null) {
            throw new DamagedJournalException(segment.name(), offset, wrong);
        }
        BatchHeader header = BatchHeader.decode(window, 0);
        if (!header.first().equals(expected)) {
            throw new DamagedJournalException(
                    segment.name(), offset, "a batch out of order: " + header.first() + ", expected " + expected);
        }
        if (header.sectors() * Sectors.BYTES > window.capacity()) {
            throw new DamagedJournalException(segment.name(), offset, "a batch too long: " + header.sectors());
        }
        return header.sectors();
    }
}
