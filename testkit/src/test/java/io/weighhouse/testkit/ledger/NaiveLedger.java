// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.AdjustBalance;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.CloseAccount;
import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.ExpireDue;
import io.weighhouse.ledger.ExtendHold;
import io.weighhouse.ledger.Freeze;
import io.weighhouse.ledger.FreezeCredit;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.GrantPeriod;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.LotExpiry;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.SetCreditLimit;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.ledger.UnfreezeCredit;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a ledger should answer, worked out the slow and obvious way, without a line of the engine's: each command checks
 * first, one thing after another, and then changes plain fields.
 */
final class NaiveLedger {

    /** What is told of a lot. */
    record LotTold(long number, boolean paid, long remaining, long reserved, Optional<Instant> expiresAt) {}

    private record Period(OperationId subscription, Instant startsAt) {}

    private record Once<C, R>(C command, R result) {}

    private final NaiveBook book = new NaiveBook();
    private final NaiveExpiry expiry = new NaiveExpiry(book);
    private final NaiveHolds holds = new NaiveHolds(book, expiry);
    private final NaiveReversals reversals = new NaiveReversals(book);
    private final Map<OperationId, SetCreditLimit> limits = new HashMap<>();
    private final Map<OperationId, Once<List<Posting>, NaiveTransaction>> posts = new HashMap<>();
    private final Map<OperationId, Once<Posting, NaiveTransaction>> grants = new HashMap<>();
    private final Map<Period, Once<AccountId, NaiveTransaction>> periods = new HashMap<>();
    private final Map<OperationId, Once<AdjustBalance, NaiveTransaction>> adjusts = new HashMap<>();
    private final Map<OperationId, Freeze> freezes = new LinkedHashMap<>();

    /** Moves on, never back. */
    void at(Instant instant) {
        book.now = instant.isAfter(book.now) ? instant : book.now;
    }

    /**
     * An {@link Account}, a {@link NaiveTransaction.Told}, a {@link NaiveHold.Told}, a {@link Freeze} or a number; or the
     * decline.
     */
    Outcome<?> apply(Command<?> command) {
        try {
            return decide(command);
        } catch (NaiveBook.Refused refused) {
            return refused.outcome();
        }
    }

    /** What the command would answer if it came now; empty if it would be done for the first time. */
    Optional<Outcome<?>> ask(Command<?> command) {
        book.asking = true;
        try {
            return Optional.of(apply(command));
        } catch (NaiveBook.Admitted admitted) {
            return Optional.empty();
        } finally {
            book.asking = false;
        }
    }

    /** Brings every account up to the time, as reads of the whole do. */
    void touchAll() {
        expiry.touchAll(Integer.MAX_VALUE);
    }

    /** Brings one account up to the time, as reads of it do. */
    void touch(AccountId id) {
        expiry.touch(id);
    }

    long events() {
        return book.events;
    }

    Map<OperationId, NaiveHold> holds() {
        return book.holds;
    }

    Optional<Balance> balance(AccountId id, Set<String> tags) {
        return book.balance(id, tags);
    }

    /** What is not spent of a wallet, in burn order. */
    List<LotTold> lots(AccountId wallet) {
        return Optional.ofNullable(book.wallets.get(wallet)).map(NaiveWallet::inBurnOrder).orElse(List.of()).stream()
                .map(lot -> new LotTold(lot.number, lot.paid, lot.remaining, lot.reserved, lot.expiresAt))
                .toList();
    }

    /** What was booked on an account, in order. */
    List<NaiveTransaction.Told> booked(AccountId id) {
        return book.book.stream()
                .filter(booked -> booked.touches(id))
                .map(booked -> booked.told)
                .toList();
    }

