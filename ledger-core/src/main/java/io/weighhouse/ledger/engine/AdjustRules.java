// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.AdjustBalance;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Transaction;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rules of setting a balance. */
final class AdjustRules {

    private final LedgerState state;
    private final WalletRules wallets;
    private final ExpiryRules expiry;
    private final Answers answers;
    private final EventReader known = new EventReader();

    AdjustRules(LedgerState state, WalletRules wallets, ExpiryRules expiry, Answers answers) {
        this.state = state;
        this.wallets = wallets;
        this.expiry = expiry;
        this.answers = answers;
    }

    Outcome<Transaction> adjust(AdjustBalance command) {
        OperationKey key = state.keyOf(command.id());
        long before = state.operations.find(key, OperationIndex.ADJUST);
        AccountCell account = state.find(command.account());
        AccountCell contra = state.find(command.contra());
        if (before != OperationIndex.NONE) {
            return isSame(before, command)
                    ? new Done<>(answers.transaction(before), true)
                    : new Declined<>(new Decline.OperationConflict(command.id()));
        }
        Decline decline = accountDecline(command, account, contra);
        if (decline != null || account == null || contra == null) {
            return new Declined<>(Objects.requireNonNull(decline));
        }
        expiry.touch(account);
        decline = amountDecline(command, account, contra);
        return decline == null ? new Done<>(answers.transaction(book(command)), false) : new Declined<>(decline);
    }

    private boolean isSame(long position, AdjustBalance command) {
        EventReader body = known.read(state.log, position).body();
        AccountCell account = state.accounts.at((int) body.number());
        AccountCell contra = state.accounts.at((int) body.number());
        return account.id().equals(command.account())
                && contra.id().equals(command.contra())
                && account.amount(body.signed()).equals(command.target().balance());
    }

    private static @Nullable Decline accountDecline(
            AdjustBalance command, @Nullable AccountCell account, @Nullable AccountCell contra) {
        if (account == null) {
            return new Decline.AccountUnknown(command.account());
        }
        if (contra == null) {
            return new Decline.AccountUnknown(command.contra());
        }
        if (account.closed || contra.closed) {
            return new Decline.AccountClosed(account.closed ? command.account() : command.contra());
        }
        if (account.isCounter()) {
            return new Decline.WrongKind(account.id(), account.kind());
        }
        Decline decline = Checks.payee(contra);
        if (decline == null) {
            decline = Checks.unit(account, command.target().balance());
        }
        return decline == null ? Checks.unit(contra, command.target().balance()) : decline;
    }

    private @Nullable Decline amountDecline(AdjustBalance command, AccountCell account, AccountCell contra) {
        long change = command.target().balance().minor() - account.posted;
        if (command.target().expected().isPresent()
                && command.target().expected().get().minor() != account.posted) {
            return new Decline.UnexpectedBalance(
                    account.id(), command.target().expected().get(), account.amount(account.posted));
        }
        if (account.isWallet() && change < 0) {
            long all = account.availableForAll(state.timeline.at());
            if (-change > all) {
                return new Decline.InsufficientFunds(account.id(), account.amount(-change), account.amount(all));
            }
        }
        return change >= 0 ? Checks.overflow(contra, account, change) : Checks.overflow(account, contra, -change);
    }

    long book(AdjustBalance command) {
        AccountCell account = state.open(command.account());
        AccountCell contra = state.open(command.contra());
        long change = command.target().balance().minor() - account.posted;
        OperationKey key = state.keyOf(command.id());
        EventWriter event = state.event;
        event.begin(Kind.ADJUST, key);
        event.body.number(account.ordinal);
        event.body.number(contra.ordinal);
        event.body.signed(command.target().balance().minor());
        if (change >= 0) {
            event.post(contra, account, change);
            if (account.isWallet() && change > 0) {
                wallets.credit(account, change);
            }
        } else {
            event.post(account, contra, -change);
            if (account.isWallet()) {
                wallets.spendAny(account, -change);
            }
        }
        event.note(command.note());
        long position = event.finish();
        state.operations.add(key, OperationIndex.ADJUST, position);
        return position;
    }
}
