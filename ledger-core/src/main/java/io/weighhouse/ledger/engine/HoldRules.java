// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.ExpiryAction;
import io.weighhouse.ledger.ExtendHold;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.LimitLeg;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.ReleaseHold;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of holding, extending and releasing. */
final class HoldRules {

    private static final long NO_INTENT = 0;

    private final LedgerState state;
    private final WalletRules wallets;
    private final ExpiryRules expiry;
    private final Legs legs;
    private final Answers answers;

    HoldRules(LedgerState state, WalletRules wallets, ExpiryRules expiry, Legs legs, Answers answers) {
        this.state = state;
        this.wallets = wallets;
        this.expiry = expiry;
        this.legs = legs;
        this.answers = answers;
    }

    /** What a caller asks for, as 64 bits; keyed, so that nobody can make two that agree. */
    long digest(String intent) {
        if (intent.isEmpty()) {
            return NO_INTENT;
        }
        byte[] utf8 = intent.getBytes(StandardCharsets.UTF_8);
        return state.hash.hash(utf8, 0, utf8.length);
    }

    Outcome<Hold> place(PlaceHold command) {
        OperationKey key = state.keyOf(command.id());
        long before = state.operations.find(key, OperationIndex.CALL);
        long intent = digest(command.intent());
        if (before != OperationIndex.NONE) {
            return isRetry(before, command, intent)
                    ? new Done<>(now(before), true)
                    : new Declined<>(new Decline.OperationConflict(command.id()));
        }
        if (state.operations.isBeyondHorizon(key, state.timeline.now())) {
            return new Declined<>(new Decline.OperationForgotten(command.id()));
        }
        Decline decline = accountDecline(command);
        if (decline == null) {
            decline = amountDecline(command);
        }
        return decline == null ? new Done<>(answers.hold(book(command, intent)), false) : new Declined<>(decline);
    }

    private boolean isRetry(long before, PlaceHold command, long intent) {
        if (OperationIndex.isHold(before)) {
            HoldCell hold = state.holds.at(OperationIndex.slot(before));
            return hold.wallet.id().equals(command.wallet()) && hold.origin.intent() == intent;
        }
        CallHistory call = answers.call(before);
        return call.wallet().id().equals(command.wallet()) && call.intent() == intent;
    }

    /** A hold that is known, as it is by now. */
    Hold now(long known) {
        if (!OperationIndex.isHold(known)) {
            return answers.endedHold(known);
        }
        HoldCell hold = state.holds.at(OperationIndex.slot(known));
        expiry.touch(hold.wallet);
        return answers.hold(hold);
    }

    private @Nullable Decline accountDecline(PlaceHold command) {
        AccountCell wallet = state.find(command.wallet());
        Decline decline = Checks.usable(command.wallet(), wallet);
        if (decline != null || wallet == null) {
            return decline;
        }
        decline = Checks.wallet(wallet);
        if (decline == null) {
            decline = Checks.unit(wallet, command.amount());
        }
        List<LimitLeg> limits = command.limits();
        for (int i = 0; i < limits.size() && decline == null; i++) {
            decline = counterDecline(limits.get(i));
        }
        return decline == null ? actionDecline(command.terms().onExpiry(), wallet) : decline;
    }

    private @Nullable Decline counterDecline(LimitLeg leg) {
        AccountCell counter = state.find(leg.counter());
        Decline decline = Checks.usable(leg.counter(), counter);
        if (decline != null || counter == null) {
            return decline;
        }
        return counter.isCounter()
                ? Checks.unit(counter, leg.amount())
                : new Decline.WrongKind(counter.id(), counter.kind());
    }

    private @Nullable Decline actionDecline(ExpiryAction action, AccountCell wallet) {
        if (action instanceof ExpiryAction.CaptureAll all) {
            return payeeDecline(all.to(), wallet);
        }
        if (action instanceof ExpiryAction.CaptureFloor floor) {
            Decline decline = payeeDecline(floor.to(), wallet);
            return decline == null ? Checks.unit(wallet, floor.floor()) : decline;
        }
        return null;
    }

    private @Nullable Decline payeeDecline(AccountId id, AccountCell wallet) {
        AccountCell to = state.find(id);
        Decline decline = Checks.usable(id, to);
        if (decline != null || to == null) {
            return decline;
        }
        decline = Checks.payee(to);
        return decline == null ? Checks.unit(to, wallet.unit()) : decline;
    }

    private @Nullable Decline amountDecline(PlaceHold command) {
        AccountCell wallet = state.open(command.wallet());
        expiry.touch(wallet);
        long available = wallet.available(command.tags(), state.timeline.at());
        if (command.amount().minor() > available) {
            return new Decline.InsufficientFunds(wallet.id(), command.amount(), wallet.amount(available));
        }
        for (LimitLeg leg : command.limits()) {
            AccountCell counter = state.open(leg.counter());
            expiry.touch(counter);
            long left = Math.max(0, leg.limit().minor() - counter.posted - counter.held);
            if (leg.amount().minor() > left) {
                return new Decline.LimitReached(counter.id(), leg.amount(), counter.amount(left), leg.limit());
            }
        }
        return null;
    }

