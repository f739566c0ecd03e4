// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import java.util.Arrays;
import java.util.Objects;

/**
 * Puts the lines of a server-sent event stream together from chunks that are cut anywhere.
 *
 * <p>A line that lies whole within a chunk is handed on without a copy; only a line across two chunks is gathered in a
 * buffer, which is kept for the next one. A line of several chunks that is longer than a bound, usually {@link #MAX_LINE_BYTES}, is
 * passed over up to its end, and {@link #bytesPassedOver()} counts it.
 */
final class SseLines {

    static final int MAX_LINE_BYTES = 1 << 20;

    /** Takes one line's bytes, without its line end. */
    interface Sink {
        void line(byte[] bytes, int from, int to);
    }

    private final Sink sink;
    private final int maxLineBytes;
    private byte[] partial = new byte[512];
    private int partialLength;
    private boolean skipping;
    private long bytesPassedOver;

    SseLines(Sink sink) {
        this(sink, MAX_LINE_BYTES);
    }

    SseLines(Sink sink, int maxLineBytes) {
        this.sink = sink;
        this.maxLineBytes = maxLineBytes;
    }

    void chunk(byte[] chunk, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, chunk.length);
        int to = offset + length;
        int from = offset;
        for (int end = ByteScan.lineEnd(chunk, from, to); end < to; end = ByteScan.lineEnd(chunk, from, to)) {
            complete(chunk, from, end);
            from = end + 1;
        }
        keep(chunk, from, to);
    }

    long bytesPassedOver() {
        return bytesPassedOver;
    }

    private void complete(byte[] chunk, int from, int to) {
        if (skipping) {
            bytesPassedOver += to - from;
            skipping = false;
        } else if (partialLength == 0) {
            line(chunk, from, to);
        } else {
            keep(chunk, from, to);
            if (!skipping) {
                line(partial, 0, partialLength);
            }
            skipping = false;
        }
        partialLength = 0;
    }

    private void line(byte[] bytes, int from, int to) {
        int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        if (end > from) {
            sink.line(bytes, from, end);
        }
    }

    private void keep(byte[] chunk, int from, int to) {
        int length = to - from;
        if (skipping || length == 0) {
            bytesPassedOver += length;
            return;
        }
        if (partialLength + length > maxLineBytes) {
            bytesPassedOver += partialLength + length;
            skipping = true;
            partialLength = 0;
            return;
        }
        if (partialLength + length > partial.length) {
            partial = Arrays.copyOf(partial, Math.max(partialLength + length, 2 * partial.length));
        }
        System.arraycopy(chunk, from, partial, partialLength, length);
        partialLength += length;
    }
}
