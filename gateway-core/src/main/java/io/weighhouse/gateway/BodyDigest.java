// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A request body's fingerprint and size.
 *
 * <p>The fingerprint tells an honest retry from another request under the same id; the size bounds what the text of the
 * body can cost, since a token is at least one byte.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param sha256 the SHA-256 of the bytes, 64 lower-case hexadecimal digits
 * @param lengthBytes how long the body is, 0 or more
 */
public record BodyDigest(String sha256, long lengthBytes) {

    /**
     * Checks both.
     *
     * @param sha256 the SHA-256 of the bytes, 64 lower-case hexadecimal digits
     * @param lengthBytes how long the body is, 0 or more
     * @throws IllegalArgumentException if either is not of that form
     */
    public BodyDigest {
        if (sha256.length() != 64 || !sha256.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            throw new IllegalArgumentException("must be 64 lower-case hexadecimal digits: length=" + sha256.length());
        }
        if (lengthBytes < 0) {
            throw new IllegalArgumentException("must be >= 0: lengthBytes=" + lengthBytes);
        }
    }

    /**
     * The digest of a body.
     *
     * @param body the bytes as they came, not parsed and written again
     * @return fingerprint and size
     */
    public static BodyDigest of(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return new BodyDigest(HexFormat.of().formatHex(digest), body.length);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }
}
