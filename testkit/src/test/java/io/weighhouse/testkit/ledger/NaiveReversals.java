// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.ReverseTransaction.Extent;
import io.weighhouse.ledger.ReverseTransaction.Shortfall;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.money.Amount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the model undoes a transaction; it drafts on copies of the wallets, for it may be declined half way. */
final class NaiveReversals {

    private record Once(ReverseTransaction command, NaiveTransaction result) {}

    /** A reversal that is being worked out. */
    private static final class Draft {
        final Map<AccountId, NaiveWallet> wallets = new HashMap<>();
        final Map<AccountId, Long> posted = new HashMap<>();
        final Map<AccountId, List<NaiveWallet.Part>> spent = new HashMap<>();
        final List<Posting> main = new ArrayList<>();
        final List<Posting> breakage = new ArrayList<>();
    }

    private final NaiveBook book;
    private final Map<OperationId, Once> reversals = new HashMap<>();

    NaiveReversals(NaiveBook book) {
        this.book = book;
    }

    Outcome<?> reverse(ReverseTransaction command, NaiveExpiry expiry) {
        Once known = reversals.get(command.id());
        if (known != null) {
            NaiveLedger.same(
                    command.id(),
                    known.command().transaction() == command.transaction()
                            && known.command().extent().equals(command.extent()));
            return NaiveLedger.told(known.result(), true);
        }
        NaiveTransaction original = book.book.stream()
                .filter(booked -> booked.told.sequence() == command.transaction())
                .filter(booked ->
                        booked.main().get(0).from().tenant().equals(command.id().tenant()))
                .findFirst()
                .orElseThrow(() -> NaiveBook.refuse(new Decline.TransactionUnknown(command.transaction())));
        if (original.told.kind() == TransactionKind.EXPIRY) {
            throw NaiveBook.refuse(new Decline.NotReversible(command.transaction()));
        }
        for (Posting posting : original.main()) {
            expiry.touch(posting.from());
            expiry.touch(posting.to());
        }
        command.extent()
                .amount()
                .ifPresent(value -> book.unit(original.main().get(0).from(), value.unit()));
        boolean several = original.main().size() > 1;
        if (several) {
            checkWhole(original, command);
        }
        long amount = several ? 0 : amount(original, command);
        for (int i = original.main().size() - 1; i >= 0; i--) {
            book.open(original.main().get(i).to());
            book.open(original.main().get(i).from());
        }
        Draft draft = new Draft();
        if (several) {
            undoAll(original, command, draft);
        } else {
            undo(original, command, amount, draft);
        }
        book.go();
        original.reversed += several ? 0 : draft.main.get(0).amount().minor();
        original.reversedWhole = several;
        draft.wallets.forEach(book.wallets::put);
        TransactionKind kind =
                original.told.kind() == TransactionKind.USAGE ? TransactionKind.REFUND : TransactionKind.REVERSAL;
        NaiveTransaction booked = book.book(
                NaiveBook.Cause.of(command.id(), kind, book.now).reverses(command.transaction()),
                draft.main,
                draft.breakage);
        draft.spent.forEach(booked::spent);
        reversals.put(command.id(), new Once(command, booked));
        return NaiveLedger.told(booked, false);
    }

    /** How much is undone of a transaction with one main posting. */
    private long amount(NaiveTransaction original, ReverseTransaction command) {
        Posting posting = original.main().get(0);
        AccountId from = posting.from();
        Extent extent = command.extent();
        long whole = posting.amount().minor();
        long left = whole - original.reversed;
        long wanted = extent.amount().map(Amount::minor).orElse(0L);
        boolean tooMuch = switch (extent.kind()) {
            case WHOLE -> left == 0;
            case PART -> wanted > left;
            case TOTAL -> wanted > whole;
            case UNSPENT -> false;
        };
        if (extent.kind() == Extent.Kind.UNSPENT && original.lot == 0) {
            throw NaiveBook.refuse(new Decline.NotDivisible(command.transaction()));
        }
        if (tooMuch) {
            throw NaiveBook.refuse(new Decline.AlreadyReversed(
                    command.transaction(), book.amount(from, wanted), book.amount(from, left)));
        }
        return switch (extent.kind()) {
            case WHOLE -> left;
            case PART -> wanted;
            case TOTAL -> Math.max(0, wanted - original.reversed);
            case UNSPENT ->
                Math.min(left, book.wallet(posting.to()).lot(original.lot).free());
        };
    }

