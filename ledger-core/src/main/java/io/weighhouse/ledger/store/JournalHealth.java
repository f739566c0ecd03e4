// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.util.Optional;

/**
 * How a journal is, at one moment; asking for it waits for nothing.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param usable whether it works; once it does not, it has to be opened anew
 * @param lastSequence the number of the last event that is on the disk
 * @param waiting how many commands and queries wait or are under way
 * @param roomToSpare whether there is room set aside for more; without, only captures and releases go on
 * @param snapshotFailure why the last snapshot that the store made by itself failed; empty if it did not
 */
public record JournalHealth(
        boolean usable, long lastSequence, int waiting, boolean roomToSpare, Optional<String> snapshotFailure) {}
