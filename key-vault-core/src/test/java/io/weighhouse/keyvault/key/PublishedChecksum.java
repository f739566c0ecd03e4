// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.nio.charset.StandardCharsets;

/** GitHub's checksum as it is published, worked out bit by bit and with none of the code under test. */
final class PublishedChecksum {

    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private PublishedChecksum() {}

    /** Six letters of base 62, padded with zeros on the left. */
    static String of(String letters) {
        StringBuilder text = new StringBuilder();
        for (long rest = crc32(letters); rest > 0; rest /= 62) {
            text.insert(0, LETTERS.charAt((int) (rest % 62)));
        }
        return "0".repeat(6 - text.length()) + text;
    }

    private static long crc32(String letters) {
        int register = -1;
        for (byte b : letters.getBytes(StandardCharsets.US_ASCII)) {
            for (int bit = 0; bit < 8; bit++) {
                boolean divide = ((register ^ b >>> bit) & 1) != 0;
                register = register >>> 1 ^ (divide ? 0xEDB88320 : 0);
            }
        }
        return ~register & 0xFFFF_FFFFL;
    }
}
