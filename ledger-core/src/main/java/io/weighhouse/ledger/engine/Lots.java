// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import org.jspecify.annotations.Nullable;

/** Finds lots, makes them again from the log, and lets time know of them. */
final class Lots {

    private final LedgerState state;
    private final EventReader reader = new EventReader();

    Lots(LedgerState state) {
        this.state = state;
    }

    /** The wallet's lot of credit without terms. */
    LotCell plain(AccountCell wallet) {
        LotCell plain = wallet.lot(0);
        if (plain == null) {
            plain = LotCell.plain(wallet);
            wallet.insert(plain);
        }
        return plain;
    }

    /** A lot that was spent, as it was granted, with nothing in it and not yet in its wallet. */
    LotCell again(AccountCell wallet, long number) {
        reader.read(state.log, state.log.positionOf(number));
        @Nullable String group = reader.kind == Kind.PERIOD ? reader.key().value() : null;
        boolean paid = Bodies.paid(reader);
        return new LotCell(wallet, new LotOrigin(number, paid, Bodies.terms(reader, state.accounts), group));
    }

    /** Tells the wallet's queue when something will happen to the lot. */
    void schedule(LotCell lot, long now) {
        boolean toCome = lot.effectiveAt > now && lot.paid;
        // What was over when it came expires when it came, not before.
        lot.wallet.queue().moveTo(lot, toCome ? lot.effectiveAt : Math.max(lot.expiresAt, now));
        state.accounts.dueChanged(lot.wallet);
    }
}
