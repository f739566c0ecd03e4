// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where an event is read to; made once, used again. It reads only the sectors that the event is in, once its batch is known.
 *
 * <p>For one thread.
 */
final class EventCursor {

    private static final int FIRST_SECTORS = 2;

    private final int indexSpacing;
    private ByteBuffer io = ByteBuffer.allocateDirect(16 * Sectors.BYTES);
    private byte[] bytes = new byte[FIRST_SECTORS * Sectors.PAYLOAD];
    private int length;

    private @Nullable Segment segment;
    private @Nullable BatchHeader batch;
    private long batchOffset;

    /** What the buffer has: these bytes of that segment. */
    private @Nullable Segment ioOf;

    private long ioAt;
    private int ioLength;

    EventCursor(int indexSpacing) {
        this.indexSpacing = indexSpacing;
    }

    /** The event that was read last, from index 0. */
    byte[] bytes() {
        return bytes;
    }

    /** How long it is, its length field included. */
    int length() {
        return length;
    }

    BatchHeader batch() {
        if (batch == null) {
            throw new IllegalStateException("no batch was found");
        }
        return batch;
    }

    long batchOffset() {
        return batchOffset;
    }

    /** Takes an event that is in memory. */
    void take(byte[] from, int at, int end) {
        int n = Sectors.eventLength(from, at, end);
        if (n <= 0 || n > end - at) {
            throw new IllegalArgumentException("no event starts at this position");
        }
        grow(n);
        System.arraycopy(from, at, bytes, 0, n);
        length = n;
    }

    /** Reads the event at a position of the segment. */
    void read(Segment in, long position, Durable durable) throws IOException {
        find(in, position, durable);
        BatchHeader found = batch();
        int skipped = (int) (position - found.first().position());
        int left = found.payload() - skipped;
        int from = BatchHeader.BYTES + skipped;
        int got = Math.min(left, FIRST_SECTORS * Sectors.PAYLOAD - from % Sectors.PAYLOAD);
        fetch(in, from, 0, got);
        int n = Sectors.eventLength(bytes, 0, got);
        if (n <= 0 || n > left) {
            throw new IllegalArgumentException("no event starts at position=" + position);
        }
        if (n > got) {
            fetch(in, from + got, got, n - got);
        }
        length = n;
    }

    /** Finds the batch that a position of the segment is in. */
    void find(Segment in, long position, Durable durable) throws IOException {
        if (segment != in || batch == null || !isInOrRightAfter(batch, position)) {
            segment = in;
            SparseIndex index = in.indexOrNull();
            if (index == null) {
                index = in.index(indexSpacing);
            }
            int entry = index.atPosition(position);
            batchOffset = entry < 0 ? Sectors.BYTES : index.batchOffset(entry);
            batch = null;
        }
        Segment.End end = in == durable.segment() ? null : in.end();
        long limit = end == null ? durable.offset() : end.offset();
        BatchHeader found = batch;
        if (found == null || position >= found.first().position() + found.payload()) {
            found = skipTo(in, position, limit);
            batch = found;
        }
        if (position < found.first().position()) {
            throw new DamagedJournalException(in.name(), batchOffset, "a batch out of order");
        }
    }

    private static boolean isInOrRightAfter(BatchHeader batch, long position) {
        long first = batch.first().position();
        return position >= first && position <= first + batch.payload();
    }

    /** Goes from the batch at the offset to the one that has a position; all but that one are looked at only for their length. */
    private BatchHeader skipTo(Segment in, long position, long limit) throws IOException {
        while (true) {
            if (batchOffset >= limit) {
                throw new DamagedJournalException(in.name(), batchOffset, "no batch where the index has one");
            }
            if (ioOf != in || batchOffset < ioAt || batchOffset + Sectors.BYTES > ioAt + ioLength) {
                load(in, batchOffset, (int) Math.min(io.capacity(), limit - batchOffset));
            }
            int at = (int) (batchOffset - ioAt);
            int length = BatchHeader.skippable(io, at, position);
            if (length == 0) {
                String wrong = BatchHeader.problem(io, at);
                if (wrong != null) {
                    throw new DamagedJournalException(in.name(), batchOffset, wrong);
                }
                return BatchHeader.decode(io, at);
            }
            batchOffset += length;
        }
    }

    private void load(Segment in, long offset, int n) throws IOException {
        ioOf = null;
        if (io.capacity() < n) {
            io = ByteBuffer.allocateDirect(Math.max(n, 2 * io.capacity()));
        }
        io.clear().limit(n);
        ioLength = in.file().read(io, offset);
        io.clear();
        ioAt = offset;
        if (ioLength < n) {
            throw new DamagedJournalException(in.name(), offset + ioLength, "the file ends here");
        }
        ioOf = in;
    }

    /** Gets payload bytes of the batch. */
    private void fetch(Segment in, int from, int into, int n) throws IOException {
        grow(into + n);
        int first = from / Sectors.PAYLOAD;
        int last = (from + n - 1) / Sectors.PAYLOAD;
        long offset = batchOffset + (long) first * Sectors.BYTES;
        int length = (last - first + 1) * Sectors.BYTES;
        if (ioOf != in || offset < ioAt || offset + length > ioAt + ioLength) {
            load(in, offset, length);
        }
        int done = 0;
        for (int sector = first; sector <= last; sector++) {
            int at = (int) (offset - ioAt) + (sector - first) * Sectors.BYTES;
            if (io.getLong(at) != Sectors.tag(batch().first().batch(), sector)) {
                throw new DamagedJournalException(
                        in.name(), batchOffset + (long) sector * Sectors.BYTES, "wrong sector tag");
            }
            int skipped = sector == first ? from % Sectors.PAYLOAD : 0;
            int part = Math.min(n - done, Sectors.PAYLOAD - skipped);
            io.get(at + Sectors.TAG + skipped, bytes, into + done, part);
            done += part;
        }
    }

    private void grow(int n) {
        if (bytes.length < n) {
            byte[] larger = new byte[Math.max(n, bytes.length * 2)];
            System.arraycopy(bytes, 0, larger, 0, bytes.length);
            bytes = larger;
        }
    }
}
