// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.GrantPeriod;
import io.weighhouse.ledger.LotExpiry;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.money.Amount;
import org.jspecify.annotations.Nullable;

/** The rules of granting, once and by the period. */
final class GrantRules {

    private final LedgerState state;
    private final WalletRules wallets;
    private final ExpiryRules expiry;
    private final Answers answers;
    private final EventReader known = new EventReader();

    GrantRules(LedgerState state, WalletRules wallets, ExpiryRules expiry, Answers answers) {
        this.state = state;
        this.wallets = wallets;
        this.expiry = expiry;
        this.answers = answers;
    }

    Outcome<Transaction> grant(GrantCredit command) {
        OperationKey key = state.keyOf(command.id());
        long before = state.operations.find(key, OperationIndex.GRANT);
        if (before != OperationIndex.NONE) {
            return state.isPosting(known.read(state.log, before), 0, command.posting())
                    ? new Done<>(answers.transaction(before), true)
                    : new Declined<>(new Decline.OperationConflict(command.id()));
        }
        Decline decline = decline(command.posting(), command.terms());
        return decline == null ? new Done<>(answers.transaction(book(command)), false) : new Declined<>(decline);
    }

    Outcome<Transaction> grant(GrantPeriod command) {
        OperationKey key = state.keyOf(command.subscription());
        key.part = Nanos.of(command.startsAt());
        long before = state.operations.find(key, OperationIndex.PERIOD);
        if (before != OperationIndex.NONE) {
            known.read(state.log, before);
            return state.accounts.at(known.accounts[known.rowTo[0]]).id().equals(command.wallet())
                    ? new Done<>(answers.transaction(before), true)
                    : new Declined<>(new Decline.OperationConflict(command.subscription()));
        }
        Decline decline = decline(command.posting(), command.terms());
        return decline == null ? new Done<>(answers.transaction(book(command)), false) : new Declined<>(decline);
    }

    private @Nullable Decline decline(Posting posting, LotTerms terms) {
        AccountCell source = state.find(posting.from());
        AccountCell wallet = state.find(posting.to());
        if (source == null || wallet == null) {
            return new Decline.AccountUnknown(source == null ? posting.from() : posting.to());
        }
        if (source.closed || wallet.closed) {
            return new Decline.AccountClosed(source.closed ? posting.from() : posting.to());
        }
        if (source.kind() != AccountKind.CLEARING && source.kind() != AccountKind.PROMOTION) {
            return new Decline.WrongKind(source.id(), source.kind());
        }
        Decline decline = Checks.wallet(wallet);
        if (decline == null && terms.expiry().isPresent()) {
            decline = decline(terms.expiry().get(), wallet);
        }
        if (decline == null) {
            decline = Checks.unit(source, posting.amount());
        }
        if (decline == null) {
            decline = Checks.unit(wallet, posting.amount());
        }
        if (decline != null) {
            return decline;
        }
        expiry.touch(wallet);
        decline = Checks.overflow(source, wallet, posting.amount().minor());
        if (decline == null && wallet.lotCount >= AccountCell.MOST_LOTS) {
            return new Decline.TooManyLots(wallet.id(), AccountCell.MOST_LOTS);
        }
        return decline;
    }

    private @Nullable Decline decline(LotExpiry terms, AccountCell wallet) {
        AccountCell breakage = state.find(terms.breakage());
        Decline decline = Checks.usable(terms.breakage(), breakage);
        if (decline != null || breakage == null) {
            return decline;
        }
        if (breakage.kind() != AccountKind.BREAKAGE) {
            return new Decline.WrongKind(breakage.id(), breakage.kind());
        }
        decline = Checks.unit(breakage, wallet.unit());
        Amount cap = terms.rollover().cap().orElse(wallet.amount(0));
        return decline == null ? Checks.unit(wallet, cap) : decline;
    }

    long book(GrantCredit command) {
        OperationKey key = state.keyOf(command.id());
        state.event.begin(Kind.GRANT, key);
        long position = book(command.posting(), command.terms(), null, command.note());
        state.operations.add(key, OperationIndex.GRANT, position);
        return position;
    }

    long book(GrantPeriod command) {
        OperationKey key = state.keyOf(command.subscription());
        key.part = Nanos.of(command.startsAt());
        state.event.begin(Kind.PERIOD, key);
        state.event.body.fixed64(key.part);
        long position =
                book(command.posting(), command.terms(), command.subscription().value(), command.note());
        state.operations.add(key, OperationIndex.PERIOD, position);
        return position;
    }

    private long book(Posting posting, LotTerms terms, @Nullable String group, Note note) {
        AccountCell source = state.open(posting.from());
        AccountCell wallet = state.open(posting.to());
        EventWriter event = state.event;
        boolean paid = source.kind() == AccountKind.CLEARING;
        event.body.u8(paid ? 1 : 0);
        Bodies.terms(event.body, terms, state.accounts);
        event.post(source, wallet, posting.amount().minor());
        wallets.grant(
                new LotCell(wallet, new LotOrigin(event.sequence(), paid, terms, group)),
                posting.amount().minor());
        event.note(note);
        return event.finish();
    }
}
