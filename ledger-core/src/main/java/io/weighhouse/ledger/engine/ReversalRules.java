// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.ReverseTransaction.Extent;
import io.weighhouse.ledger.ReverseTransaction.Shortfall;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.money.Amount;
import org.jspecify.annotations.Nullable;

/** The rules of undoing what was booked. */
final class ReversalRules {

    private final LedgerState state;
    private final WalletRules wallets;
    private final ExpiryRules expiry;
    private final Answers answers;
    private final Restoring restoring;
    private final EventReader known = new EventReader();

    /** What is undone, taken apart. */
    private final EventReader original = new EventReader();

    private int postings;
    private int main;

    ReversalRules(Rules rules) {
        this.state = rules.state;
        this.wallets = rules.wallets;
        this.expiry = rules.expiry;
        this.answers = rules.answers;
        this.restoring = rules.restoring;
    }

    Outcome<Transaction> reverse(ReverseTransaction command) {
        OperationKey key = state.keyOf(command.id());
        long before = state.operations.find(key, OperationIndex.REVERSE);
        if (before != OperationIndex.NONE) {
            return isSame(before, command)
                    ? new Done<>(answers.transaction(before), true)
                    : new Declined<>(new Decline.OperationConflict(command.id()));
        }
        if (!find(command)) {
            return new Declined<>(new Decline.TransactionUnknown(command.transaction()));
        }
        if (answers.kindOf(original) == TransactionKind.EXPIRY) {
            return new Declined<>(new Decline.NotReversible(command.transaction()));
        }
        Decline decline = extentDecline(command);
        if (decline == null) {
            decline = accountDecline(command, amount(command));
        }
        return decline == null ? new Done<>(answers.transaction(book(command)), false) : new Declined<>(decline);
    }

    private boolean isSame(long position, ReverseTransaction command) {
        EventReader body = known.read(state.log, position).body();
        boolean same = body.number() == command.transaction();
        body.u8();
        body.number();
        same &= body.u8() == Codes.EXTENTS.indexOf(command.extent().kind());
        if (!same || command.extent().amount().isEmpty()) {
            return same;
        }
        Amount amount = command.extent().amount().get();
        return body.number() == amount.minor()
                && state.accounts.at(known.accounts[0]).unit().equals(amount.unit());
    }

    /** Whether there is such a transaction in the tenant. */
    private boolean find(ReverseTransaction command) {
        long position = state.log.positionOf(command.transaction());
        if (position < 0) {
            return false;
        }
        original.read(state.log, position);
        main = original.mainPosting();
        if (main < 0
                || from().tenant != state.accounts.tenantOrdinal(command.id().tenant())) {
            return false;
        }
        postings = 1;
        if (original.kind == Kind.REVERSE) {
            EventReader body = original.body();
            body.number();
            body.u8();
            postings = (int) body.number();
        } else if (original.kind == Kind.POST) {
            while (main + postings < original.rowCount && original.rowType[main + postings] == Row.POST) {
                postings++;
            }
        }
        return true;
    }

    private AccountCell from() {
        return account(original.rowAccount[main]);
    }

    private AccountCell to() {
        return account(original.rowTo[main]);
    }

    private AccountCell account(int index) {
        return state.accounts.at(original.accounts[index]);
    }

    private boolean isGrant() {
        return original.kind == Kind.GRANT || original.kind == Kind.PERIOD;
    }

    /** What can still be undone; of several postings, all or nothing. */
    private long left() {
        long reversed = state.reversedOf(original.sequence);
        return postings > 1 ? 1 - Math.min(1, reversed) : original.rowAmount[main] - reversed;
    }

    private @Nullable Decline extentDecline(ReverseTransaction command) {
        Extent extent = command.extent();
        Amount zero = from().amount(0);
        if (extent.amount().isPresent()) {
            Decline decline = Checks.unit(from(), extent.amount().get());
            if (decline != null) {
                return decline;
            }
        }
        if (postings > 1 && extent.kind() != Extent.Kind.WHOLE) {
            return new Decline.NotDivisible(command.transaction());
        }
        long left = left();
        Amount asked = extent.amount().orElse(zero);
        return switch (extent.kind()) {
            case WHOLE -> left == 0 ? new Decline.AlreadyReversed(command.transaction(), zero, zero) : null;
            case UNSPENT -> isGrant() ? null : new Decline.NotDivisible(command.transaction());
            case PART ->
                asked.minor() > left
                        ? new Decline.AlreadyReversed(command.transaction(), asked, from().amount(left))
                        : null;
            default ->
                asked.minor() > original.rowAmount[main]
                        ? new Decline.AlreadyReversed(command.transaction(), asked, from().amount(left))
                        : null;
        };
    }

    /** How much is to be undone, of a single posting. */
    private long amount(ReverseTransaction command) {
        if (postings > 1) {
            return 0;
        }
        long left = left();
        return switch (command.extent().kind()) {
            case PART -> command.extent().amount().orElseThrow().minor();
            case TOTAL ->
                Math.max(0, command.extent().amount().orElseThrow().minor() - state.reversedOf(original.sequence));
            case UNSPENT -> {
                expiry.touch(to());
                LotCell lot = to().lot(original.sequence);
                yield lot == null ? 0 : Math.min(left, lot.free());
            }
            default -> left;
        };
    }

