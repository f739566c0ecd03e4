// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

/**
 * An entry of a price file that made no card.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param entry the name of the entry in the file
 * @param reason why it was skipped
 * @param detail which key or value is the cause, for people
 */
public record SkippedEntry(String entry, SkipReason reason, String detail) {

    /** {@return entry, reason and detail in one line} */
    @Override
    public String toString() {
        return entry + ": " + reason + ": " + detail;
    }
}
