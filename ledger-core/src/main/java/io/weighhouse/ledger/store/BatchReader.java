// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment batch by batch, each of them checked as a whole, through a window that is read ahead.
 *
 * <p>For one thread.
 */
final class BatchReader {

    enum Found {
        /** A batch, all of it right. */
        BATCH,
        /** The end, or a sector of zeros. */
        NOTHING,
        /** Something else, see {@link BatchReader#problem()}. */
        INVALID
    }

    private static final int WINDOW = 1 << 18;
    private static final ByteBuffer FOUR_ZEROS = ByteBuffer.allocate(4).asReadOnlyBuffer();

    private final CRC32C crc = new CRC32C();
    private ByteBuffer window;
    private long windowAt;
    private int windowLength;
    private byte[] bytes = new byte[Sectors.PAYLOAD];

    private Segment segment;
    private int largest;
    private @Nullable BatchHeader header;
    private String problem = "";
    private long problemAt;

    BatchReader(Segment segment) throws IOException {
        this.segment = segment;
        int size = segment.header().extent();
        this.largest = Sectors.largestBatch(size);
        this.window = ByteBuffer.allocateDirect(Math.min(WINDOW, size));
    }

    Segment segment() {
        return segment;
    }

    /** Goes on in another segment, with the same buffers. */
    void move(Segment to) throws IOException {
        largest = Sectors.largestBatch(to.header().extent());
        segment = to;
        windowLength = 0;
        header = null;
    }

    /**
     * Reads the batch at an offset.
     *
     * @param offset where it starts
     * @param limit where what may be read ends; what lies before it does not change any more
     * @param expected where in the log it must start
     * @return what is there
     * @throws IOException if the file cannot be read
     */
    Found read(long offset, long limit, LogPoint expected) throws IOException {
        header = null;
        if (offset >= limit) {
            return Found.NOTHING;
        }
        int at = load(offset, Sectors.BYTES, limit);
        if (Sectors.isZero(window, at, Sectors.BYTES)) {
            return Found.NOTHING;
        }
        String wrong = BatchHeader.problem(window, at);
        if (wrong != null) {
            return invalid(wrong, offset);
        }
        BatchHeader found = BatchHeader.decode(window, at);
        if (!found.first().equals(expected)) {
            return invalid("a batch out of order: " + found.first() + ", expected " + expected, offset);
        }
        int length = found.sectors() * Sectors.BYTES;
        if (found.sectors() > largest || offset + length > limit) {
            return invalid("a batch too long: sectors=" + found.sectors(), offset);
        }
        at = load(offset, length, limit);
        if (!untag(found, at, offset)) {
            return Found.INVALID;
        }
        if (crcOf(at, length) != found.crc()) {
            return invalid("wrong checksum of a batch", offset);
        }
        for (int i = BatchHeader.BYTES + found.payload(); i < found.sectors() * Sectors.PAYLOAD; i++) {
            if (bytes[i] != 0) {
                return invalid("padding that is not zero", offset + Sectors.physical(i));
            }
        }
        header = found;
        return Found.BATCH;
    }

    /** As {@link #read}, where nothing but a batch may be. */
    void require(long offset, long limit, LogPoint expected) throws IOException {
        switch (read(offset, limit, expected)) {
            case BATCH -> {}
            case NOTHING -> throw new DamagedJournalException(segment.name(), offset, "zeros where a batch was");
            case INVALID -> throw damage();
        }
    }

    DamagedJournalException damage() {
        return new DamagedJournalException(segment.name(), problemAt, problem);
    }

    String problem() {
        return problem;
    }

    /** The batch that was read last. */
    BatchHeader header() {
        if (header == null) {
            throw new IllegalStateException("no batch was read");
        }
        return header;
    }

    /** The events of that batch, from {@link #from()} to {@link #to()}. */
    byte[] bytes() {
        return bytes;
    }

    int from() {
        return BatchHeader.BYTES;
    }

    int to() {
        return BatchHeader.BYTES + header().payload();
    }

    /** Walks that batch's events, checks that they fill it, and offers them to an index. */
    void index(@Nullable SparseIndex index, long offset) {
        BatchHeader batch = header();
        int at = from();
        int end = to();
        for (int i = 0; i < batch.count(); i++) {
            if (index != null) {
                index.offer(
                        batch.first().position() + at - from(), batch.first().sequence() + i, offset);
            }
            int length = Sectors.eventLength(bytes, at, end);
            if (length <= 0 || length > end - at) {
                throw new DamagedJournalException(
                        segment.name(), offset + Sectors.physical(at), "an event that does not end in its batch");
            }
            at += length;
        }
        if (at != end) {
            throw new DamagedJournalException(
                    segment.name(), offset + Sectors.physical(at), "more events than a batch's header says");
        }
    }

    private Found invalid(String what, long offset) {
        problem = what;
        problemAt = offset;
        return Found.INVALID;
    }

    private boolean untag(BatchHeader found, int at, long offset) {
        int payload = found.sectors() * Sectors.PAYLOAD;
        if (bytes.length < payload) {
            bytes = new byte[Math.max(payload, Math.min(bytes.length * 2, largest * Sectors.PAYLOAD))];
        }
        for (int i = 0; i < found.sectors(); i++) {
            int sector = at + i * Sectors.BYTES;
            if (window.getLong(sector) != Sectors.tag(found.first().batch(), i)) {
                invalid("wrong sector tag", offset + (long) i * Sectors.BYTES);
                return false;
            }
            window.get(sector + Sectors.TAG, bytes, i * Sectors.PAYLOAD, Sectors.PAYLOAD);
        }
        return true;
    }

    private int crcOf(int at, int length) {
        int crcAt = at + BatchHeader.CRC_AT;
        crc.reset();
        crc.update(window.clear().limit(crcAt).position(at));
        crc.update(FOUR_ZEROS.duplicate());
        crc.update(window.clear().limit(at + length).position(crcAt + 4));
        window.clear();
        return (int) crc.getValue();
    }

    /** Makes sure that the window has these bytes, and says at which index. */
    private int load(long offset, int length, long limit) throws IOException {
        if (offset < windowAt || offset + length > windowAt + windowLength) {
            if (window.capacity() < length) {
                window = ByteBuffer.allocateDirect(Math.max(length, 2 * window.capacity()));
            }
            window.clear().limit((int) Math.min(window.capacity(), limit - offset));
            windowAt = offset;
            windowLength = 0;
            windowLength = segment.file().read(window, offset);
            window.clear();
            if (windowLength < length) {
                throw new DamagedJournalException(segment.name(), offset + windowLength, "the file ends here");
            }
        }
        return (int) (offset - windowAt);
    }
}
