// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

/**
 * How often a slot has been saved and written, also if it has been emptied since.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param revision the last revision; 0 if there never was one
 * @param version the last version; 0 if there never was one. A deletion counts
 */
public record SlotVersion(long revision, long version) {

    /** A slot that has never been written. */
    public static final SlotVersion NONE = new SlotVersion(0, 0);
}
