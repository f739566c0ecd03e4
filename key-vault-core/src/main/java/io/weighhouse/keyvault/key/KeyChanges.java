// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.util.List;

/**
 * What has changed in a {@link KeyRecordStore} since a position.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param position where to go on next time, at least 0
 * @param complete false if changes may be missing, so that everything known has to be read anew
 * @param digests the digests, old and new ones, of the records that have changed since; uses do not count
 */
public record KeyChanges(long position, boolean complete, List<KeyDigest> digests) {

    /** The position before anything: its answer is where to begin, and not complete. */
    public static final long UNKNOWN_POSITION = -1;

    /**
     * Checks the position and copies the digests.
     *
     * @param position at least 0
     * @param complete false if changes may be missing
     * @param digests of the records that have changed
     * @throws IllegalArgumentException if the position is less
     */
    public KeyChanges {
        if (position < 0) {
            throw new IllegalArgumentException("must be >= 0: position=" + position);
        }
        digests = List.copyOf(digests);
    }
}