    private @Nullable Decline accountDecline(ReverseTransaction command, long minor) {
        for (int row = main + postings - 1; row >= main; row--) {
            AccountCell giver = account(original.rowTo[row]);
            AccountCell taker = account(original.rowAccount[row]);
            if (giver.closed || taker.closed) {
                return new Decline.AccountClosed(giver.closed ? giver.id() : taker.id());
            }
            expiry.touch(giver);
            expiry.touch(taker);
        }
        if (postings == 1) {
            if (minor > Account.MAX_BALANCE_MINOR - from().posted) {
                return new Decline.BalanceOverflow(from().id());
            }
            return giverDecline(to(), minor, command.shortfall() == Shortfall.REJECT);
        }
        for (int i = 0; i < original.accountCount; i++) {
            AccountCell cell = account(i);
            long net = net(i);
            if (-net > Account.MAX_BALANCE_MINOR - cell.posted) {
                return new Decline.BalanceOverflow(cell.id());
            }
            if (net > 0) {
                Decline decline = giverDecline(cell, net, command.shortfall() != Shortfall.DEBT);
                if (decline != null) {
                    return decline;
                }
            }
        }
        return null;
    }

    private @Nullable Decline giverDecline(AccountCell giver, long minor, boolean mustHave) {
        if (minor > giver.posted + Account.MAX_BALANCE_MINOR) {
            return new Decline.BalanceOverflow(giver.id());
        }
        if (!giver.isWallet() || !mustHave) {
            return null;
        }
        long found = reachable(giver);
        return minor > found
                ? new Decline.InsufficientFunds(giver.id(), giver.amount(minor), giver.amount(found))
                : null;
    }

    /** By how much the original's postings changed an account on balance. */
    private long net(int index) {
        long net = 0;
        for (int row = main; row < main + postings; row++) {
            net += original.rowTo[row] == index ? original.rowAmount[row] : 0;
            net -= original.rowAccount[row] == index ? original.rowAmount[row] : 0;
        }
        return net;
    }

    /** What a wallet can give back: the lot of the grant that is undone, and other credit that was paid for. */
    private long reachable(AccountCell wallet) {
        LotCell own = isGrant() ? wallet.lot(original.sequence) : null;
        long sum = own == null ? 0 : own.free();
        if (isGrant() && !Bodies.paid(original)) {
            return sum;
        }
        for (int i = 0; i < wallet.lotCount; i++) {
            LotCell lot = wallet.lots[i];
            if (lot != own && lot.paid && lot.isSpendable(state.timeline.at())) {
                sum += lot.free();
            }
        }
        return sum;
    }

    /** Books it; what is undone must be there and in this extent. */
    long book(ReverseTransaction command) {
        if (!find(command)) {
            throw new IllegalStateException("must be there: transaction=" + command.transaction());
        }
        long minor = amount(command);
        if (postings == 1 && to().isWallet() && command.shortfall() == Shortfall.CLAMP) {
            minor = Math.min(minor, reachable(to()));
        }
        EventWriter event = state.event;
        OperationKey key = state.keyOf(command.id());
        event.begin(Kind.REVERSE, key);
        event.body.number(command.transaction());
        event.body.u8(answers.kindOf(original) == TransactionKind.USAGE ? 1 : 0);
        event.body.number(postings);
        event.body.u8(Codes.EXTENTS.indexOf(command.extent().kind()));
        command.extent().amount().ifPresent(amount -> event.body.number(amount.minor()));
        event.body.u8(Codes.SHORTFALLS.indexOf(command.shortfall()));
        if (postings == 1) {
            event.post(to(), from(), minor);
            takeBack(to(), minor);
            giveBack(from(), minor);
            state.addReversed(original.sequence, minor);
        } else {
            bookAll();
            state.addReversed(original.sequence, 1);
        }
        event.note(command.note());
        long position = event.finish();
        state.operations.add(key, OperationIndex.REVERSE, position);
        return position;
    }

    private void bookAll() {
        for (int row = main + postings - 1; row >= main; row--) {
            state.event.post(account(original.rowTo[row]), account(original.rowAccount[row]), original.rowAmount[row]);
        }
        for (int i = 0; i < original.accountCount; i++) {
            long net = net(i);
            if (net > 0) {
                takeBack(account(i), net);
            } else if (net < 0) {
                giveBack(account(i), -net);
            }
        }
    }

    private void takeBack(AccountCell giver, long minor) {
        if (!giver.isWallet() || minor == 0) {
            return;
        }
        long rest = minor;
        LotCell own = isGrant() ? giver.lot(original.sequence) : null;
        if (own != null) {
            rest = wallets.spendLot(own, rest);
        }
        if (!isGrant() || Bodies.paid(original)) {
            rest = wallets.takePaid(giver, rest);
        }
        if (rest > 0) {
            state.event.debtAdd(giver, rest);
        }
    }

    private void giveBack(AccountCell taker, long minor) {
        if (taker.isWallet() && minor > 0) {
            restoring.of(original.position, taker, minor);
        }
    }
}
