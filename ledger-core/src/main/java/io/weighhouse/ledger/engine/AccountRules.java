// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.CloseAccount;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.SetCreditLimit;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of opening and closing accounts, and of credit limits. */
final class AccountRules {

    private final LedgerState state;
    private final ExpiryRules expiry;
    private final EventReader known = new EventReader();

    AccountRules(LedgerState state, ExpiryRules expiry) {
        this.state = state;
        this.expiry = expiry;
    }

    Outcome<Account> open(OpenAccount command) {
        Account account = command.account();
        AccountCell existing = state.find(account.id());
        if (existing == null) {
            bookOpening(account);
            return new Done<>(account, false);
        }
        if (existing.closed) {
            return new Declined<>(new Decline.AccountClosed(account.id()));
        }
        return existing.account.equals(account) || existing.opened.equals(account)
                ? new Done<>(existing.account, true)
                : new Declined<>(new Decline.AccountConflict(existing.account));
    }

    private void bookOpening(Account account) {
        EventWriter event = state.event;
        event.begin(Kind.OPEN, null);
        event.body.text(account.id().tenant().value());
        event.body.text(account.id().name());
        event.body.u8(Codes.ACCOUNT_KINDS.indexOf(account.kind()));
        Bodies.unit(event.body, account.unit());
        event.body.number(account.creditLimit().minor());
        event.touch(state.accounts.add(account));
        event.finish();
    }

    Outcome<Account> limit(SetCreditLimit command) {
        OperationKey key = state.keyOf(command.id());
        long before = state.operations.find(key, OperationIndex.LIMIT);
        AccountCell wallet = state.find(command.wallet());
        if (before != OperationIndex.NONE) {
            known.read(state.log, before).body();
            if (wallet == null
                    || known.accounts[0] != wallet.ordinal
                    || known.number() != command.creditLimit().minor()) {
                return new Declined<>(new Decline.OperationConflict(command.id()));
            }
            return new Done<>(wallet.account, true);
        }
        Decline decline = limitDecline(command, wallet);
        if (decline != null) {
            return new Declined<>(decline);
        }
        return new Done<>(setLimit(command, Objects.requireNonNull(wallet)), false);
    }

    private Account setLimit(SetCreditLimit command, AccountCell wallet) {
        OperationKey key = state.keyOf(command.id());
        expiry.touch(wallet);
        EventWriter event = state.event;
        event.begin(Kind.LIMIT, key);
        event.body.number(command.creditLimit().minor());
        event.touch(wallet);
        event.note(command.note());
        wallet.account = new Account(wallet.id(), wallet.kind(), command.creditLimit());
        state.operations.add(key, OperationIndex.LIMIT, event.finish());
        return wallet.account;
    }

    private static @Nullable Decline limitDecline(SetCreditLimit command, @Nullable AccountCell wallet) {
        Decline decline = Checks.usable(command.wallet(), wallet);
        if (decline == null && wallet != null) {
            decline = Checks.wallet(wallet);
            return decline == null ? Checks.unit(wallet, command.creditLimit()) : decline;
        }
        return decline;
    }

    Outcome<Account> close(CloseAccount command) {
        AccountCell cell = state.find(command.account());
        if (cell == null) {
            return new Declined<>(new Decline.AccountUnknown(command.account()));
        }
        if (cell.closed) {
            return new Done<>(cell.account, true);
        }
        expiry.touch(cell);
        if (!cell.isEmpty()) {
            return new Declined<>(new Decline.AccountNotEmpty(cell.toBalance(Set.of(), state.timeline.now())));
        }
        bookClosing(cell, command.note());
        return new Done<>(cell.account, false);
    }

    void bookClosing(AccountCell cell, Note note) {
        EventWriter event = state.event;
        event.begin(Kind.CLOSE, null);
        event.touch(cell);
        event.note(note);
        cell.closed = true;
        event.finish();
    }
}
