// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.LimitUse;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.Transaction;
import org.jspecify.annotations.Nullable;

/** The rules of capturing: at a checkpoint, at the end, and late. */
final class CaptureRules {

    private final LedgerState state;
    private final WalletRules wallets;
    private final ExpiryRules expiry;
    private final Legs legs;
    private final Answers answers;
    private final HoldRules holds;
    private final Restoring restoring;
    private final EventReader known = new EventReader();

    CaptureRules(Rules rules) {
        this.state = rules.state;
        this.wallets = rules.wallets;
        this.expiry = rules.expiry;
        this.legs = rules.legs;
        this.answers = rules.answers;
        this.holds = rules.holds;
        this.restoring = rules.restoring;
    }

    Outcome<Transaction> capture(CaptureHold command) {
        long before = state.operations.find(state.keyOf(command.id()), OperationIndex.CALL);
        if (before == OperationIndex.NONE) {
            return new Declined<>(new Decline.HoldUnknown(command.id()));
        }
        if (!OperationIndex.isHold(before)) {
            return afterEnd(command, before);
        }
        HoldCell hold = state.holds.at(OperationIndex.slot(before));
        expiry.touch(hold.wallet);
        if (!command.isFinal() && command.step() <= hold.captureStep) {
            return again(command, answers.call(hold.lastPosition).checkpoint(command.step()));
        }
        Decline decline = decline(command, hold);
        return decline == null
                ? new Done<>(answers.transaction(book(command, hold), command.id(), command.note()), false)
                : new Declined<>(decline);
    }

    private Outcome<Transaction> afterEnd(CaptureHold command, long lastPosition) {
        CallHistory call = answers.call(lastPosition);
        long same = -1;
        if (!command.isFinal()) {
            same = call.checkpoint(command.step());
        } else if (call.state() != HoldState.RELEASED) {
            same = lastPosition;
        }
        return same < 0 ? new Declined<>(new Decline.HoldEnded(command.id(), call.state())) : again(command, same);
    }

    private Outcome<Transaction> again(CaptureHold command, long position) {
        known.read(state.log, position).body();
        AccountCell to = state.accounts.at((int) known.number());
        return to.id().equals(command.to())
                ? new Done<>(answers.transaction(position, command.id()), true)
                : new Declined<>(new Decline.OperationConflict(command.id()));
    }

    private @Nullable Decline decline(CaptureHold command, HoldCell hold) {
        if (!command.isFinal() && !hold.isOpen()) {
            return new Decline.HoldEnded(command.id(), hold.state);
        }
        AccountCell to = state.find(command.to());
        Decline decline = Checks.usable(command.to(), to);
        if (decline != null || to == null) {
            return decline;
        }
        decline = Checks.payee(to);
        if (decline == null) {
            decline = Checks.unit(hold.wallet, command.amount());
        }
        if (decline == null) {
            decline = Checks.unit(to, command.amount());
        }
        for (int i = 0; i < command.uses().size() && decline == null; i++) {
            decline = decline(command.uses().get(i), hold);
        }
        if (decline != null) {
            return decline;
        }
        if (hold.isOpen()
                && command.overrun() == Overrun.REJECT
                && command.amount().minor() > hold.amount) {
            return new Decline.OverCapture(command.id(), command.amount(), hold.wallet.amount(hold.amount));
        }
        long change = target(command, hold) - hold.captured;
        return change >= 0 ? Checks.overflow(hold.wallet, to, change) : Checks.overflow(to, hold.wallet, -change);
    }

    private static @Nullable Decline decline(LimitUse use, HoldCell hold) {
        for (LegCell leg : hold.legs) {
            if (leg.counter.id().equals(use.counter())) {
                Decline decline = Checks.unit(leg.counter, use.used());
                boolean over = use.used().minor() > Account.MAX_BALANCE_MINOR - leg.counter.posted;
                return decline == null && over ? new Decline.BalanceOverflow(leg.counter.id()) : decline;
            }
        }
        return new Decline.LimitUnknown(hold.id(), use.counter());
    }

    /** How much is taken in all: what was used, unless it is above an open hold and the policy says less. */
    private long target(CaptureHold command, HoldCell hold) {
        long used = command.amount().minor();
        if (!command.isFinal()) {
            used = Math.max(used, hold.captured);
        }
        if (!hold.isOpen() || command.overrun() == Overrun.DEBT || used <= hold.amount) {
            return used;
        }
        long covered = Math.max(hold.amount, hold.captured);
        if (command.overrun() == Overrun.TAKE_AVAILABLE) {
            return Math.min(used, covered + hold.wallet.available(hold.origin.tags(), state.timeline.at()));
        }
        return command.overrun() == Overrun.CLAMP ? covered : used;
    }

    long book(CaptureHold command, HoldCell hold) {
        AccountCell to = state.open(command.to());
        AccountCell wallet = hold.wallet;
        long change = target(command, hold) - hold.captured;
        EventWriter event = state.event;
        event.begin(Kind.CAPTURE, state.keyOf(command.id()));
        event.after(hold.lastPosition);
        write(command, to);
        if (!hold.isOpen()) {
            event.late();
        }
        if (change >= 0) {
            event.post(wallet, to, change);
            take(hold, change);
        } else {
            event.post(to, wallet, -change);
            restoring.ofCall(answers.call(hold.lastPosition), -change);
        }
        hold.captured += change;
        if (command.isFinal()) {
            wallets.freeReserved(hold);
            legs.settle(hold, command, true);
        }
        event.note(command.note());
        long position = event.finish();
        hold.lastPosition = position;
        hold.notePosition = position;
        hold.captureStep = command.step();
        return command.isFinal() ? holds.end(hold, position) : position;
    }

    /** What was reserved first, then what is available, then debt. */
    private void take(HoldCell hold, long minor) {
        AccountCell wallet = hold.wallet;
        long beyond = wallets.takeReserved(hold, minor);
        if (beyond > 0) {
            long available = Math.min(beyond, wallet.available(hold.origin.tags(), state.timeline.at()));
            long owed = beyond - available + wallets.spend(wallet, available, hold.origin.tags());
            if (owed > 0) {
                state.event.debtAdd(wallet, owed);
            }
        }
    }

    private void write(CaptureHold command, AccountCell to) {
        EventBuffer body = state.event.body;
        body.number(to.ordinal);
        body.number(command.amount().minor());
        body.u8(Codes.OVERRUNS.indexOf(command.overrun()));
        body.number(command.step());
        body.number(command.uses().size());
        for (LimitUse use : command.uses()) {
            body.number(state.open(use.counter()).ordinal);
            body.number(use.used().minor());
        }
    }
}
