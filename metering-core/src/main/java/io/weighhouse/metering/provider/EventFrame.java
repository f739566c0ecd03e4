// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One frame of an AWS event stream, in the bytes it came in; good until the next one is taken. */
final class EventFrame {

    private static final int STRING = 7;

    /** Bytes of a header's value by its type; a negative one has its length before it. */
    private static final int[] VALUE_BYTES = {0, 0, 1, 2, 4, 8, -1, -1, 8, 16};

    private byte[] bytes = {};
    private int headersFrom;
    private int payloadFrom;
    private int payloadTo;

    /** Whether the headers are whole; if not, the frame is not to be used. */
    boolean take(byte[] bytes, int headersFrom, int payloadFrom, int payloadTo) {
        this.bytes = bytes;
        this.headersFrom = headersFrom;
        this.payloadFrom = payloadFrom;
        this.payloadTo = payloadTo;
        int at = headersFrom;
        while (at >= 0 && at < payloadFrom) {
            at = next(at);
        }
        return at == payloadFrom;
    }

    byte[] bytes() {
        return bytes;
    }

    int payloadFrom() {
        return payloadFrom;
    }

    int payloadTo() {
        return payloadTo;
    }

    /** Whether the frame has a header of that name with that text. */
    boolean has(byte[] name, byte[] text) {
        int value = valueOf(name);
        return value >= 0 && Arrays.equals(bytes, value + 2, value + 2 + shortAt(value), text, 0, text.length);
    }

    /** The text of a header, at most {@code most} bytes of it; empty if there is no such header, or no text in it. */
    String text(byte[] name, int most) {
        int value = valueOf(name);
        return value < 0 ? "" : new String(bytes, value + 2, Math.min(most, shortAt(value)), StandardCharsets.UTF_8);
    }

    /** Where the value of a text header begins, with its length; less than 0 if there is none. */
    private int valueOf(byte[] name) {
        for (int at = headersFrom; at < payloadFrom; at = next(at)) {
            int type = typeAt(at);
            if (bytes[type] == STRING && Arrays.equals(bytes, at + 1, type, name, 0, name.length)) {
                return type + 1;
            }
        }
        return -1;
    }

    /** Where the header after the one at {@code at} should begin; less than 0 if that cannot be told. */
    private int next(int at) {
        int type = typeAt(at);
        if (type >= payloadFrom || bytes[type] < 0 || bytes[type] >= VALUE_BYTES.length) {
            return -1;
        }
        int fixed = VALUE_BYTES[bytes[type]];
        if (fixed >= 0) {
            return type + 1 + fixed;
        }
        return type + 3 > payloadFrom ? -1 : type + 3 + shortAt(type + 1);
    }

    private int typeAt(int header) {
        return header + 1 + (bytes[header] & 0xff);
    }

    private int shortAt(int at) {
        return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
    }
}
