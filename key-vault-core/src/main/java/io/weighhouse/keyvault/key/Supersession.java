// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * That a key has a successor, beside which it is good for a while.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param successor the key that takes its place
 * @param endsAt the first instant, in whole milliseconds, at which the old key is no longer accepted
 */
public record Supersession(KeyId successor, Instant endsAt) {

    /**
     * Cuts the instant to whole milliseconds.
     *
     * @param successor the key that takes its place
     * @param endsAt the first instant at which the old key is no longer accepted
     */
    public Supersession {
        endsAt = endsAt.truncatedTo(ChronoUnit.MILLIS);
    }
}
