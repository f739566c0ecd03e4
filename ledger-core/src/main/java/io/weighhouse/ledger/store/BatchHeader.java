// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the events of a batch, in its first sector.
 *
 * @param first where the batch starts
 * @param ruleVersion by which rules its events came to be
 * @param count how many events it has
 * @param payload how many bytes they have
 * @param crc CRC32C of all sectors of the batch, with this field as zeros
 */
record BatchHeader(LogPoint first, int ruleVersion, int count, int payload, int crc) {

    static final int BYTES = 48;
    static final int VERSION = 1;
    /** Where the checksum is, from the start of the batch. */
    static final int CRC_AT = 48;

    /** Where the checksum of the header alone is: without it, a damaged length could pass for a torn batch. */
    private static final int HEADER_CRC_AT = 52;

    private static final int MAGIC = 0x57484c42;

    /** Writes the header after the tag of a batch that starts at index 0, its checksum as zeros. */
    void encode(ByteBuffer batch) {
        batch.putLong(0, Sectors.tag(first.batch(), 0));
        batch.putInt(8, MAGIC).putShort(12, (short) VERSION).putShort(14, (short) 0);
        batch.putInt(16, ruleVersion).putInt(20, 0);
        batch.putLong(24, first.position()).putLong(32, first.sequence());
        batch.putInt(40, count).putInt(44, payload);
        batch.putInt(CRC_AT, 0).putInt(HEADER_CRC_AT, headerCrc(batch, 0));
    }

    static BatchHeader decode(ByteBuffer buffer, int at) {
        LogPoint first = new LogPoint(
                buffer.getLong(at + 24), buffer.getLong(at + 32), buffer.getLong(at) >>> Sectors.INDEX_BITS);
        return new BatchHeader(
                first,
                buffer.getInt(at + 16),
                buffer.getInt(at + 40),
                buffer.getInt(at + 44),
                buffer.getInt(at + CRC_AT));
    }

    /**
     * What is wrong with a header, as far as it shows without its neighbours.
     *
     * @param buffer where the first sector of the batch is
     * @param at its index
     * @return what is wrong, or null
     */
    static @Nullable String problem(ByteBuffer buffer, int at) {
        if (buffer.getInt(at + 8) != MAGIC) {
            return "no batch header";
        }
        if (buffer.getShort(at + 12) != VERSION) {
            return "unknown version of a batch: " + buffer.getShort(at + 12);
        }
        if (buffer.getInt(at + HEADER_CRC_AT) != headerCrc(buffer, at)) {
            return "wrong checksum of a batch header";
        }
        BatchHeader header = decode(buffer, at);
        if (buffer.getLong(at) != Sectors.tag(header.first.batch(), 0)) {
            return "wrong sector tag of a batch header";
        }
        if (header.payload < 1 || header.payload > 1 << 29 || header.count < 1 || header.count > header.payload) {
            return "impossible lengths in a batch header";
        }
        return null;
    }

    /** How long the batch is that starts here, if it ends at or before a position of the log; otherwise 0. */
    static int skippable(ByteBuffer buffer, int at, long position) {
        int payload = buffer.getInt(at + 44);
        return buffer.getInt(at + 8) == MAGIC
                        && payload > 0
                        && payload < 1 << 29
                        && position >= buffer.getLong(at + 24) + payload
                ? Sectors.count(BYTES + payload) * Sectors.BYTES
                : 0;
    }

    private static int headerCrc(ByteBuffer buffer, int at) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate().clear().limit(at + CRC_AT).position(at));
        return (int) crc.getValue();
    }

    int sectors() {
        return Sectors.count(BYTES + payload);
    }

    LogPoint end() {
        return first.plus(payload, count);
    }
}
