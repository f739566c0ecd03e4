// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * From when until when a key is good.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param notBefore the first instant, in whole milliseconds, at which the key is accepted; null for at once
 * @param expiresAt the first instant, in whole milliseconds, at which it is no longer; null for never
 */
public record KeyValidity(
        @Nullable Instant notBefore, @Nullable Instant expiresAt) {

    /** At once and for ever. */
    public static final KeyValidity ALWAYS = new KeyValidity(null, null);

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    /**
     * Cuts both to whole milliseconds.
     *
     * @param notBefore from 1970 to 9999, or null for at once
     * @param expiresAt from 1970 to 9999 and after {@code notBefore}, or null for never
     * @throws IllegalArgumentException if one is out of range, or the end is not after the beginning
     */
    public KeyValidity {
        notBefore = cut("notBefore", notBefore);
        expiresAt = cut("expiresAt", expiresAt);
        if (notBefore != null && expiresAt != null && !expiresAt.isAfter(notBefore)) {
            throw new IllegalArgumentException(
                    "must be after notBefore, which is " + notBefore + ": expiresAt=" + expiresAt);
        }
    }

    private static @Nullable Instant cut(String what, @Nullable Instant instant) {
        if (instant == null) {
            return null;
        }
        if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LATEST)) {
            throw new IllegalArgumentException("must be from 1970 to 9999: " + what + '=' + instant);
        }
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }
}
