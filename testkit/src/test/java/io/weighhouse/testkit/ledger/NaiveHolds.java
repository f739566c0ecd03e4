// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.ExpiryAction;
import io.weighhouse.ledger.ExtendHold;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.LimitLeg;
import io.weighhouse.ledger.LimitUse;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.money.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a call does in the model, from its hold to its end. */
final class NaiveHolds {

    private final NaiveBook book;
    private final NaiveExpiry expiry;

    NaiveHolds(NaiveBook book, NaiveExpiry expiry) {
        this.book = book;
        this.expiry = expiry;
    }

    private static Outcome<?> told(NaiveHold hold, boolean replayed) {
        return new Done<>(hold.told(), replayed);
    }

    private NaiveHold known(OperationId id) {
        NaiveHold hold = book.holds.get(id);
        if (hold == null) {
            throw NaiveBook.refuse(new Decline.HoldUnknown(id));
        }
        expiry.touch(hold.command.wallet());
        return hold;
    }

    Outcome<?> hold(PlaceHold command) {
        AccountId id = command.wallet();
        NaiveHold known = book.holds.get(command.id());
        if (known != null) {
            expiry.touch(known.command.wallet());
            NaiveLedger.same(
                    command.id(),
                    known.command.wallet().equals(id) && known.command.intent().equals(command.intent()));
            return told(known, true);
        }
        expiry.touch(id);
        Unit unit = command.amount().unit();
        book.known(id);
        book.open(id);
        book.isWallet(id);
        book.unit(id, unit);
        for (LimitLeg leg : command.limits()) {
            expiry.touch(leg.counter());
            book.known(leg.counter());
            book.open(leg.counter());
            book.is(leg.counter(), book.kind(leg.counter()) == AccountKind.COUNTER);
            book.unit(leg.counter(), leg.amount().unit());
        }
        checkAction(command);
        NaiveWallet wallet = book.wallet(id);
        book.enough(id, command.amount().minor(), wallet.available(command.tags(), book.now));
        for (LimitLeg leg : command.limits()) {
            NaiveBook.Counter counter = book.counter(leg.counter());
            long left = Math.max(0, leg.limit().minor() - counter.used - counter.reserved);
            if (leg.amount().minor() > left) {
                throw NaiveBook.refuse(new Decline.LimitReached(
                        leg.counter(), leg.amount(), book.amount(leg.counter(), left), leg.limit()));
            }
        }
        book.go();
        book.event();
        NaiveHold hold = new NaiveHold(command, book.now.plus(command.timeToLive()));
        hold.reserve(wallet.choose(hold.amount, command.tags(), book.now));
        wallet.reserve(hold.reserved);
        command.limits()
                .forEach(leg ->
                        book.counter(leg.counter()).reserved += leg.amount().minor());
        book.holds.put(command.id(), hold);
        return told(hold, false);
    }

    private void checkAction(PlaceHold command) {
        ExpiryAction action = command.terms().onExpiry();
        if (action instanceof ExpiryAction.CaptureFloor floor) {
            checkPayee(floor.to(), book.account(command.wallet()).unit());
            book.unit(command.wallet(), floor.floor().unit());
        } else if (action instanceof ExpiryAction.CaptureAll all) {
            checkPayee(all.to(), book.account(command.wallet()).unit());
        }
    }

    private void checkPayee(AccountId to, Unit unit) {
        book.known(to);
        book.open(to);
        book.is(to, book.kind(to) != AccountKind.WALLET && book.kind(to) != AccountKind.COUNTER);
        book.unit(to, unit);
    }