    private Outcome<?> decide(Command<?> command) {
        if (command instanceof OpenAccount open) {
            return open(open.account());
        } else if (command instanceof SetCreditLimit limit) {
            return limit(limit);
        } else if (command instanceof CloseAccount close) {
            return close(close.account());
        } else if (command instanceof PostTransaction post) {
            return post(post);
        } else if (command instanceof GrantCredit grant) {
            return grant(grant);
        } else if (command instanceof GrantPeriod period) {
            return grantPeriod(period);
        } else if (command instanceof AdjustBalance adjust) {
            return adjust(adjust);
        } else if (command instanceof ReverseTransaction reverse) {
            return reversals.reverse(reverse, expiry);
        } else if (command instanceof PlaceHold hold) {
            return holds.hold(hold);
        } else if (command instanceof ExtendHold extend) {
            return holds.extend(extend);
        } else if (command instanceof CaptureHold capture) {
            return holds.capture(capture);
        } else if (command instanceof ReleaseHold release) {
            return holds.release(release);
        } else if (command instanceof FreezeCredit freeze) {
            return freeze(freeze);
        } else if (command instanceof UnfreezeCredit unfreeze) {
            return unfreeze(unfreeze.id());
        }
        return new Done<>(expiry.touchAll(((ExpireDue) command).limit()), false);
    }

    static Outcome<?> told(NaiveTransaction booked, boolean replayed) {
        return new Done<>(booked.told, replayed);
    }

    static void same(OperationId id, boolean same) {
        if (!same) {
            throw NaiveBook.refuse(new Decline.OperationConflict(id));
        }
    }

    private Outcome<?> open(Account account) {
        AccountId id = account.id();
        Account existing = book.accounts.get(id);
        if (existing != null) {
            book.open(id);
            if (account.equals(existing) || account.equals(book.opened.get(id))) {
                return new Done<>(existing, true);
            }
            throw NaiveBook.refuse(new Decline.AccountConflict(existing));
        }
        book.go();
        book.event();
        book.opened.put(id, account);
        book.accounts.put(id, account);
        if (account.kind() == AccountKind.WALLET) {
            NaiveWallet wallet = new NaiveWallet();
            wallet.creditLimit = account.creditLimit().minor();
            book.wallets.put(id, wallet);
        } else if (account.kind() == AccountKind.COUNTER) {
            book.counters.put(id, new NaiveBook.Counter());
        }
        return new Done<>(account, false);
    }

    private Outcome<?> limit(SetCreditLimit command) {
        AccountId id = command.wallet();
        SetCreditLimit known = limits.get(command.id());
        if (known != null) {
            same(command.id(), known.wallet().equals(id) && known.creditLimit().equals(command.creditLimit()));
            return new Done<>(book.account(id), true);
        }
        book.known(id);
        book.open(id);
        book.isWallet(id);
        book.unit(id, command.creditLimit().unit());
        book.go();
        expiry.touch(id);
        book.event();
        book.wallet(id).creditLimit = command.creditLimit().minor();
        Account changed = Account.wallet(id, command.creditLimit());
        book.accounts.put(id, changed);
        limits.put(command.id(), command);
        return new Done<>(changed, false);
    }

    private Outcome<?> close(AccountId id) {
        Account account = book.known(id);
        if (book.closed.contains(id)) {
            return new Done<>(account, true);
        }
        expiry.touch(id);
        boolean held = book.holds.values().stream()
                .anyMatch(hold ->
                        hold.state == HoldState.OPEN && (hold.command.wallet().equals(id) || hold.counts(id)));
        boolean empty = account.kind() == AccountKind.COUNTER
                ? book.counter(id).reserved == 0
                : book.posted(id) == 0 && (account.kind() != AccountKind.WALLET || isEmpty(book.wallet(id)));
        if (held || !empty) {
            throw NaiveBook.refuse(
                    new Decline.AccountNotEmpty(book.balance(id, Set.of()).orElseThrow()));
        }
        book.go();
        book.event();
        book.closed.add(id);
        return new Done<>(account, false);
    }

    private static boolean isEmpty(NaiveWallet wallet) {
        return wallet.inBurnOrder().isEmpty()
                && wallet.held() == 0
                && wallet.frozen == 0
                && wallet.debt == 0
                && wallet.overdraft == 0;
    }

