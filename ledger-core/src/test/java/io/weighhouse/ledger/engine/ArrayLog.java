// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import java.util.Arrays;

/** A log in one array, which a test can size so that it never grows. */
final class ArrayLog implements EventLog {

    private byte[] bytes;
    private long[] positions;
    private int end;
    private int count;

    ArrayLog() {
        this(1 << 16, 1 << 10);
    }

    ArrayLog(int byteRoom, int eventRoom) {
        bytes = new byte[byteRoom];
        positions = new long[eventRoom];
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public void append(byte[] source, int offset, int length) {
        if (end + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length + length);
        }
        if (count == positions.length) {
            positions = Arrays.copyOf(positions, 2 * count);
        }
        positions[count++] = end;
        System.arraycopy(source, offset, bytes, end, length);
        end += length;
    }

    @Override
    public void read(long position, EventBytes into) {
        int from = (int) position;
        into.set(bytes, from, from + EventBytes.lengthAt(bytes, from));
    }

    @Override
    public long positionOf(long sequence) {
        return sequence < 1 || sequence > count ? -1 : positions[(int) sequence - 1];
    }
}