    Outcome<?> extend(ExtendHold command) {
        NaiveHold hold = known(command.id());
        if (command.step() <= hold.lastExtension) {
            return told(hold, true);
        }
        mustBeOpen(hold);
        AccountId id = hold.command.wallet();
        book.unit(id, command.amount().unit());
        NaiveWallet wallet = book.wallet(id);
        // What checkpoints took beyond the hold is not set aside again.
        long covered = Math.max(hold.amount, hold.captured);
        long more = Math.max(0, command.amount().minor() - covered);
        Set<String> tags = hold.command.tags();
        book.enough(id, more, wallet.available(tags, book.now));
        book.go();
        book.event();
        List<NaiveWallet.Part> parts = wallet.choose(more, tags, book.now);
        wallet.reserve(parts);
        hold.reserve(parts);
        hold.amount = Math.max(hold.amount, command.amount().minor());
        Instant end = book.now.plus(command.timeToLive());
        hold.expiresAt = end.isAfter(hold.expiresAt) ? end : hold.expiresAt;
        hold.lastExtension = command.step();
        return told(hold, false);
    }

    private static void mustBeOpen(NaiveHold hold) {
        if (hold.state != HoldState.OPEN) {
            throw NaiveBook.refuse(new Decline.HoldEnded(hold.command.id(), hold.state));
        }
    }

    Outcome<?> release(ReleaseHold command) {
        NaiveHold hold = known(command.id());
        if (hold.state == HoldState.RELEASED) {
            return told(hold, true);
        }
        mustBeOpen(hold);
        book.go();
        AccountId id = hold.command.wallet();
        List<NaiveWallet.Part> rest = hold.pull(hold.stillReserved());
        book.bookBreakage(command.id(), book.now, id, book.wallet(id).comeFree(rest, book.now));
        expiry.settleLegs(hold);
        hold.state = HoldState.RELEASED;
        return told(hold, false);
    }

    Outcome<?> capture(CaptureHold command) {
        NaiveHold hold = known(command.id());
        Optional<NaiveTransaction> first = alreadyDone(hold, command);
        if (first.isPresent()) {
            Posting posting = first.get().main().get(0);
            boolean gaveBack = first.get().told.kind() == TransactionKind.REFUND;
            NaiveLedger.same(command.id(), (gaveBack ? posting.from() : posting.to()).equals(command.to()));
            return NaiveLedger.told(first.get(), true);
        }
        if (hold.state == HoldState.RELEASED || !command.isFinal()) {
            mustBeOpen(hold);
        }
        check(hold, command);
        long target = target(hold, command);
        long change = target - hold.captured;
        AccountId id = hold.command.wallet();
        Posting posting =
                change >= 0 ? book.posting(id, command.to(), change) : book.posting(command.to(), id, -change);
        book.fits(posting, new HashMap<>());
        book.go();
        List<NaiveWallet.Part> spent = change > 0 ? spend(hold, change) : List.of();
        List<NaiveWallet.Broken> broken = new ArrayList<>();
        NaiveWallet wallet = book.wallet(id);
        if (change < 0) {
            broken.addAll(giveBack(hold, -change));
        }
        hold.captured = target;
        if (command.isFinal()) {
            broken.addAll(wallet.comeFree(hold.pull(hold.stillReserved()), book.now));
            settleLegs(hold, command);
        }
        TransactionKind kind =
                change > 0 ? TransactionKind.USAGE : change < 0 ? TransactionKind.REFUND : TransactionKind.MEMO;
        boolean late = hold.state == HoldState.EXPIRED;
        NaiveTransaction booked = book.book(
                NaiveBook.Cause.of(command.id(), kind, book.now).late(late),
                List.of(posting),
                book.breakage(id, broken));
        booked.spent(id, spent);
        hold.takings.add(booked);
        if (command.isFinal()) {
            hold.last = Optional.of(booked);
            hold.state = late ? HoldState.SETTLED_LATE : HoldState.CAPTURED;
        } else {
            hold.checkpoints.put(command.step(), booked);
        }
        return NaiveLedger.told(booked, false);
    }

    /** The transaction that a retry of the capture finds. */
    private static Optional<NaiveTransaction> alreadyDone(NaiveHold hold, CaptureHold command) {
        return command.isFinal()
                ? hold.last
                : Optional.ofNullable(hold.checkpoints.ceilingEntry(command.step()))
                        .map(Map.Entry::getValue);
    }

