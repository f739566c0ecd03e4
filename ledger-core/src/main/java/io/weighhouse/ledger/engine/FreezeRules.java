// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.Freeze;
import io.weighhouse.ledger.FreezeCredit;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.UnfreezeCredit;
import org.jspecify.annotations.Nullable;

/** The rules of freezing. */
final class FreezeRules {

    private final LedgerState state;
    private final ExpiryRules expiry;

    FreezeRules(LedgerState state, ExpiryRules expiry) {
        this.state = state;
        this.expiry = expiry;
    }

    Outcome<Freeze> freeze(FreezeCredit command) {
        FreezeCell known = state.freezes.get(command.id());
        if (known != null) {
            boolean same = known.wallet.id().equals(command.wallet())
                    && known.wallet.amount(known.minor).equals(command.amount());
            return same
                    ? new Done<>(known.toFreeze(command.id()), true)
                    : new Declined<>(new Decline.OperationConflict(command.id()));
        }
        Decline decline = decline(command, state.find(command.wallet()));
        return decline == null ? new Done<>(book(command).toFreeze(command.id()), false) : new Declined<>(decline);
    }

    private @Nullable Decline decline(FreezeCredit command, @Nullable AccountCell wallet) {
        Decline decline = Checks.usable(command.wallet(), wallet);
        if (decline != null || wallet == null) {
            return decline;
        }
        decline = Checks.wallet(wallet);
        if (decline == null) {
            decline = Checks.unit(wallet, command.amount());
        }
        if (decline == null && command.amount().minor() > Account.MAX_BALANCE_MINOR - wallet.frozen) {
            decline = new Decline.BalanceOverflow(wallet.id());
        }
        return decline;
    }

    FreezeCell book(FreezeCredit command) {
        AccountCell wallet = state.open(command.wallet());
        expiry.touch(wallet);
        EventWriter event = state.event;
        event.begin(Kind.FREEZE, state.keyOf(command.id()));
        event.freeze(wallet, command.amount().minor());
        event.note(command.note());
        event.finish();
        FreezeCell freeze = new FreezeCell(wallet, command.amount().minor());
        state.freezes.put(command.id(), freeze);
        return freeze;
    }

    Outcome<Freeze> unfreeze(UnfreezeCredit command) {
        FreezeCell freeze = state.freezes.get(command.id());
        if (freeze == null) {
            return new Declined<>(new Decline.FreezeUnknown(command.id()));
        }
        if (!freeze.active) {
            return new Done<>(freeze.toFreeze(command.id()), true);
        }
        expiry.touch(freeze.wallet);
        book(command, freeze);
        return new Done<>(freeze.toFreeze(command.id()), false);
    }

    void book(UnfreezeCredit command, FreezeCell freeze) {
        EventWriter event = state.event;
        event.begin(Kind.UNFREEZE, state.keyOf(command.id()));
        event.unfreeze(freeze.wallet, freeze.minor);
        event.note(command.note());
        event.finish();
        freeze.active = false;
    }
}
