// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Areas of a file that must be zeros. */
final class Zeros {

    private static final int WINDOW = 1 << 18;

    private Zeros() {}

    static boolean isZero(JournalFile file, long from, long to) throws IOException {
        return firstOther(file, from, to) < 0;
    }

    /**
     * The first sector of an area that is not all zeros.
     *
     * @param file where
     * @param from start of the area, a multiple of 512
     * @param to its end, a multiple of 512
     * @return the sector's offset, -1 if there is none
     * @throws IOException if it cannot be read
     */
    static long firstOther(JournalFile file, long from, long to) throws IOException {
        if (from >= to) {
            return -1;
        }
        ByteBuffer window = ByteBuffer.allocateDirect((int) Math.min(WINDOW, to - from));
        for (long at = from; at < to; at += window.capacity()) {
            int n = (int) Math.min(window.capacity(), to - at);
            int read = file.read(window.clear().limit(n), at);
            window.clear();
            if (read < n) {
                return at + read;
            }
            if (!Sectors.isZero(window, 0, n)) {
                for (int i = 0; i < n; i += Sectors.BYTES) {
                    if (!Sectors.isZero(window, i, Sectors.BYTES)) {
                        return at + i;
                    }
                }
            }
        }
        return -1;
    }

    static void write(JournalFile file, long from, long to) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(WINDOW, to - from));
        for (long at = from; at < to; at += zeros.capacity()) {
            file.write(zeros.clear().limit((int) Math.min(zeros.capacity(), to - at)), at);
        }
    }
}
