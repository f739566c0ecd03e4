// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import io.weighhouse.ledger.Horizon;
import io.weighhouse.ledger.audit.AuditReport;
import io.weighhouse.ledger.audit.Discrepancy;
import io.weighhouse.ledger.engine.Audit;
import io.weighhouse.ledger.engine.EventBytes;
import io.weighhouse.ledger.engine.EventLog;
import io.weighhouse.ledger.engine.LedgerEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An audit of a store's events: their chain, their history, their sums, and what the store answers from. */
final class StoreAudit {

    private final Audit audit;
    private final ChainHash chain;
    private final Optional<ChainHead> expected;
    private final EventBytes event = new EventBytes();
    private @Nullable Discrepancy chainBroken;
    private long position;
    private long sequence;

    StoreAudit(EventLog log, LogId id, Horizon horizon, Optional<ChainHead> expected) {
        audit = new Audit(log, horizon, secret(id));
        chain = new ChainHash(ChainHash.origin(id));
        this.expected = expected;
        checkChain();
    }

    static LedgerEngine.Secret secret(LogId id) {
        return new LedgerEngine.Secret(id.high(), id.low());
    }

    /** Takes whole events, the next after those that it has seen. */
    void take(byte[] bytes, int from, int until, int rulesVersion) {
        for (int at = from; at < until; ) {
            int length = EventBytes.lengthAt(bytes, at);
            chain.add(bytes, at, at + length);
            event.set(bytes, at, at + length);
            audit.take(event, position, rulesVersion);
            at += length;
            position += length;
            sequence++;
            checkChain();
        }
    }

    /** Takes the rest of a log, one event after another. */
    void takeRest(EventLog log) {
        EventBytes next = new EventBytes();
        while (position < log.end()) {
            log.read(position, next);
            take(next.array(), next.start(), next.limit(), LedgerEngine.rulesVersion());
        }
    }

    private void checkChain() {
        if (expected.isPresent()
                && expected.get().sequence() == sequence
                && !expected.get().sha256Hex().equals(chain.head())) {
            chainBroken = new Discrepancy(sequence, "chain", expected.get().sha256Hex(), chain.head());
        }
    }

    AuditReport report(LedgerEngine live) {
        List<Discrepancy> found = new ArrayList<>();
        if (chainBroken != null) {
            found.add(chainBroken);
        }
        if (expected.isPresent() && expected.get().sequence() > sequence) {
            found.add(new Discrepancy(
                    sequence, "last event", String.valueOf(expected.get().sequence()), String.valueOf(sequence)));
        }
        found.addAll(audit.compare(live));
        return new AuditReport(new ChainHead(sequence, chain.head()), audit.accounts(), found);
    }
}
