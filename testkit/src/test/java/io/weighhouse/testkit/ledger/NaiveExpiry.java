// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.ExpiryAction;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.LimitLeg;
import io.weighhouse.ledger.LotExpiry;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.Rollover;
import io.weighhouse.ledger.TransactionKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What time does in the model: holds that end, lots that expire, roll over or become effective. */
final class NaiveExpiry {

    /**
     * Something of a wallet that an instant changes. Of what is due at one instant, lots become effective first, then holds
     * end, then lots expire, each in the order in which they came.
     */
    private record Due(Instant at, Optional<NaiveHold> hold, Optional<NaiveLot> lot) {
        int rank() {
            return hold.isPresent() ? 1 : lot.orElseThrow().waiting ? 0 : 2;
        }
    }

    private final NaiveBook book;

    NaiveExpiry(NaiveBook book) {
        this.book = book;
    }

    /** Brings every wallet up to the time, up to a number of them; says how many were due. */
    int touchAll(int limit) {
        int touched = 0;
        while (touched < limit) {
            Optional<AccountId> next = book.wallets.keySet().stream()
                    .filter(id -> next(id).isPresent())
                    .min(Comparator.comparing(id -> next(id).orElseThrow().at()));
            if (next.isEmpty()) {
                break;
            }
            touch(next.get());
            touched++;
        }
        return touched;
    }

    /** Brings one account up to the time: a wallet, or a counter with the holds that reserve some of it. */
    void touch(AccountId id) {
        touch(id, book.now);
        for (Optional<NaiveHold> hold = over(id); hold.isPresent(); hold = over(id)) {
            touch(hold.get().command.wallet(), hold.get().expiresAt);
        }
    }

    private Optional<NaiveHold> over(AccountId counter) {
        return book.holds.values().stream()
                .filter(hold -> hold.state == HoldState.OPEN && hold.counts(counter))
                .filter(hold -> !hold.expiresAt.isAfter(book.now))
                .min(Comparator.comparing(hold -> hold.expiresAt));
    }

    private void touch(AccountId wallet, Instant until) {
        for (Optional<Due> due = next(wallet);
                due.isPresent() && !due.get().at().isAfter(until);
                due = next(wallet)) {
            Instant at = due.get().at();
            due.get().hold().ifPresent(hold -> expire(hold, at));
            due.get().lot().ifPresent(lot -> change(wallet, lot, at));
        }
    }

    private Optional<Due> next(AccountId id) {
        NaiveWallet wallet = book.wallets.get(id);
        if (wallet == null) {
            return Optional.empty();
        }
        Stream<Due> holds = book.holds.values().stream()
                .filter(hold -> hold.command.wallet().equals(id) && hold.state == HoldState.OPEN)
                .map(hold -> new Due(hold.expiresAt, Optional.of(hold), Optional.empty()));
        Stream<Due> lots = wallet.lots.values().stream()
                .filter(lot -> lot.due().isPresent())
                .map(lot -> new Due(lot.due().orElseThrow(), Optional.empty(), Optional.of(lot)));
        return Stream.concat(holds, lots)
                .filter(due -> !due.at().isAfter(book.now))
                .min(Comparator.comparing(Due::at).thenComparing(Due::rank));
    }

    private void change(AccountId id, NaiveLot lot, Instant at) {
        NaiveWallet wallet = book.wallet(id);
        if (lot.waiting) {
            lot.waiting = false;
            wallet.repay(lot, at);
            book.event();
            return;
        }
        long broken = breaks(wallet, lot);
        lot.remaining -= broken;
        if (lot.mayRoll) {
            lot.rollOver();
        } else {
            lot.ended = true;
        }
        if (broken == 0) {
            book.event();
            return;
        }
        LotExpiry expiry = lot.terms.expiry().orElseThrow();
        book.book(
                NaiveBook.Cause.of(lot.source.orElseThrow(), TransactionKind.EXPIRY, at),
                List.of(book.posting(id, expiry.breakage(), broken)),
                List.of());
    }

    /** How much of a lot expires and does not roll over. */
    private static long breaks(NaiveWallet wallet, NaiveLot lot) {
        if (!lot.mayRoll) {
            return lot.free();
        }
        Rollover rollover = lot.rollover();
        if (rollover.kind() == Rollover.Kind.FULL) {
            return 0;
        }
        long others = wallet.lots.values().stream()
                .filter(other -> other != lot && other.rolled && other.ofSubscription && lot.ofSubscription)
                .filter(other -> other.source.equals(lot.source))
                .mapToLong(other -> other.remaining)
                .sum();
        long capLeft = Math.max(0, rollover.cap().orElseThrow().minor() - others);
        return Math.min(lot.free(), Math.max(0, lot.remaining - capLeft));
    }

    private void expire(NaiveHold hold, Instant at) {
        AccountId id = hold.command.wallet();
        NaiveWallet wallet = book.wallet(id);
        ExpiryAction action = hold.command.terms().onExpiry();
        long taken = 0;
        List<Posting> main = new ArrayList<>();
        if (action instanceof ExpiryAction.CaptureFloor floor) {
            taken = Math.max(0, Math.min(floor.floor().minor(), hold.amount) - hold.captured);
            main.add(book.posting(id, floor.to(), taken));
        } else if (action instanceof ExpiryAction.CaptureAll all) {
            taken = hold.stillReserved();
            main.add(book.posting(id, all.to(), taken));
        }
        List<NaiveWallet.Part> spent = hold.pull(taken);
        wallet.unreserve(spent);
        wallet.take(spent);
        hold.captured += taken;
        List<NaiveWallet.Broken> broken = wallet.comeFree(hold.pull(hold.stillReserved()), at);
        if (taken > 0) {
            NaiveBook.Cause cause = NaiveBook.Cause.of(hold.command.id(), TransactionKind.USAGE, at);
            NaiveTransaction booked = book.book(cause, main, book.breakage(id, broken));
            booked.spent(id, spent);
            hold.takings.add(booked);
        } else {
            book.bookBreakage(hold.command.id(), at, id, broken);
        }
        settleLegs(hold);
        hold.state = HoldState.EXPIRED;
    }

    /** The legs of a hold that ends without a last capture: what is counted of what was taken so far. */
    void settleLegs(NaiveHold hold) {
        for (LimitLeg leg : hold.command.limits()) {
            boolean sameUnit = leg.amount()
                    .unit()
                    .equals(book.account(hold.command.wallet()).unit());
            long used = hold.captured == 0
                    ? 0
                    : sameUnit ? hold.captured : leg.amount().minor();
            settleLeg(hold, leg, used);
        }
    }

    void settleLeg(NaiveHold hold, LimitLeg leg, long used) {
        NaiveBook.Counter counter = book.counter(leg.counter());
        counter.used += used - hold.used.getOrDefault(leg.counter(), 0L);
        counter.reserved -= hold.reservedOn(leg);
        hold.used.put(leg.counter(), used);
    }
}
