// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

/**
 * A key about money that was not taken as it stands, counted over the file.
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
        /** There is no meter for it; usage of that sort is unpriced. */
        NOT_UNDERSTOOD,

        /** The price of another service tier; calls are priced at the standard tier. */
        SERVICE_TIER,

        /** It gives several prices for one meter; the highest was taken. */
        HIGHEST_TAKEN,

        /** It is missing in a context tier; there the base rate stands. */
        MISSING_IN_TIER
    }
}
