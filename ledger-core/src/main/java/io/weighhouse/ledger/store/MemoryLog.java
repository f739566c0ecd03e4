// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import io.weighhouse.ledger.engine.EventBytes;
import io.weighhouse.ledger.engine.EventLog;
import java.util.Arrays;

/**
 * Events in memory, in chunks of a megabyte; none is cut in two.
 *
 * <p>Every so many events it is noted where one is, so that one is found by its number with a short walk.
 */
final class MemoryLog implements EventLog {

    private static final int CHUNK_BYTES = 1 << 20;
    private static final int EVENTS_BETWEEN_MARKS = 64;

    private byte[][] chunks = new byte[4][];
    private long[] starts = new long[4];
    private int chunkCount;
    private int used;
    private long end;
    private long[] marks = new long[64];
    private long events;

    @Override
    public long end() {
        return end;
    }

    @Override
    public void append(byte[] bytes, int offset, int length) {
        if (chunkCount == 0 || used + length > chunks[chunkCount - 1].length) {
            addChunk(length);
        }
        if (events % EVENTS_BETWEEN_MARKS == 0) {
            int mark = (int) (events / EVENTS_BETWEEN_MARKS);
            if (mark == marks.length) {
                marks = Arrays.copyOf(marks, mark * 2);
            }
            marks[mark] = end;
        }
        System.arraycopy(bytes, offset, chunks[chunkCount - 1], used, length);
        used += length;
        end += length;
        events++;
    }

    private void addChunk(int length) {
        if (chunkCount == chunks.length) {
            chunks = Arrays.copyOf(chunks, chunkCount * 2);
            starts = Arrays.copyOf(starts, chunkCount * 2);
        }
        chunks[chunkCount] = new byte[Math.max(CHUNK_BYTES, length)];
        starts[chunkCount++] = end;
        used = 0;
    }

    @Override
    public void read(long position, EventBytes into) {
        int chunk = chunkOf(position);
        byte[] bytes = chunks[chunk];
        int from = (int) (position - starts[chunk]);
        into.set(bytes, from, from + EventBytes.lengthAt(bytes, from));
    }

    @Override
    public long positionOf(long sequence) {
        if (sequence < 1 || sequence > events) {
            return -1;
        }
        long position = marks[(int) ((sequence - 1) / EVENTS_BETWEEN_MARKS)];
        for (long i = (sequence - 1) % EVENTS_BETWEEN_MARKS; i > 0; i--) {
            int chunk = chunkOf(position);
            position += EventBytes.lengthAt(chunks[chunk], (int) (position - starts[chunk]));
        }
        return position;
    }

    private int chunkOf(long position) {
        if (position < 0 || position >= end) {
            throw new IllegalArgumentException("must be within 0 and " + end + ": position=" + position);
        }
        int found = Arrays.binarySearch(starts, 0, chunkCount, position);
        return found >= 0 ? found : -found - 2;
    }
}
