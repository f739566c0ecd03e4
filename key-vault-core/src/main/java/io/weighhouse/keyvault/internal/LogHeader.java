// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The first bytes of a log's file: what it is, and how much of it was there when it got its name.
 *
 * @param kind what is kept in it, such as {@code K} for keys
 * @param first the number of the first frame
 * @param base the number of the last frame that was there from the beginning; {@code first - 1} if none was
 */
record LogHeader(char kind, long first, long base) {

    static final int BYTES = 32;

    private static final int VERSION = 1;
    private static final byte[] MAGIC = "weighlog".getBytes(StandardCharsets.US_ASCII);
    private static final int CRC_AT = BYTES - Integer.BYTES;

    ByteBuffer toByteBuffer() {
        ByteBuffer header = ByteBuffer.allocate(BYTES)
                .put(MAGIC)
                .putShort((short) VERSION)
                .putChar(kind)
                .putLong(first)
                .putLong(base);
        return header.putInt(crc(header.array())).flip();
    }

    /** Reads a header, if it is one for this kind of records. */
    static LogHeader parse(ByteBuffer bytes, char kind) {
        boolean whole = bytes.remaining() == BYTES;
        byte[] header = new byte[BYTES];
        bytes.get(header, 0, bytes.remaining());
        ByteBuffer fields = ByteBuffer.wrap(header);
        byte[] magic = new byte[MAGIC.length];
        fields.get(magic);
        if (!whole || !Arrays.equals(magic, MAGIC)) {
            throw new IllegalArgumentException("is no log");
        }
        int version = fields.getShort();
        char actual = fields.getChar();
        LogHeader parsed = new LogHeader(actual, fields.getLong(), fields.getLong());
        // Not before the checksum: a flipped bit is no later version.
        if (fields.getInt() != crc(header) || parsed.first < 1 || parsed.base < parsed.first - 1) {
            throw new IllegalArgumentException("its header is not as it was written");
        }
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "was written by a later version: format version " + version + ", known are 1 to " + VERSION);
        }
        if (actual != kind) {
            throw new IllegalArgumentException("is of another kind: '" + actual + "' instead of '" + kind + '\'');
        }
        return parsed;
    }

    private static int crc(byte[] header) {
        CRC32C crc = new CRC32C();
        crc.update(header, 0, CRC_AT);
        return (int) crc.getValue();
    }
}