    private Outcome<?> post(PostTransaction command) {
        Once<List<Posting>, NaiveTransaction> known = posts.get(command.id());
        if (known != null) {
            same(command.id(), known.command().equals(command.postings()));
            return told(known.result(), true);
        }
        for (Posting posting : command.postings()) {
            expiry.touch(posting.from());
            expiry.touch(posting.to());
        }
        Map<AccountId, Long> change = new LinkedHashMap<>();
        for (Posting posting : command.postings()) {
            book.known(posting.from());
            book.known(posting.to());
            book.open(posting.from());
            book.open(posting.to());
            book.is(posting.from(), book.kind(posting.from()) != AccountKind.COUNTER);
            book.is(posting.to(), book.kind(posting.to()) != AccountKind.COUNTER);
            book.unit(posting.from(), posting.amount().unit());
            book.unit(posting.to(), posting.amount().unit());
            book.fits(posting, change);
        }
        change.keySet().removeIf(id -> book.kind(id) != AccountKind.WALLET);
        change.forEach((id, by) ->
                book.enough(id, Math.max(0, -by), by < 0 ? book.wallet(id).available(Set.of(), book.now) : 0));
        book.go();
        NaiveTransaction booked = book.book(
                NaiveBook.Cause.of(command.id(), TransactionKind.ADJUSTMENT, book.now), command.postings(), List.of());
        change.forEach((id, by) -> {
            NaiveWallet wallet = book.wallet(id);
            if (by < 0) {
                List<NaiveWallet.Part> parts = wallet.choose(-by, Set.of(), book.now);
                wallet.take(parts);
                booked.spent(id, parts);
            } else if (by > 0) {
                wallet.plainCredit(by, book.now);
            }
        });
        posts.put(command.id(), new Once<>(command.postings(), booked));
        return told(booked, false);
    }

    private Outcome<?> grant(GrantCredit command) {
        Once<Posting, NaiveTransaction> known = grants.get(command.id());
        if (known != null) {
            same(command.id(), known.command().equals(command.posting()));
            return told(known.result(), true);
        }
        NaiveTransaction booked = grant(command, false);
        grants.put(command.id(), new Once<>(command.posting(), booked));
        return told(booked, false);
    }

    private Outcome<?> grantPeriod(GrantPeriod command) {
        Period period = new Period(command.subscription(), command.startsAt());
        Once<AccountId, NaiveTransaction> known = periods.get(period);
        if (known != null) {
            same(command.subscription(), known.command().equals(command.wallet()));
            return told(known.result(), true);
        }
        GrantCredit asGrant =
                new GrantCredit(command.subscription(), command.posting(), command.terms(), command.note());
        NaiveTransaction booked = grant(asGrant, true);
        periods.put(period, new Once<>(command.wallet(), booked));
        return told(booked, false);
    }

    private NaiveTransaction grant(GrantCredit command, boolean ofSubscription) {
        AccountId source = command.source();
        AccountId id = command.wallet();
        LotTerms terms = command.terms();
        expiry.touch(source);
        expiry.touch(id);
        book.known(source);
        book.known(id);
        book.open(source);
        book.open(id);
        boolean paid = book.kind(source) == AccountKind.CLEARING;
        book.is(source, paid || book.kind(source) == AccountKind.PROMOTION);
        book.isWallet(id);
        terms.expiry().ifPresent(value -> breakage(value, id));
        book.unit(source, command.amount().unit());
        book.unit(id, command.amount().unit());
        book.fits(command.posting(), new HashMap<>());
        NaiveWallet wallet = book.wallet(id);
        book.go();
        NaiveTransaction booked = book.book(
                NaiveBook.Cause.of(command.id(), paid ? TransactionKind.TOPUP : TransactionKind.BONUS, book.now),
                List.of(command.posting()),
                List.of());
        NaiveLot lot = new NaiveLot(
                booked.told.sequence(),
                paid,
                terms,
                Optional.of(command.id()),
                terms.effectiveAt().orElse(Instant.MIN));
        lot.grantedAt = book.now;
        lot.ofSubscription = ofSubscription;
        lot.waiting = paid && !lot.isEffective(book.now);
        lot.remaining = command.amount().minor();
        wallet.lots.put(lot.number, lot);
        wallet.repay(lot, book.now);
        booked.lot = lot.number;
        booked.promotional = !paid;
        return booked;
    }