    private void undo(NaiveTransaction original, ReverseTransaction command, long wanted, Draft draft) {
        Posting posting = original.main().get(0);
        long amount = wanted;
        if (book.wallets.containsKey(posting.to())) {
            amount = takeBack(original, command, posting.to(), wanted, draft);
        }
        Posting back = book.posting(posting.to(), posting.from(), amount);
        book.fits(back, draft.posted);
        draft.main.add(back);
        giveBack(original, posting.from(), amount, draft);
    }

    /** Several postings are undone together: a wallet gives back, or gets back, what they came to. */
    private void undoAll(NaiveTransaction original, ReverseTransaction command, Draft draft) {
        Map<AccountId, Long> change = new LinkedHashMap<>();
        for (Posting posting : original.main()) {
            change.merge(posting.from(), -posting.amount().minor(), Math::addExact);
            change.merge(posting.to(), posting.amount().minor(), Math::addExact);
        }
        change.keySet().removeIf(id -> !book.wallets.containsKey(id));
        change.forEach((id, by) -> {
            if (by > 0) {
                takeBack(original, command, id, by, draft);
            }
        });
        for (int i = original.main().size() - 1; i >= 0; i--) {
            Posting posting = original.main().get(i);
            Posting back = new Posting(posting.to(), posting.from(), posting.amount());
            book.fits(back, draft.posted);
            draft.main.add(back);
        }
        change.forEach((id, by) -> giveBack(original, id, Math.max(0, -by), draft));
    }

    /** A wallet gives back what it got; says how much of it. */
    private long takeBack(
            NaiveTransaction original, ReverseTransaction command, AccountId id, long wanted, Draft draft) {
        NaiveWallet wallet =
                draft.wallets.computeIfAbsent(id, key -> book.wallet(key).copy());
        List<NaiveWallet.Part> parts = wallet.chooseForClawback(wanted, original.lot, !original.promotional, book.now);
        long found = NaiveWallet.sum(parts);
        boolean several = original.main().size() > 1;
        if (found < wanted) {
            if (command.shortfall() == Shortfall.DEBT) {
                parts.add(new NaiveWallet.Part(NaiveWallet.Source.DEBT, 0, wanted - found));
            } else if (command.shortfall() == Shortfall.REJECT || several) {
                book.enough(id, wanted, found);
            }
        }
        wallet.take(parts);
        draft.spent.computeIfAbsent(id, key -> new ArrayList<>()).addAll(parts);
        return NaiveWallet.sum(parts);
    }

    /** A wallet gets back what it gave, but for what it got back before. */
    private void giveBack(NaiveTransaction original, AccountId id, long amount, Draft draft) {
        if (!book.wallets.containsKey(id) || amount == 0) {
            return;
        }
        NaiveWallet wallet =
                draft.wallets.computeIfAbsent(id, key -> book.wallet(key).copy());
        List<NaiveWallet.Part> spent = original.spent.getOrDefault(id, List.of());
        draft.breakage.addAll(book.breakage(id, wallet.giveBack(spent, original.reversed, amount, book.now)));
    }

    /** A transaction of several postings is undone as a whole, once. */
    private static void checkWhole(NaiveTransaction original, ReverseTransaction command) {
        if (command.extent().kind() != Extent.Kind.WHOLE) {
            throw NaiveBook.refuse(new Decline.NotDivisible(command.transaction()));
        }
        if (original.reversedWhole) {
            Amount nothing = Amount.zero(original.main().get(0).amount().unit());
            throw NaiveBook.refuse(new Decline.AlreadyReversed(command.transaction(), nothing, nothing));
        }
    }
}
