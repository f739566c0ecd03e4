// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a {@link PepperRotation} has come, and what it has found.
 *
 * <p>{@code PepperProgress.resumedAfter(KeyPosition.parse(kept))} goes on where an earlier process ended.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param last the last record seen; null before the first
 * @param isComplete whether there was none left
 * @param found how many records were of each way, by hash id, before anything was done to them
 * @param wrapped how many were wrapped, or would have been in a dry run
 */
public record PepperProgress(@Nullable KeyPosition last, boolean isComplete, Map<String, Long> found, long wrapped) {

    /**
     * Copies the counts, in the order of the hash ids.
     *
     * @param last the last record seen; null before the first
     * @param isComplete whether there was none left
     * @param found how many records were of each way
     * @param wrapped how many were wrapped
     */
    public PepperProgress {
        found = Collections.unmodifiableMap(new TreeMap<>(found));
    }

    /** {@return the beginning of a walk} */
    public static PepperProgress start() {
        return new PepperProgress(null, false, Map.of(), 0);
    }

    /**
     * A walk that goes on.
     *
     * @param last the last record that an earlier walk has seen
     * @return a walk that has counted nothing yet
     */
    public static PepperProgress resumedAfter(KeyPosition last) {
        return new PepperProgress(last, false, Map.of(), 0);
    }
}
