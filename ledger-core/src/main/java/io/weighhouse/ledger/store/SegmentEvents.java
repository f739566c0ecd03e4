// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import io.weighhouse.ledger.engine.EventBytes;
import io.weighhouse.ledger.engine.EventLog;
import io.weighhouse.ledger.engine.LedgerEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** A log of segments, as the engine sees it: what is not committed is there too. */
final class SegmentEvents implements EventLog {

    private final SegmentLog log;
    private final EventCursor cursor;

    /** Where the events are that were appended since the last commit. */
    private long[] pending = new long[256];

    private int pendingCount;

    SegmentEvents(SegmentLog log) {
        this.log = log;
        cursor = log.cursor();
    }

    /** Whether anything waits for a commit. */
    boolean hasPending() {
        return pendingCount > 0;
    }

    void committed() {
        pendingCount = 0;
    }

    @Override
    public long end() {
        return log.end();
    }

    @Override
    public void append(byte[] bytes, int offset, int length) {
        commitBeforeItIsTooMuch(length);
        if (pendingCount == pending.length) {
            pending = Arrays.copyOf(pending, pendingCount * 2);
        }
        pending[pendingCount++] = log.end();
        try {
            log.append(bytes, offset, length);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** One command can book very much, when it ends whatever time has ended: each event is right without those after it. */
    private void commitBeforeItIsTooMuch(int length) {
        if (pendingCount > 0 && log.end() - log.durableEnd() + length > log.mostPendingBytes()) {
            try {
                log.commit(LedgerEngine.rulesVersion());
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            committed();
        }
    }

    @Override
    public void read(long position, EventBytes into) {
        try {
            int length = log.read(position, cursor);
            into.set(cursor.bytes(), 0, length);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public long positionOf(long sequence) {
        long durable = log.durableSequence();
        if (sequence < 1 || sequence > durable + pendingCount) {
            return -1;
        }
        if (sequence > durable) {
            return pending[(int) (sequence - durable - 1)];
        }
        try {
            return log.positionOf(sequence);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
