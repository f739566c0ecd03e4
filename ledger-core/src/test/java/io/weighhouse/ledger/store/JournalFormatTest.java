// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Reads a log by docs/internals/journal.md, with none of the code that wrote it. */
class JournalFormatTest {

    private static final byte[] FIRST = {3, 'a', 'b', 'c'};
    private static final byte[] SECOND = new byte[602];

    static {
        SECOND[0] = (byte) 0xd8;
        SECOND[1] = 4;
        Arrays.fill(SECOND, 2, 602, (byte) 'x');
    }

    /** One batch with both events, two sectors long, closed. */
    private static byte[] bytes() throws IOException {
        PowerCutFiles files = new PowerCutFiles();
        SegmentLog log =
                SegmentLog.openOn(files, SegmentOptions.of(new LogId(1, 2)).withSegmentBytes(8192), Runnable::run);
        log.append(FIRST, 0, 4);
        log.append(SECOND, 0, 602);
        log.commit(7);
        log.close();
        return files.bytes("journal-00000000000000000000.wlj");
    }

    private static ByteBuffer written() throws IOException {
        return ByteBuffer.wrap(bytes());
    }

    private static String ascii(ByteBuffer file, int offset) {
        byte[] bytes = new byte[4];
        file.get(offset, bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static int crc(ByteBuffer file, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(file.duplicate().limit(to).position(from));
        return (int) crc.getValue();
    }

    private static byte[] sha256(byte[]... parts) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    private static byte[] origin() throws NoSuchAlgorithmException {
        byte[] logId = ByteBuffer.allocate(16).putLong(1).putLong(2).array();
        return sha256("weighhouse ledger chain 1".getBytes(StandardCharsets.US_ASCII), logId);
    }

    private static void assertEdge(ByteBuffer file, int at, String magic, long[] point, int extent) {
        assertThat(ascii(file, at)).isEqualTo(magic);
        assertThat(file.getShort(at + 4)).isEqualTo((short) 1);
        assertThat(file.getShort(at + 6)).isEqualTo((short) 1);
        assertThat(new long[] {file.getLong(at + 8), file.getLong(at + 16)}).containsExactly(1, 2);
        assertThat(new long[] {file.getLong(at + 24), file.getLong(at + 32), file.getLong(at + 40)})
                .containsExactly(point);
        assertThat(file.getInt(at + 48)).isEqualTo(extent);
        assertThat(file.getInt(at + 52)).isZero();
        for (int i = 88; i < 508; i++) {
            assertThat(file.get(at + i)).isZero();
        }
        assertThat(file.getInt(at + 508)).isEqualTo(crc(file, at, at + 508));
    }

    private static byte[] head(ByteBuffer file, int at) {
        byte[] head = new byte[32];
        file.get(at + 56, head);
        return head;
    }

    @Test
    void header_ofTheFirstSegment_isAsThePageSays() throws IOException, NoSuchAlgorithmException {
        ByteBuffer file = written();
        assertThat(file.capacity()).isEqualTo(8192);
        assertEdge(file, 0, "WHLJ", new long[] {0, 1, 1}, 8192);
        assertThat(head(file, 0)).isEqualTo(origin());
    }

    @Test
    void footer_ofAClosedLog_isAsThePageSays() throws IOException, NoSuchAlgorithmException {
        ByteBuffer file = written();
        assertEdge(file, 8192 - 512, "WHLC", new long[] {606, 3, 2}, 512 + 2 * 512);
        assertThat(head(file, 8192 - 512)).isEqualTo(sha256(sha256(origin(), FIRST), SECOND));
        for (int i = 512 + 2 * 512; i < 8192 - 512; i++) {
            assertThat(file.get(i)).isZero();
        }
    }

    @Test
    void batch_ofTwoEvents_isAsThePageSays() throws IOException {
        ByteBuffer file = written();
        int at = 512;
        assertThat(file.getLong(at)).isEqualTo(1L << 20);
        assertThat(file.getLong(at + 512)).isEqualTo((1L << 20) + 1);
        assertThat(ascii(file, at + 8)).isEqualTo("WHLB");
        assertThat(file.getInt(at + 12)).isEqualTo(1 << 16);
        assertThat(file.getInt(at + 16)).isEqualTo(7);
        assertThat(file.getInt(at + 20)).isZero();
        assertThat(file.getLong(at + 24)).isZero();
        assertThat(file.getLong(at + 32)).isEqualTo(1);
        assertThat(file.getInt(at + 40)).isEqualTo(2);
        assertThat(file.getInt(at + 44)).isEqualTo(606);
        assertThat(file.getInt(at + 52)).isEqualTo(crc(file, at, at + 48));
        ByteBuffer blank = written();
        assertThat(file.getInt(at + 48)).isEqualTo(crc(blank.putInt(at + 48, 0), at, at + 1024));
        byte[] events = new byte[606];
        for (int i = 0; i < 606; i++) {
            int q = 48 + i;
            events[i] = file.get(at + q / 504 * 512 + 8 + q % 504);
        }
        assertThat(Arrays.copyOf(events, 4)).isEqualTo(FIRST);
        assertThat(Arrays.copyOfRange(events, 4, 606)).isEqualTo(SECOND);
    }

    @Test
    void log_ofTheseEvents_hasAlwaysTheSameBytes() throws IOException, NoSuchAlgorithmException {
        assertThat(HexFormat.of().formatHex(sha256(bytes())))
                .isEqualTo("dbea6456b2a2a313923936e0c0e2dcc27a9d1745a739e2d84e8a2cfb2423e660");
    }
}
