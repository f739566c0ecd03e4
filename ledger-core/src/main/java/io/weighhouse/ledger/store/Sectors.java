// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.nio.ByteBuffer;

/**
 * The arithmetic of sectors: 512 bytes, of which 8 are a tag that says which batch wrote it and 504 are payload.
 *
 * <p>A tag is never zero, so a sector that was written is never all zeros.
 */
final class Sectors {

    static final int BYTES = 512;
    static final int TAG = 8;
    static final int PAYLOAD = BYTES - TAG;
    static final int INDEX_BITS = 20;

    private Sectors() {}

    static long tag(long batch, int index) {
        return (batch << INDEX_BITS) | index;
    }

    /** How many sectors hold so much payload. */
    static int count(int payload) {
        return (payload + PAYLOAD - 1) / PAYLOAD;
    }

    /** Where the byte of a batch's payload stands, from the start of the batch. */
    static long physical(long payloadOffset) {
        return payloadOffset / PAYLOAD * BYTES + TAG + payloadOffset % PAYLOAD;
    }

    /** The largest batch of a segment, in sectors. */
    static int largestBatch(int segmentBytes) {
        return segmentBytes / 4 / BYTES;
    }

    static boolean isZero(ByteBuffer buffer, int from, int length) {
        int i = from;
        int end = from + length;
        for (; i + 8 <= end; i += 8) {
            if (buffer.getLong(i) != 0) {
                return false;
            }
        }
        for (; i < end; i++) {
            if (buffer.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * The length of the event that starts here, its own length field included.
     *
     * @param bytes where it is
     * @param from its first byte
     * @param to end of what is known
     * @return its length; 0 if the length field goes beyond {@code to}, -1 if it is none
     */
    static int eventLength(byte[] bytes, int from, int to) {
        int value = 0;
        for (int i = 0; i < 5; i++) {
            if (from + i >= to) {
                return 0;
            }
            int b = bytes[from + i];
            if (i == 4 && (b & 0xff) > 0x03) {
                return -1;
            }
            value |= (b & 0x7f) << (7 * i);
            if (b >= 0) {
                return value + i + 1;
            }
        }
        return -1;
    }
}
