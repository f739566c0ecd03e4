// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The events that were appended and are not written, one after another in one array.
 *
 * <p>For the writer's thread.
 */
final class PendingEvents {

    private final int mostBytes;
    private final int indexSpacing;
    private int mostPayload;
    private int spacing;

    private byte[] bytes = new byte[1 << 12];
    private int from;
    private int to;
    private int fromEvent;
    private int toEvent;

    /** Where bytes[0] is in the log, and the number of the event there. */
    private long basePosition;

    private long baseSequence;

    /** Starts of some events, so near to each other that what is between two of them fits a batch. */
    private int[] markOffsets = new int[8];

    private int[] markEvents = new int[8];
    private int marks;

    /**
     * What goes into one batch.
     *
     * @param events their bytes
     * @param count how many they are
     */
    record Part(ByteBuffer events, int count) {}

    /**
     * No events.
     *
     * @param options spacing of the index, and how much may wait
     * @param segmentBytes size of the segment that is written to
     * @param at where the next event will be
     */
    PendingEvents(SegmentOptions options, int segmentBytes, LogPoint at) {
        this.mostBytes = options.segmentBytes();
        this.indexSpacing = options.indexSpacing();
        this.basePosition = at.position();
        this.baseSequence = at.sequence();
        segmentBytes(Math.min(segmentBytes, options.segmentBytes()));
    }

    /** Says how large the segment is that is written to. */
    void segmentBytes(int segmentBytes) {
        mostPayload = Sectors.largestBatch(segmentBytes) * Sectors.PAYLOAD - BatchHeader.BYTES;
        spacing = Math.min(indexSpacing, mostPayload);
    }

    void add(byte[] source, int offset, int length) {
        if (length > mostPayload) {
            throw new IllegalArgumentException("must be <= " + mostPayload + " bytes: length=" + length);
        }
        if (Sectors.eventLength(source, offset, offset + length) != length) {
            throw new IllegalArgumentException("must be what the event's own length field says: length=" + length);
        }
        if (length > mostBytes - (to - from)) {
            throw new IllegalStateException("commit first: bytes waiting=" + (to - from));
        }
        reserve(length);
        int last = marks == 0 ? from : markOffsets[marks - 1];
        if (to > last && to - last + length > spacing) {
            if (marks == markOffsets.length) {
                markOffsets = Arrays.copyOf(markOffsets, marks * 2);
                markEvents = Arrays.copyOf(markEvents, marks * 2);
            }
            markOffsets[marks] = to;
            markEvents[marks++] = toEvent;
        }
        System.arraycopy(source, offset, bytes, to, length);
        to += length;
        toEvent++;
    }

    private void reserve(int length) {
        if (to + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(to + length, 2L * to)));
        }
    }

    long end() {
        return basePosition + to;
    }

    long lastSequence() {
        return baseSequence + toEvent - 1;
    }

    boolean hasMore() {
        return from < to;
    }

    /** As much as fits a batch. */
    Part next() {
        int end = to;
        int endEvent = toEvent;
        if (to - from > mostPayload) {
            for (int i = 0; i < marks && markOffsets[i] - from <= mostPayload; i++) {
                if (markOffsets[i] > from) {
                    end = markOffsets[i];
                    endEvent = markEvents[i];
                }
            }
        }
        return new Part(ByteBuffer.wrap(bytes, from, end - from), endEvent - fromEvent);
    }

    /** Offers a part's first event and its marks to an index. */
    void index(SparseIndex index, Part part, long batchOffset) {
        int end = from + part.events().remaining();
        index.offer(basePosition + from, baseSequence + fromEvent, batchOffset);
        for (int i = 0; i < marks && markOffsets[i] < end; i++) {
            if (markOffsets[i] > from) {
                index.offer(basePosition + markOffsets[i], baseSequence + markEvents[i], batchOffset);
            }
        }
    }

    /** A part is durable. */
    void done(Part part) {
        from += part.events().remaining();
        fromEvent += part.count();
        if (from == to) {
            basePosition += to;
            baseSequence += toEvent;
            from = 0;
            to = 0;
            fromEvent = 0;
            toEvent = 0;
            marks = 0;
        }
    }

    void read(long position, EventCursor into) {
        long at = position - basePosition;
        if (at < from || at >= to) {
            throw new IllegalArgumentException("no event starts at position=" + position);
        }
        into.take(bytes, (int) at, to);
    }
}
