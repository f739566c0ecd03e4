// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Digests of cards: their form, and how they are made of bytes. */
final class CardDigests {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");
    private static final int MOST_SHOWN = 80;

    private CardDigests() {}

    /** A digest becomes a file's name, so nothing else may pass. */
    static String checked(String digest) {
        if (!FORM.matcher(digest).matches()) {
            throw new IllegalArgumentException("must be 64 of 0-9 and a-f: digest=\""
                    + (digest.length() <= MOST_SHOWN ? digest : digest.substring(0, MOST_SHOWN) + "...") + '"');
        }
        return digest;
    }

    static String of(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
