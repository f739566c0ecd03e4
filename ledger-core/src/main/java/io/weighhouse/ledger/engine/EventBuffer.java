// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes in the making; numbers are LEB128, texts UTF-8 behind their length. */
final class EventBuffer {

    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    byte[] bytes = new byte[256];
    int length;

    /** Whether a text was not plain ASCII: such a one may have half characters, and those do not read back as they were. */
    boolean wide;

    void clear() {
        wide = false;
        length = 0;
    }

    void u8(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    /** A number taken as unsigned: 1 byte below 128, at most 10. */
    void number(long value) {
        room(10);
        int at = length;
        if ((value & ~0x7FL) == 0) {
            bytes[at] = (byte) value;
            length = at + 1;
            return;
        }
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        length = at;
    }

    /** A number of either sign, small ones short. */
    void signed(long value) {
        number((value << 1) ^ (value >> 63));
    }

    void fixed64(long value) {
        room(8);
        LONGS.set(bytes, length, value);
        length += 8;
    }

    void text(String value) {
        int chars = value.length();
        number(chars);
        room(chars);
        int start = length;
        for (int i = 0; i < chars; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                length = start - sizeOf(chars);
                wide(value.getBytes(StandardCharsets.UTF_8));
                return;
            }
            bytes[length++] = (byte) c;
        }
    }

    void raw(byte[] source, int offset, int count) {
        room(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    void append(EventBuffer other) {
        raw(other.bytes, 0, other.length);
    }

    private void wide(byte[] utf8) {
        wide = true;
        number(utf8.length);
        raw(utf8, 0, utf8.length);
    }

    static int sizeOf(long value) {
        return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
    }

    private void room(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }
}
