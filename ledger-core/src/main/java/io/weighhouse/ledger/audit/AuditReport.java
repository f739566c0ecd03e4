// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.audit;

import io.weighhouse.ledger.store.ChainHead;
import java.util.List;

/**
 * What an audit found.
 *
 * <p>Keep {@link #head()} somewhere that whoever can write the books cannot: handed to the next audit, it proves that
 * everything up to it is still there and unchanged.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param head the head of the hash chain after the last event that was audited
 * @param accounts how many accounts were compared
 * @param discrepancies what is wrong, at most 100 of them; none in right books
 */
public record AuditReport(ChainHead head, long accounts, List<Discrepancy> discrepancies) {

    /**
     * Copies the discrepancies.
     *
     * @param head the head of the hash chain after the last event that was audited
     * @param accounts how many accounts were compared
     * @param discrepancies what is wrong
     */
    public AuditReport {
        discrepancies = List.copyOf(discrepancies);
    }

    /** {@return whether nothing is wrong} */
    public boolean clean() {
        return discrepancies.isEmpty();
    }

    /** {@return how many events were audited} */
    public long events() {
        return head.sequence();
    }
}
