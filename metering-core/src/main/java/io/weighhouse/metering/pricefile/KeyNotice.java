// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

/**
 * Something to know about a key, counted over the file: it was not taken as it stands, or it wants a second look.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param key the key in the file
 * @param kind what became of it
 * @param entries in how many entries
 * @param firstEntry the first of them
 */
public record KeyNotice(String key, Kind kind, int entries, String firstEntry) {

    /**
     * What became of a key.
     *
     * <p>This class is immutable and thread-safe.
     */
    public enum Kind {
        /** It looks like money and there is no meter or rule for it; usage of that sort is unpriced. */
        NOT_UNDERSTOOD,

        /** It is not known and does not look like money; it was left out. */
        UNKNOWN_KEY,

        /** It gives one meter another price than a key before it; the higher was taken. */
        HIGHEST_TAKEN,

        /** It is missing in a context tier or service tier; there the base rate stands. */
        MISSING_IN_TIER,

        /**
         * It was taken as the rate of a service tier with a name of ours ({@code 1080p}, {@code interval_above_8s}, {@code
         * results_26_to_100}), which the caller must say; without it the base rate stands.
         */
        CALLER_SAYS,

        /** It has so many decimal places that the card has no room for it; usage of that sort is unpriced. */
        TOO_FINE,

        /** The provider takes it once for each prompt that made searches, and the meter counts each search. */
        ONCE_PER_PROMPT,

        /** It was taken, and is so low for what it counts that its unit may be another. */
        DOUBTFUL
    }
}
