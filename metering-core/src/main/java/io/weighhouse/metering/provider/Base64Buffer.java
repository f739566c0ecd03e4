// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

/** Undoes Base64 into a buffer that is kept, so that decoding the next text allocates nothing. */
final class Base64Buffer {

    private byte[] bytes = new byte[512];

    /** Decodes the string in {@code json[from, to)}; how many bytes it holds, or -1 if it is not Base64. */
    int decode(byte[] json, int from, int to) {
        // At most three bytes of four, rounded up.
        int most = (int) (3L * (to - from) / 4) + 3;
        if (most > bytes.length) {
            bytes = new byte[Math.max(most, 2 * bytes.length)];
        }
        int length = 0;
        int bits = 0;
        int held = 0;
        for (int at = from; at < to && json[at] != '='; at++) {
            // JSON may write a slash with a backslash before it.
            if (json[at] == '\\') {
                continue;
            }
            int value = valueOf(json[at]);
            if (value < 0) {
                return -1;
            }
            bits = (bits << 6) | value;
            held += 6;
            if (held >= 8) {
                held -= 8;
                bytes[length++] = (byte) (bits >> held);
            }
        }
        return length;
    }

    /** What was decoded last. */
    byte[] bytes() {
        return bytes;
    }

    private static int valueOf(byte letter) {
        if (letter >= 'A' && letter <= 'Z') {
            return letter - 'A';
        }
        if (letter >= 'a' && letter <= 'z') {
            return letter - 'a' + 26;
        }
        if (letter >= '0' && letter <= '9') {
            return letter - '0' + 52;
        }
        return letter == '+' ? 62 : letter == '/' ? 63 : -1;
    }
}
