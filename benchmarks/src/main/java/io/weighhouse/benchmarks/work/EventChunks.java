// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import io.weighhouse.ledger.engine.EventBytes;
import io.weighhouse.ledger.engine.EventLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A log of events in memory that can be emptied and keeps its room, so that a new ledger takes none.
 *
 * <p>This class is for one thread.
 */
final class EventChunks implements EventLog {

    private static final int CHUNK_BYTES = 1 << 20;

    private final List<byte[]> chunks = new ArrayList<>();
    private long[] starts = new long[64];
    private int chunk = -1;
    private int used = CHUNK_BYTES;
    private long end;

    /** Forgets all events. */
    void clear() {
        chunk = -1;
        used = CHUNK_BYTES;
        end = 0;
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public void append(byte[] bytes, int offset, int length) {
        if (used + length > CHUNK_BYTES) {
            nextChunk();
        }
        System.arraycopy(bytes, offset, chunks.get(chunk), used, length);
        used += length;
        end += length;
    }

    private void nextChunk() {
        chunk++;
        if (chunk == chunks.size()) {
            chunks.add(new byte[CHUNK_BYTES]);
        }
        if (chunk == starts.length) {
            starts = Arrays.copyOf(starts, chunk * 2);
        }
        starts[chunk] = end;
        used = 0;
    }

    @Override
    public void read(long position, EventBytes into) {
        int found = Arrays.binarySearch(starts, 0, chunk + 1, position);
        int at = found >= 0 ? found : -found - 2;
        byte[] bytes = chunks.get(at);
        int from = (int) (position - starts[at]);
        into.set(bytes, from, from + EventBytes.lengthAt(bytes, from));
    }

    /** Not known: what is measured asks for no event by its number. */
    @Override
    public long positionOf(long sequence) {
        return -1;
    }
}
