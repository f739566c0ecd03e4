// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.keyvault.file.StoreFileHealth;
import io.weighhouse.ledger.store.JournalHealth;

/**
 * How one part of a gateway is doing.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param usable whether requests can be served with it
 * @param detail what an operator should know, such as {@code waiting=3}; no keys and no personal data; empty if nothing
 */
public record PartHealth(boolean usable, String detail) {

    /** All is well, and there is nothing to tell. */
    public static final PartHealth GOOD = new PartHealth(true, "");

    /**
     * The health of a journal: usable while it works and has room for new holds.
     *
     * @param journal what the ledger's store says
     * @return for example usable, {@code waiting=3 last=1200}
     */
    public static PartHealth of(JournalHealth journal) {
        String detail = "waiting=" + journal.waiting() + " last=" + journal.lastSequence()
                + (journal.roomToSpare() ? "" : " no room: captures and releases only")
                + journal.snapshotFailure().map(why -> " snapshot failed").orElse("");
        return new PartHealth(journal.usable() && journal.roomToSpare(), detail);
    }

    /**
     * The health of a file of keys, secrets, plans or payments: usable while it can be written.
     *
     * @param file what the store says
     * @return for example usable, {@code records=40 waiting=0}
     */
    public static PartHealth of(StoreFileHealth file) {
        return new PartHealth(file.isUsable(), "records=" + file.records() + " waiting=" + file.waiting());
    }
}
