// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Puts the frames of an AWS event stream together from chunks that are cut anywhere.
 *
 * <p>A frame is its length, its headers' length and a checksum of these two, then headers, payload, and a checksum of all
 * that. A frame that lies whole within a chunk is handed on without a copy; one across chunks is gathered in a buffer,
 * which is kept for the next. A frame longer than {@link #MAX_FRAME_BYTES} is passed over, and {@link
 * #bytesPassedOver()} counts it. Once a length cannot be trusted, nothing tells where the next frame begins: all the rest
 * is passed over, and {@link #damage()} says why.
 */
final class EventFrames {

    static final int MAX_FRAME_BYTES = 1 << 20;

    /** The protocol's own bound, 16 MiB of payload and 128 KiB of headers, and a little. */
    private static final int MAX_PROTOCOL_BYTES = 17 << 20;

    private static final int PRELUDE_BYTES = 12;
    private static final int CHECKSUM_BYTES = 4;
    private static final int UNTRUSTED = -1;
    private static final int LEAST_FRAME_BYTES = PRELUDE_BYTES + CHECKSUM_BYTES;

    /** Takes one whole frame whose checksums were right. */
    interface Sink {
        void frame(EventFrame frame);
    }

    private final Sink sink;
    private final EventFrame frame = new EventFrame();
    private final CRC32 checksum = new CRC32();
    private byte[] partial = new byte[512];
    private int partialLength;
    private int bytesToSkip;
    private long bytesPassedOver;
    private @Nullable String damage;
    private boolean lost;

    EventFrames(Sink sink) {
        this.sink = sink;
    }

    void chunk(byte[] chunk, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, chunk.length);
        int to = offset + length;
        int at = offset;
        while (at < to) {
            if (lost || bytesToSkip > 0) {
                at = skip(at, to);
            } else if (partialLength > 0) {
                at = gather(chunk, at, to);
            } else {
                at = whole(chunk, at, to);
            }
        }
    }

    /** Bytes that nobody looked into: of frames that were too long, or after damage. */
    long bytesPassedOver() {
        return bytesPassedOver;
    }

    /** What was wrong first, or null. */
    @Nullable
    String damage() {
        return damage;
    }

    /** Whether the stream ended, so far, within a frame. */
    boolean cut() {
        return partialLength > 0 || bytesToSkip > 0;
    }

    private int skip(int at, int to) {
        int skipped = lost ? to - at : Math.min(to - at, bytesToSkip);
        bytesToSkip -= lost ? 0 : skipped;
        bytesPassedOver += skipped;
        return at + skipped;
    }

    /** Takes the frame that begins at {@code at}; if it is not all there, begins to gather it. */
    private int whole(byte[] chunk, int at, int to) {
        if (to - at < PRELUDE_BYTES) {
            return keep(chunk, at, to);
        }
        int length = frameLength(chunk, at);
        if (length < 0 || length > MAX_FRAME_BYTES) {
            passOver(length);
            return at;
        }
        if (to - at < length) {
            return keep(chunk, at, to);
        }
        complete(chunk, at, length);
        return at + length;
    }

    /** Adds to the frame that is being gathered: first its prelude, then what that says. */
    private int gather(byte[] chunk, int at, int to) {
        if (partialLength < PRELUDE_BYTES) {
            int next = keep(chunk, at, Math.min(to, at + PRELUDE_BYTES - partialLength));
            if (partialLength == PRELUDE_BYTES) {
                int length = frameLength(partial, 0);
                if (length < 0 || length > MAX_FRAME_BYTES) {
                    bytesPassedOver += PRELUDE_BYTES;
                    passOver(length < 0 ? length : length - PRELUDE_BYTES);
                    partialLength = 0;
                }
            }
            return next;
        }
        // The prelude was found right when it was complete.
        int length = intAt(partial, 0);
        int next = keep(chunk, at, Math.min(to, at + length - partialLength));
        if (partialLength == length) {
            partialLength = 0;
            complete(partial, 0, length);
        }
        return next;
    }

    private void passOver(int bytes) {
        if (bytes < 0) {
            lost = true;
        } else {
            bytesToSkip = bytes;
        }
    }

    private int keep(byte[] chunk, int from, int to) {
        int length = to - from;
        if (partialLength + length > partial.length) {
            partial = Arrays.copyOf(partial, Math.max(partialLength + length, 2 * partial.length));
        }
        System.arraycopy(chunk, from, partial, partialLength, length);
        partialLength += length;
        return to;
    }

    /** The length that a prelude states, or less than 0 if it cannot be right. */
    private int frameLength(byte[] bytes, int at) {
        int length = intAt(bytes, at);
        int headers = intAt(bytes, at + 4);
        if (checksumOf(bytes, at, 8) != intAt(bytes, at + 8)) {
            damaged("must have a right prelude checksum: frame");
            return UNTRUSTED;
        }
        boolean possible = length >= LEAST_FRAME_BYTES
                && length <= MAX_PROTOCOL_BYTES
                && headers >= 0
                && headers <= length - LEAST_FRAME_BYTES;
        if (!possible) {
            damaged("must be possible lengths: frame=" + length + " headers=" + headers);
            return UNTRUSTED;
        }
        return length;
    }

    private void complete(byte[] bytes, int at, int length) {
        int end = at + length - CHECKSUM_BYTES;
        if (checksumOf(bytes, at, length - CHECKSUM_BYTES) != intAt(bytes, end)) {
            damaged("must have a right checksum: frame");
            bytesPassedOver += length;
            return;
        }
        int headers = at + PRELUDE_BYTES;
        if (frame.take(bytes, headers, headers + intAt(bytes, at + 4), end)) {
            sink.frame(frame);
        } else {
            damaged("must have whole headers: frame");
            bytesPassedOver += length;
        }
    }

    private void damaged(String what) {
        damage = damage == null ? what : damage;
    }

    private int checksumOf(byte[] bytes, int from, int length) {
        checksum.reset();
        checksum.update(bytes, from, length);
        return (int) checksum.getValue();
    }

    static int intAt(byte[] bytes, int at) {
        return (bytes[at] << 24)
                | ((bytes[at + 1] & 0xff) << 16)
                | ((bytes[at + 2] & 0xff) << 8)
                | (bytes[at + 3] & 0xff);
    }
}
