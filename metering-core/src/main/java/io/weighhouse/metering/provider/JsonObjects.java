// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import java.util.Arrays;
import java.util.Objects;

/**
 * Takes apart a stream of JSON objects that follow each other, in an array or not, from chunks that are cut anywhere.
 *
 * <p>An object that lies whole within a chunk is handed on without a copy. One of several chunks that is longer than the
 * bound is passed over up to its end, and {@link #bytesPassedOver()} counts it.
 */
final class JsonObjects {

    private final SseLines.Sink sink;
    private final int maxBytes;
    private byte[] partial = new byte[512];
    private int partialLength;
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean skipping;
    private long bytesPassedOver;

    JsonObjects(SseLines.Sink sink, int maxBytes) {
        this.sink = sink;
        this.maxBytes = maxBytes;
    }

    void chunk(byte[] chunk, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, chunk.length);
        int to = offset + length;
        int from = offset;
        for (int at = offset; at < to; at++) {
            byte now = chunk[at];
            if (inString) {
                inString = escaped || now != '"';
                escaped = !escaped && now == '\\';
            } else if (now == '"') {
                inString = depth > 0;
            } else if (now == '{') {
                from = depth++ == 0 ? at : from;
            } else if (now == '}' && depth > 0 && --depth == 0) {
                complete(chunk, from, at + 1);
                from = at + 1;
            }
        }
        if (depth > 0) {
            keep(chunk, from, to);
        }
    }

    long bytesPassedOver() {
        return bytesPassedOver;
    }

    private void complete(byte[] chunk, int from, int to) {
        if (partialLength == 0 && !skipping) {
            sink.line(chunk, from, to);
            return;
        }
        keep(chunk, from, to);
        if (!skipping) {
            sink.line(partial, 0, partialLength);
        }
        partialLength = 0;
        skipping = false;
    }

    private void keep(byte[] chunk, int from, int to) {
        int length = to - from;
        if (skipping) {
            bytesPassedOver += length;
        } else if (partialLength + length > maxBytes) {
            bytesPassedOver += partialLength + length;
            skipping = true;
            partialLength = 0;
        } else {
            if (partialLength + length > partial.length) {
                partial = Arrays.copyOf(partial, Math.max(partialLength + length, 2 * partial.length));
            }
            System.arraycopy(chunk, from, partial, partialLength, length);
            partialLength += length;
        }
    }
}
