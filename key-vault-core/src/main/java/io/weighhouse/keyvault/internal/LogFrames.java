// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The frames of a log's file: length, checksum, number, what was forced before, and the payload. Not thread-safe. */
final class LogFrames {

    static final int HEAD_BYTES = 24;
    static final int MAX_PAYLOAD_BYTES = 32 << 20;

    private static final int WINDOW_BYTES = 1 << 20;
    private static final int CRC_AT = 4;
    private static final int NUMBER_AT = 8;
    private static final int FORCED_AT = 16;

    private final LogFile file;
    private final long size;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowAt;

    LogFrames(LogFile file, long size) {
        this.file = file;
        this.size = size;
    }

    /** A frame that is whole: its number, the last number that was forced when it was written, and its payload. */
    record Frame(long number, long forced, ByteBuffer payload) {}

    /** Writes a frame to the end of what is in the buffer; its payload is what lies between position and limit. */
    static ByteBuffer frame(long number, long forced, ByteBuffer payload) {
        ByteBuffer frame = ByteBuffer.allocate(HEAD_BYTES + payload.remaining())
                .putInt(payload.remaining())
                .putInt(0)
                .putLong(number)
                .putLong(forced)
                .put(payload);
        frame.putInt(CRC_AT, crc(frame.array(), 0, frame.position()));
        return frame.flip();
    }

    /** Reads the frame at a place, or nothing if there is none that is whole. */
    @Nullable
    Frame at(long at) throws IOException {
        ByteBuffer head = bytes(at, HEAD_BYTES);
        if (head == null) {
            return null;
        }
        int length = head.getInt(head.position());
        if (length < 0 || length > MAX_PAYLOAD_BYTES) {
            return null;
        }
        ByteBuffer frame = bytes(at, HEAD_BYTES + length);
        if (frame == null) {
            return null;
        }
        int start = frame.position();
        int stored = frame.getInt(start + CRC_AT);
        if (stored != crc(frame.array(), frame.arrayOffset() + start, HEAD_BYTES + length)) {
            return null;
        }
        return new Frame(
                frame.getLong(start + NUMBER_AT),
                frame.getLong(start + FORCED_AT),
                frame.slice(start + HEAD_BYTES, length));
    }

    /** Whether a later frame says that this number was forced: then what should be here was there once. */
    boolean saysForced(long from, long number) throws IOException {
        for (long at = from; at + HEAD_BYTES <= size; at++) {
            ByteBuffer head = bytes(at, HEAD_BYTES);
            if (head == null) {
                return false;
            }
            long later = head.getLong(head.position() + NUMBER_AT);
            long forced = head.getLong(head.position() + FORCED_AT);
            // Looked at first, because a checksum at every byte would take for ever.
            boolean plausible =
                    later > number && later - number <= size / HEAD_BYTES && forced >= number && forced < later;
            if (plausible && at(at) != null) {
                return true;
            }
        }
        return false;
    }

    /** A checksum over all but the four bytes that hold it. */
    private static int crc(byte[] bytes, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, CRC_AT);
        crc.update(bytes, at + NUMBER_AT, length - NUMBER_AT);
        return (int) crc.getValue();
    }

    /** The bytes from a place on, as many as that at least; nothing if the file ends before. */
    private @Nullable ByteBuffer bytes(long at, int count) throws IOException {
        if (count > size - at) {
            return null;
        }
        if (at < windowAt || at + count > windowAt + window.limit()) {
            int length = (int) Math.min(size - at, Math.max(count, WINDOW_BYTES));
            if (window.capacity() < length) {
                window = ByteBuffer.allocate(length);
            }
            window.clear().limit(length);
            windowAt = at;
            while (window.hasRemaining()) {
                if (file.read(window, at + window.position()) < 0) {
                    throw new IOException("the file has become shorter while it was read");
                }
            }
        }
        return window.position((int) (at - windowAt));
    }
}
