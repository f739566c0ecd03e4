// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import java.util.List;
import java.util.OptionalLong;

/**
 * A page of records, newest first.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param records the records, newest first
 * @param next what to ask as {@code before} for the page after this one; empty when there is none
 */
public record UsagePage(List<UsageRecord> records, OptionalLong next) {

    /**
     * Copies the list.
     *
     * @param records the records
     * @param next the cursor of the page after this one
     */
    public UsagePage {
        records = List.copyOf(records);
    }
}
