// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.nio.ByteBuffer;

/**
 * The name of a log, 16 random bytes, so that a segment of one is not taken for a segment of another.
 *
 * @param high the first eight bytes
 * @param low the others
 */
record LogId(long high, long low) {

    static final int BYTES = 16;

    static LogId of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("must be 16 bytes: logId.length=" + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new LogId(buffer.getLong(), buffer.getLong());
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }
}
