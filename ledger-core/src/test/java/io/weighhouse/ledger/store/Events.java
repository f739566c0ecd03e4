// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.random.RandomGenerator;

/** Makes events as the log takes them, and reads a log whole. */
final class Events {

    static final LogId LOG_ID = new LogId(0x736978746565L, 7);

    private Events() {}

    /** An event of so many bytes after its length field. */
    static byte[] event(int length, RandomGenerator random) {
        byte[] body = new byte[length];
        random.nextBytes(body);
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        int left = length;
        while (left > 0x7f) {
            event.write((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        event.write(left);
        event.writeBytes(body);
        return event.toByteArray();
    }

    static SegmentOptions options(int segmentBytes) {
        return SegmentOptions.of(LOG_ID).withSegmentBytes(segmentBytes).withIndexSpacing(256);
    }

    static SegmentLog open(JournalFiles files, int segmentBytes) throws IOException {
        return SegmentLog.openOn(files, options(segmentBytes), Runnable::run);
    }

    /** All durable bytes, from the first. */
    static byte[] all(SegmentLog log) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        LogScan scan = log.scan(0);
        while (scan.next()) {
            all.write(scan.bytes(), scan.from(), scan.to() - scan.from());
        }
        return all.toByteArray();
    }
}