    private void breakage(LotExpiry terms, AccountId wallet) {
        AccountId id = terms.breakage();
        book.known(id);
        book.open(id);
        book.is(id, book.kind(id) == AccountKind.BREAKAGE);
        book.unit(id, book.account(wallet).unit());
        terms.rollover().cap().ifPresent(cap -> book.unit(wallet, cap.unit()));
    }

    private Outcome<?> adjust(AdjustBalance command) {
        Once<AdjustBalance, NaiveTransaction> known = adjusts.get(command.id());
        AccountId id = command.account();
        AccountId contra = command.contra();
        AdjustBalance.Target target = command.target();
        if (known != null) {
            AdjustBalance first = known.command();
            same(
                    command.id(),
                    first.account().equals(id)
                            && first.contra().equals(contra)
                            && first.target().balance().equals(target.balance()));
            return told(known.result(), true);
        }
        expiry.touch(id);
        expiry.touch(contra);
        book.known(id);
        book.known(contra);
        book.open(id);
        book.open(contra);
        book.is(id, book.kind(id) != AccountKind.COUNTER);
        book.is(contra, book.kind(contra) != AccountKind.WALLET && book.kind(contra) != AccountKind.COUNTER);
        book.unit(id, target.balance().unit());
        book.unit(contra, target.balance().unit());
        long posted = book.posted(id);
        if (target.expected().isPresent() && target.expected().get().minor() != posted) {
            throw NaiveBook.refuse(
                    new Decline.UnexpectedBalance(id, target.expected().get(), book.amount(id, posted)));
        }
        long change = target.balance().minor() - posted;
        boolean isWallet = book.kind(id) == AccountKind.WALLET;
        if (isWallet && change < 0) {
            book.enough(id, -change, book.wallet(id).availableWhateverTags(book.now));
        }
        Posting posting = change >= 0 ? book.posting(contra, id, change) : book.posting(id, contra, -change);
        book.fits(posting, new HashMap<>());
        book.go();
        NaiveTransaction booked = book.book(
                NaiveBook.Cause.of(command.id(), TransactionKind.ADJUSTMENT, book.now), List.of(posting), List.of());
        if (isWallet && change < 0) {
            List<NaiveWallet.Part> parts = book.wallet(id).chooseWhateverTags(-change, book.now);
            book.wallet(id).take(parts);
            booked.spent(id, parts);
        } else if (isWallet && change > 0) {
            book.wallet(id).plainCredit(change, book.now);
        }
        adjusts.put(command.id(), new Once<>(command, booked));
        return told(booked, false);
    }

    private Outcome<?> freeze(FreezeCredit command) {
        AccountId id = command.wallet();
        Freeze known = freezes.get(command.id());
        if (known != null) {
            same(command.id(), known.wallet().equals(id) && known.amount().equals(command.amount()));
            return new Done<>(known, true);
        }
        expiry.touch(id);
        book.known(id);
        book.open(id);
        book.isWallet(id);
        book.unit(id, command.amount().unit());
        NaiveWallet wallet = book.wallet(id);
        if (command.amount().minor() > NaiveBook.MOST - wallet.frozen) {
            throw NaiveBook.refuse(new Decline.BalanceOverflow(id));
        }
        book.go();
        book.event();
        wallet.frozen += command.amount().minor();
        Freeze freeze = new Freeze(command.id(), id, command.amount(), true);
        freezes.put(command.id(), freeze);
        return new Done<>(freeze, false);
    }

    private Outcome<?> unfreeze(OperationId id) {
        Freeze known = freezes.get(id);
        if (known == null) {
            throw NaiveBook.refuse(new Decline.FreezeUnknown(id));
        }
        if (!known.active()) {
            return new Done<>(known, true);
        }
        expiry.touch(known.wallet());
        book.go();
        book.event();
        book.wallet(Objects.requireNonNull(known.wallet())).frozen -=
                known.amount().minor();
        Freeze ended = new Freeze(id, known.wallet(), known.amount(), false);
        freezes.put(id, ended);
        return new Done<>(ended, false);
    }
}
