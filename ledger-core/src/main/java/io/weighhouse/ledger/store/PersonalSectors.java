// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Personal records as sectors, each of which begins with a tag, as those of a batch do: the record's number and the sector's
 * index.
 *
 * <p>The payload is a header of 28 bytes, then tenant, subject, salt and text, then zeros. An erased record keeps its tags
 * and its header, so that what follows it is found; whether it is erased is said in the first sector, which is written whole
 * or not at all.
 */
final class PersonalSectors {

    /** The most sectors of a record: 64 bytes of tenant, 800 of subject, a salt, and 65,536 of text. */
    static final int MOST = 132;

    private static final int MAGIC = 0x57485052;
    private static final int VERSION = 1;
    private static final int LIVE = 0x4C495645;
    private static final int GONE = 0x474F4E45;
    private static final int CHECKED = 16;
    private static final int HEADER = 28;

    /** Where the mark stands in the first sector; the checksum of the content is behind it. */
    private static final int MARK = Sectors.TAG + CHECKED + 4;

    private PersonalSectors() {}

    static ByteBuffer encode(long number, PersonalRecord record) {
        int length = HEADER + record.tenant.length + record.subject.length + record.salt.length + record.text.length;
        byte[] payload = new byte[Sectors.count(length) * Sectors.PAYLOAD];
        ByteBuffer to = ByteBuffer.wrap(payload);
        to.putInt(MAGIC).putShort((short) VERSION);
        to.putShort((short) record.tenant.length).putShort((short) record.subject.length);
        to.putShort((short) 0).putInt(record.text.length);
        to.position(HEADER);
        to.put(record.tenant).put(record.subject).put(record.salt).put(record.text);
        to.putInt(CHECKED + 4, LIVE).putInt(CHECKED + 8, contentCrc(payload));
        ByteBuffer sectors = ByteBuffer.allocate(payload.length / Sectors.PAYLOAD * Sectors.BYTES);
        for (int i = 0; i * Sectors.PAYLOAD < payload.length; i++) {
            sectors.putLong(Sectors.tag(number, i)).put(payload, i * Sectors.PAYLOAD, Sectors.PAYLOAD);
        }
        return sectors.putInt(MARK - 4, headerCrc(sectors)).flip();
    }

    private static int headerCrc(ByteBuffer sectors) {
        CRC32C crc = new CRC32C();
        crc.update(sectors.slice(0, Sectors.TAG + CHECKED));
        return (int) crc.getValue();
    }

    private static int contentCrc(byte[] payload) {
        CRC32C crc = new CRC32C();
        crc.update(payload, HEADER, payload.length - HEADER);
        return (int) crc.getValue();
    }

    /** How many sectors the record has whose first sector this is; 0 if this is none with that number. */
    static int count(ByteBuffer first, long number) {
        boolean right = first.getLong(0) == Sectors.tag(number, 0)
                && first.getInt(Sectors.TAG) == MAGIC
                && first.getShort(Sectors.TAG + 4) == VERSION
                && first.getInt(MARK - 4) == headerCrc(first);
        if (!right) {
            return 0;
        }
        int count = Sectors.count(HEADER
                + first.getShort(Sectors.TAG + 6)
                + first.getShort(Sectors.TAG + 8)
                + PersonalRecord.SALT_BYTES
                + first.getInt(Sectors.TAG + 12));
        return count <= MOST ? count : 0;
    }

    static boolean isGone(ByteBuffer first) {
        return first.getInt(MARK) == GONE;
    }

    /** Whether these are all sectors of a record that is not erased, as they were written. */
    static boolean isWhole(ByteBuffer sectors, long number) {
        return sectors.getInt(MARK) == LIVE
                && hasItsTags(sectors, number)
                && sectors.getInt(MARK + 4) == contentCrc(payload(sectors));
    }

    static boolean hasItsTags(ByteBuffer sectors, long number) {
        for (int i = 0; i * Sectors.BYTES < sectors.limit(); i++) {
            if (sectors.getLong(i * Sectors.BYTES) != Sectors.tag(number, i)) {
                return false;
            }
        }
        return true;
    }

    private static byte[] payload(ByteBuffer sectors) {
        byte[] payload = new byte[sectors.limit() / Sectors.BYTES * Sectors.PAYLOAD];
        for (int i = 0; i * Sectors.PAYLOAD < payload.length; i++) {
            sectors.get(i * Sectors.BYTES + Sectors.TAG, payload, i * Sectors.PAYLOAD, Sectors.PAYLOAD);
        }
        return payload;
    }

    static PersonalRecord decode(ByteBuffer sectors) {
        byte[] payload = payload(sectors);
        int subjectAt = HEADER + sectors.getShort(Sectors.TAG + 6);
        int saltAt = subjectAt + sectors.getShort(Sectors.TAG + 8);
        int textAt = saltAt + PersonalRecord.SALT_BYTES;
        int end = textAt + sectors.getInt(Sectors.TAG + 12);
        return new PersonalRecord(
                Arrays.copyOfRange(payload, HEADER, subjectAt),
                Arrays.copyOfRange(payload, subjectAt, saltAt),
                Arrays.copyOfRange(payload, saltAt, textAt),
                Arrays.copyOfRange(payload, textAt, end));
    }

    /** What is left of a record when it is erased. */
    static ByteBuffer erased(ByteBuffer sectors) {
        ByteBuffer left = ByteBuffer.allocate(sectors.limit());
        left.put(0, sectors, 0, MARK).putInt(MARK, GONE);
        for (int at = Sectors.BYTES; at < sectors.limit(); at += Sectors.BYTES) {
            left.putLong(at, sectors.getLong(at));
        }
        return left;
    }
}
