// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first or the last sector of a segment: what it says about where the segment starts or ends.
 *
 * @param kind which of the three it is
 * @param logId the log
 * @param point where the segment starts, or where it ends
 * @param extent of a header the size of the segment, of a footer the offset after the last batch
 * @param head the chain's head at the point, in hexadecimal, or null where it was not known
 */
record SegmentEdge(
        Kind kind,
        LogId logId,
        LogPoint point,
        int extent,
        @Nullable String head) {

    enum Kind {
        /** A header. */
        START(0x57484c4a),
        /** A footer of a segment that another one follows. */
        SEALED(0x57484c46),
        /** A footer of the last segment of a log that was closed. */
        CLOSED(0x57484c43);

        private final int magic;

        Kind(int magic) {
            this.magic = magic;
        }
    }

    static final int VERSION = 1;
    private static final int HEAD_KNOWN = 1;
    private static final int CRC_AT = Sectors.BYTES - 4;

    ByteBuffer encode() {
        ByteBuffer sector = ByteBuffer.allocate(Sectors.BYTES);
        sector.putInt(kind.magic).putShort((short) VERSION).putShort((short) (head == null ? 0 : HEAD_KNOWN));
        sector.putLong(logId.high()).putLong(logId.low());
        sector.putLong(point.position()).putLong(point.sequence()).putLong(point.batch());
        sector.putInt(extent).putInt(0);
        if (head != null) {
            sector.put(HexFormat.of().parseHex(head));
        }
        sector.putInt(CRC_AT, crc(sector));
        return sector.clear();
    }

    /**
     * Reads a sector.
     *
     * @param sector all of it, from index 0
     * @param file its file, for messages
     * @param offset where in the file, for messages
     * @return what it says, or null if it is all zeros
     */
    static @Nullable SegmentEdge decode(ByteBuffer sector, String file, long offset) {
        if (Sectors.isZero(sector, 0, Sectors.BYTES)) {
            return null;
        }
        Kind kind = null;
        for (Kind k : Kind.values()) {
            kind = k.magic == sector.getInt(0) ? k : kind;
        }
        if (kind == null) {
            throw new DamagedJournalException(file, offset, "neither a segment's header nor a footer");
        }
        if (sector.getShort(4) != VERSION) {
            throw new DamagedJournalException(file, offset + 4, "unknown version: " + sector.getShort(4));
        }
        if (sector.getInt(CRC_AT) != crc(sector)) {
            throw new DamagedJournalException(file, offset, "wrong checksum of a segment's header or footer");
        }
        LogId logId = new LogId(sector.getLong(8), sector.getLong(16));
        String head = null;
        if ((sector.getShort(6) & HEAD_KNOWN) != 0) {
            byte[] bytes = new byte[ChainHash.BYTES];
            sector.get(56, bytes);
            head = HexFormat.of().formatHex(bytes);
        }
        LogPoint point = new LogPoint(sector.getLong(24), sector.getLong(32), sector.getLong(40));
        return new SegmentEdge(kind, logId, point, sector.getInt(48), head);
    }

    private static int crc(ByteBuffer sector) {
        CRC32C crc = new CRC32C();
        crc.update(sector.duplicate().position(0).limit(CRC_AT));
        return (int) crc.getValue();
    }
}
