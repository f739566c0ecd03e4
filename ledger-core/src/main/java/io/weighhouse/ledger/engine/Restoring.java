// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

/** Gives back to a wallet what it burnt: the last burnt first, and nothing twice. */
final class Restoring {

    private final LedgerState state;
    private final WalletRules wallets;
    private final EventReader spent = new EventReader();

    Restoring(LedgerState state, WalletRules wallets) {
        this.state = state;
        this.wallets = wallets;
    }

    /** Gives back some of what the captures of one call took. */
    void ofCall(CallHistory call, long minor) {
        long rest = minor;
        for (long position : call.positions()) {
            spent.read(state.log, position);
            long left = Math.max(0, call.taken(spent)) - state.reversedOf(spent.sequence);
            long part = Math.min(rest, left);
            if (part > 0) {
                ofEvent(call.wallet(), part);
                state.addReversed(spent.sequence, part);
                rest -= part;
            }
        }
        if (rest > 0) {
            wallets.credit(call.wallet(), rest);
        }
    }

    /** Gives back some of what one event took from a wallet. */
    void of(long position, AccountCell wallet, long minor) {
        spent.read(state.log, position);
        ofEvent(wallet, minor);
    }

    private void ofEvent(AccountCell wallet, long minor) {
        int account = spent.indexOf(wallet.ordinal);
        long skip = state.reversedOf(spent.sequence);
        long rest = minor;
        for (int i = spent.rowCount - 1; i >= 0 && rest > 0; i--) {
            if (spent.rowAccount[i] == account && Row.burns(spent.rowType[i])) {
                long skipped = Math.min(skip, spent.rowAmount[i]);
                skip -= skipped;
                long part = Math.min(rest, spent.rowAmount[i] - skipped);
                if (part > 0) {
                    wallets.giveBack(wallet, Row.ofLot(spent.rowType[i]) ? spent.rowLot[i] : 0, part);
                    rest -= part;
                }
            }
        }
        if (rest > 0) {
            wallets.credit(wallet, rest);
        }
    }
}
