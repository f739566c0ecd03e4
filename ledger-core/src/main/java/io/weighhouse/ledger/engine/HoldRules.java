// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Decline.AccountUnknown;
import io.weighhouse.ledger.Decline.HoldEnded;
import io.weighhouse.ledger.Decline.HoldUnknown;
import io.weighhouse.ledger.Decline.InsufficientFunds;
import io.weighhouse.ledger.Decline.OperationConflict;
import io.weighhouse.ledger.Decline.OverCapture;
import io.weighhouse.ledger.Decline.WrongKind;
import io.weighhouse.ledger.Decline.WrongUnit;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.money.Amount;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules of holding, capturing and releasing. */
final class HoldRules {

    private final AccountIndex accounts;
    private final Book book;
    private final Map<OperationId, HoldCell> holds = new HashMap<>();

    HoldRules(AccountIndex accounts, Book book) {
        this.accounts = accounts;
        this.book = book;
    }

    /** The hold, in the state that it has at {@code now}. */
    @Nullable
    HoldCell find(OperationId id, Instant now) {
        HoldCell hold = holds.get(id);
        if (hold != null) {
            hold.wallet.expireUntil(now);
        }
        return hold;
    }

    Outcome<Hold> place(PlaceHold command, Instant now) {
        HoldCell known = find(command.id(), now);
        if (known != null) {
            return known.isRetriedBy(command)
                    ? new Done<>(known.toHold(), true)
                    : new Declined<>(new OperationConflict(command.id()));
        }
        AccountCell wallet = accounts.find(command.wallet(), now);
        if (wallet == null) {
            return new Declined<>(new AccountUnknown(command.wallet()));
        }
        Decline decline = admissionDecline(command, wallet);
        if (decline != null) {
            return new Declined<>(decline);
        }
        HoldCell hold = new HoldCell(command, wallet, now);
        wallet.setAside(hold);
        holds.put(command.id(), hold);
        return new Done<>(hold.toHold(), false);
    }

    Outcome<Transaction> capture(CaptureHold command, Instant now) {
        HoldCell hold = find(command.id(), now);
        if (hold == null) {
            return new Declined<>(new HoldUnknown(command.id()));
        }
        Transaction settled = hold.settlement();
        if (settled != null) {
            return settled.entries().get(0).posting().to().equals(command.to())
                    ? new Done<>(settled, true)
                    : new Declined<>(new OperationConflict(command.id()));
        }
        Decline decline = captureDecline(command, hold, now);
        if (decline != null) {
            return new Declined<>(decline);
        }
        Amount taken = taken(command, hold);
        Draft draft = new Draft(accounts, now, 1);
        decline = draft.move(new Posting(hold.wallet.id(), command.to(), taken));
        if (decline != null) {
            return new Declined<>(decline);
        }
        boolean late = hold.state() == HoldState.EXPIRED;
        if (!late) {
            hold.wallet.giveBack(hold);
        }
        TransactionKind kind = taken.isZero() ? TransactionKind.MEMO : TransactionKind.USAGE;
        Transaction transaction = book.book(draft, command.id(), book.next(kind, now, late), command.note());
        hold.settle(transaction);
        return new Done<>(transaction, false);
    }

    Outcome<Hold> release(ReleaseHold command, Instant now) {
        HoldCell hold = find(command.id(), now);
        if (hold == null) {
            return new Declined<>(new HoldUnknown(command.id()));
        }
        if (hold.state() == HoldState.RELEASED) {
            return new Done<>(hold.toHold(), true);
        }
        if (hold.state() != HoldState.OPEN) {
            return new Declined<>(new HoldEnded(command.id(), hold.state()));
        }
        hold.wallet.giveBack(hold);
        hold.release(command.note());
        return new Done<>(hold.toHold(), false);
    }

    private static @Nullable Decline admissionDecline(PlaceHold command, AccountCell wallet) {
        if (!wallet.isWallet()) {
            return new WrongKind(command.wallet(), wallet.account().kind());
        }
        Amount amount = command.amount();
        if (!amount.unit().equals(wallet.account().unit())) {
            return new WrongUnit(command.wallet(), wallet.account().unit(), amount.unit());
        }
        Amount available = wallet.available();
        return amount.compareTo(available) > 0 ? new InsufficientFunds(command.wallet(), amount, available) : null;
    }

    private @Nullable Decline captureDecline(CaptureHold command, HoldCell hold, Instant now) {
        if (hold.state() == HoldState.RELEASED) {
            return new HoldEnded(command.id(), hold.state());
        }
        AccountCell to = accounts.find(command.to(), now);
        if (to == null) {
            return new AccountUnknown(command.to());
        }
        if (to.isWallet()) {
            return new WrongKind(command.to(), AccountKind.WALLET);
        }
        Amount amount = command.amount();
        if (!amount.unit().equals(hold.amount().unit())) {
            return new WrongUnit(hold.wallet.id(), hold.amount().unit(), amount.unit());
        }
        boolean over = hold.state() == HoldState.OPEN && amount.compareTo(hold.amount()) > 0;
        return over && command.overrun() == Overrun.REJECT
                ? new OverCapture(command.id(), amount, hold.amount())
                : null;
    }

    /** How much a capture takes: all that was used, unless it is above an open hold and the policy says less. */
    private static Amount taken(CaptureHold command, HoldCell hold) {
        Amount used = command.amount();
        boolean late = hold.state() == HoldState.EXPIRED;
        if (late || command.overrun() == Overrun.DEBT || used.compareTo(hold.amount()) <= 0) {
            return used;
        }
        if (command.overrun() == Overrun.TAKE_AVAILABLE) {
            Amount payable = hold.amount().plus(hold.wallet.available());
            return used.compareTo(payable) <= 0 ? used : payable;
        }
        return hold.amount();
    }
}
