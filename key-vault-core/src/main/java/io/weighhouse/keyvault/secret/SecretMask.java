// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import java.nio.charset.StandardCharsets;

/** What may be shown of a secret: {@code sk-12...89}, or nothing at all. */
final class SecretMask {

    private static final String HIDDEN = "...";
    private static final int HEAD = 5;
    private static final int TAIL = 2;

    /** Below this, the seven characters shown would be more than a quarter of the secret. */
    private static final int MIN_LENGTH = 28;

    private SecretMask() {}

    static String of(byte[] secret) {
        if (secret.length < MIN_LENGTH
                || !isPrintable(secret, 0, HEAD)
                || !isPrintable(secret, secret.length - TAIL, TAIL)) {
            return HIDDEN;
        }
        return new String(secret, 0, HEAD, StandardCharsets.US_ASCII)
                + HIDDEN
                + new String(secret, secret.length - TAIL, TAIL, StandardCharsets.US_ASCII);
    }

    private static boolean isPrintable(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] <= ' ' || bytes[i] == 0x7F) {
                return false;
            }
        }
        return true;
    }
}