    HoldCell book(PlaceHold command, long intent) {
        OperationKey key = state.keyOf(command.id());
        EventWriter event = state.event;
        event.begin(Kind.HOLD, key);
        write(command, intent);
        AccountCell wallet = state.open(command.wallet());
        event.touch(wallet);
        HoldCell hold = new HoldCell(
                new HoldCell.Origin(
                        command.id(), command.tags(), command.terms().onExpiry(), intent, state.timeline.at()),
                wallet,
                event.sequence(),
                legs(command));
        hold.amount = command.amount().minor();
        hold.expiresAt = Math.addExact(state.timeline.at(), command.timeToLive().toNanos());
        wallets.reserve(hold, hold.amount);
        legs.reserve(hold);
        hold.lastPosition = event.finish();
        state.holds.add(hold);
        state.operations.add(key, OperationIndex.CALL, OperationIndex.ofSlot(hold.slot));
        legs.schedule(hold);
        return hold;
    }

    private LegCell[] legs(PlaceHold command) {
        List<LimitLeg> limits = command.limits();
        if (limits.isEmpty()) {
            return HoldCell.NO_LEGS;
        }
        LegCell[] cells = new LegCell[limits.size()];
        for (int i = 0; i < cells.length; i++) {
            LimitLeg leg = limits.get(i);
            cells[i] = new LegCell(
                    state.open(leg.counter()), leg.amount().minor(), leg.limit().minor());
        }
        return cells;
    }

    private void write(PlaceHold command, long intent) {
        EventBuffer body = state.event.body;
        body.number(state.open(command.wallet()).ordinal);
        body.number(command.amount().minor());
        Bodies.tags(body, command.tags());
        Bodies.limits(body, command.limits(), state.accounts);
        body.number(command.timeToLive().toNanos());
        Bodies.action(body, command.terms().onExpiry(), state.accounts);
        body.fixed64(intent);
    }

    Outcome<Hold> extend(ExtendHold command) {
        long known = state.operations.find(state.keyOf(command.id()), OperationIndex.CALL);
        if (known == OperationIndex.NONE) {
            return new Declined<>(new Decline.HoldUnknown(command.id()));
        }
        if (!OperationIndex.isHold(known)) {
            CallHistory call = answers.call(known);
            return command.step() <= call.extendStep()
                    ? new Done<>(answers.endedHold(known), true)
                    : new Declined<>(new Decline.HoldEnded(command.id(), call.state()));
        }
        HoldCell hold = state.holds.at(OperationIndex.slot(known));
        expiry.touch(hold.wallet);
        if (command.step() <= hold.extendStep) {
            return new Done<>(answers.hold(hold), true);
        }
        Decline decline = extendDecline(command, hold);
        if (decline != null) {
            return new Declined<>(decline);
        }
        book(command, hold);
        return new Done<>(answers.hold(hold), false);
    }

    private @Nullable Decline extendDecline(ExtendHold command, HoldCell hold) {
        if (!hold.isOpen()) {
            return new Decline.HoldEnded(command.id(), hold.state);
        }
        Decline decline = Checks.unit(hold.wallet, command.amount());
        if (decline != null) {
            return decline;
        }
        // Checkpoints may have taken more than the hold: what they took is not set aside again.
        long more = command.amount().minor() - Math.max(hold.amount, hold.captured);
        long available = hold.wallet.available(hold.origin.tags(), state.timeline.at());
        return more > 0 && more > available
                ? new Decline.InsufficientFunds(
                        hold.wallet.id(), hold.wallet.amount(more), hold.wallet.amount(available))
                : null;
    }

    void book(ExtendHold command, HoldCell hold) {
        EventWriter event = state.event;
        event.begin(Kind.EXTEND, state.keyOf(command.id()));
        event.after(hold.lastPosition);
        event.body.number(command.step());
        event.body.number(command.amount().minor());
        event.body.number(command.timeToLive().toNanos());
        event.touch(hold.wallet);
        wallets.reserve(hold, Math.max(0, command.amount().minor() - Math.max(hold.amount, hold.captured)));
        hold.amount = Math.max(hold.amount, command.amount().minor());
        hold.expiresAt = Math.max(
                hold.expiresAt,
                Math.addExact(state.timeline.at(), command.timeToLive().toNanos()));
        hold.extendStep = command.step();
        hold.lastPosition = event.finish();
        legs.schedule(hold);
    }

    Outcome<Hold> release(ReleaseHold command) {
        long known = state.operations.find(state.keyOf(command.id()), OperationIndex.CALL);
        if (known == OperationIndex.NONE) {
            return new Declined<>(new Decline.HoldUnknown(command.id()));
        }
        if (!OperationIndex.isHold(known)) {
            HoldState ended = answers.call(known).state();
            return ended == HoldState.RELEASED
                    ? new Done<>(answers.endedHold(known), true)
                    : new Declined<>(new Decline.HoldEnded(command.id(), ended));
        }
        HoldCell hold = state.holds.at(OperationIndex.slot(known));
        expiry.touch(hold.wallet);
        if (!hold.isOpen()) {
            return new Declined<>(new Decline.HoldEnded(command.id(), hold.state));
        }
        return new Done<>(answers.endedHold(book(command, hold)), false);
    }

    long book(ReleaseHold command, HoldCell hold) {
        EventWriter event = state.event;
        event.begin(Kind.RELEASE, state.keyOf(command.id()));
        event.after(hold.lastPosition);
        event.touch(hold.wallet);
        wallets.freeReserved(hold);
        legs.settle(hold, null, hold.captured > 0);
        event.note(command.note());
        return end(hold, event.finish());
    }

    /** Takes an ended hold out of memory; from now on its log speaks for it. */
    long end(HoldCell hold, long position) {
        legs.unschedule(hold);
        state.operations.move(state.keyOf(hold.id()), OperationIndex.CALL, OperationIndex.ofSlot(hold.slot), position);
        state.holds.remove(hold);
        return position;
    }
}