    private void check(NaiveHold hold, CaptureHold command) {
        AccountId id = hold.command.wallet();
        Unit unit = command.amount().unit();
        book.known(command.to());
        book.open(command.to());
        book.is(
                command.to(),
                book.kind(command.to()) != AccountKind.WALLET && book.kind(command.to()) != AccountKind.COUNTER);
        book.unit(id, unit);
        book.unit(command.to(), unit);
        for (LimitUse use : command.uses()) {
            if (!hold.counts(use.counter())) {
                throw NaiveBook.refuse(new Decline.LimitUnknown(command.id(), use.counter()));
            }
            book.unit(use.counter(), use.used().unit());
        }
        if (hold.state == HoldState.OPEN
                && command.amount().minor() > hold.amount
                && command.overrun() == Overrun.REJECT) {
            throw NaiveBook.refuse(
                    new Decline.OverCapture(command.id(), command.amount(), book.amount(id, hold.amount)));
        }
    }

    /** How much will have been captured in all. */
    private long target(NaiveHold hold, CaptureHold command) {
        long wanted = command.amount().minor();
        long most = Math.max(hold.captured, hold.amount);
        long target = wanted;
        if (hold.state == HoldState.OPEN && wanted > hold.amount) {
            if (command.overrun() == Overrun.CLAMP) {
                target = most;
            } else if (command.overrun() == Overrun.TAKE_AVAILABLE) {
                NaiveWallet wallet = book.wallet(hold.command.wallet());
                target = Math.min(wanted, most + wallet.available(hold.command.tags(), book.now));
            }
        }
        return command.isFinal() ? target : Math.max(target, hold.captured);
    }

    /** From what the hold has set aside, then from what is available, then as debt. */
    private List<NaiveWallet.Part> spend(NaiveHold hold, long amount) {
        NaiveWallet wallet = book.wallet(hold.command.wallet());
        List<NaiveWallet.Part> spent = new ArrayList<>(hold.pull(amount));
        wallet.unreserve(spent);
        wallet.take(spent);
        Set<String> tags = hold.command.tags();
        long more = Math.min(amount - NaiveWallet.sum(spent), wallet.available(tags, book.now));
        List<NaiveWallet.Part> chosen = wallet.choose(more, tags, book.now);
        wallet.take(chosen);
        spent.addAll(chosen);
        long rest = amount - NaiveWallet.sum(spent);
        if (rest > 0) {
            List<NaiveWallet.Part> owed = List.of(new NaiveWallet.Part(NaiveWallet.Source.DEBT, 0, rest));
            wallet.take(owed);
            spent.addAll(owed);
        }
        return spent;
    }

    /** Gives back what the call took, the last first, but for what was refunded of it. */
    private List<NaiveWallet.Broken> giveBack(NaiveHold hold, long amount) {
        AccountId id = hold.command.wallet();
        List<NaiveWallet.Broken> broken = new ArrayList<>();
        long rest = amount;
        for (int i = hold.takings.size() - 1; i >= 0; i--) {
            NaiveTransaction taking = hold.takings.get(i);
            long left = taking.told.postings().get(0).amount().minor() - taking.reversed;
            long part = Math.min(rest, left);
            List<NaiveWallet.Part> spent = taking.spent.getOrDefault(id, List.of());
            broken.addAll(book.wallet(id).giveBack(spent, taking.reversed, part, book.now));
            taking.reversed += part;
            rest -= part;
        }
        if (rest > 0) {
            book.wallet(id).plainCredit(rest, book.now);
        }
        return broken;
    }

    private void settleLegs(NaiveHold hold, CaptureHold command) {
        Unit unit = book.account(hold.command.wallet()).unit();
        for (LimitLeg leg : hold.command.limits()) {
            long used = leg.amount().unit().equals(unit)
                    ? hold.captured
                    : leg.amount().minor();
            for (LimitUse use : command.uses()) {
                if (use.counter().equals(leg.counter())) {
                    used = use.used().minor();
                }
            }
            expiry.settleLeg(hold, leg, used);
        }
    }
}
