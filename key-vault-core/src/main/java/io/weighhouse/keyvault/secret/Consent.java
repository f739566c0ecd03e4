// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.Names;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * That somebody has agreed to be charged for the platform's key when his own is refused.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param actor who agreed, 1 to 128 printable ASCII characters without spaces
 * @param at when, in whole milliseconds
 * @param terms to what, such as the name of a version of the terms: at most 256 characters without control characters
 */
public record Consent(String actor, Instant at, String terms) {

    private static final int MAX_TERMS_LENGTH = 256;

    /**
     * Checks the texts and cuts the instant to whole milliseconds.
     *
     * @param actor 1 to 128 printable ASCII characters without spaces
     * @param at when
     * @param terms at most 256 characters without control characters
     * @throws IllegalArgumentException if one of them is not of that form
     */
    public Consent {
        Names.name("actor", actor);
        Names.text("terms", terms, MAX_TERMS_LENGTH);
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }
}
