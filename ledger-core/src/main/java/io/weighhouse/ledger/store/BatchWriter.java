// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Makes the sectors of a batch, in one buffer that is used again. */
final class BatchWriter {

    private final CRC32C crc = new CRC32C();
    private ByteBuffer out = ByteBuffer.allocateDirect(8 * Sectors.BYTES);

    /**
     * Makes a batch.
     *
     * @param first where it starts
     * @param ruleVersion by which rules its events came to be
     * @param count how many events it has
     * @param events their bytes, from position to limit of an array
     * @return its sectors, good until the next call
     */
    ByteBuffer batch(LogPoint first, int ruleVersion, int count, ByteBuffer events) {
        int payload = events.remaining();
        BatchHeader header = new BatchHeader(first, ruleVersion, count, payload, 0);
        int sectors = header.sectors();
        int length = sectors * Sectors.BYTES;
        reserve(length);
        header.encode(out);
        byte[] bytes = events.array();
        int source = events.arrayOffset() + events.position();
        int left = payload;
        for (int i = 0; i < sectors; i++) {
            int at = i * Sectors.BYTES;
            out.putLong(at, Sectors.tag(first.batch(), i));
            int skipped = Sectors.TAG + (i == 0 ? BatchHeader.BYTES : 0);
            int n = Math.min(left, Sectors.BYTES - skipped);
            out.put(at + skipped, bytes, source, n);
            source += n;
            left -= n;
        }
        for (int pad = length - (sectors * Sectors.PAYLOAD - BatchHeader.BYTES - payload); pad < length; pad++) {
            out.put(pad, (byte) 0);
        }
        crc.reset();
        crc.update(out.clear().limit(length));
        out.putInt(BatchHeader.CRC_AT, (int) crc.getValue());
        return out.clear().limit(length);
    }

    private void reserve(int length) {
        out.clear();
        if (out.capacity() < length) {
            int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(length, 2L * out.capacity()));
            out = ByteBuffer.allocateDirect(doubled);
        }
    }
}
