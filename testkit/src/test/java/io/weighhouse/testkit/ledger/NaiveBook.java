// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.LotExpiry;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What the model knows: accounts, what was booked, and the checks that many commands share. */
final class NaiveBook {

    static final long MOST = Account.MAX_BALANCE_MINOR;

    /** Ends a command that is declined; nothing has changed by then. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Decline reason;

        Refused(Decline reason) {
            super(reason.toString());
            this.reason = reason;
        }

        Outcome<?> outcome() {
            return new Declined<>(reason);
        }
    }

    /** Ends a command that would be done, when it was only asked whether it would. */
    static final class Admitted extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** What a counter has counted. */
    static final class Counter {
        long used;
        long reserved;
    }

    /** Why something is booked, for whom, and from when it counts. */
    record Cause(OperationId operation, TransactionKind kind, boolean late, long reverses, Instant effectiveAt) {
        static Cause of(OperationId operation, TransactionKind kind, Instant effectiveAt) {
            return new Cause(operation, kind, false, 0, effectiveAt);
        }

        Cause late(boolean value) {
            return new Cause(operation, kind, value, reverses, effectiveAt);
        }

        Cause reverses(long transaction) {
            return new Cause(operation, kind, late, transaction, effectiveAt);
        }
    }

    final Map<AccountId, Account> opened = new LinkedHashMap<>();
    final Map<AccountId, Account> accounts = new LinkedHashMap<>();
    final Set<AccountId> closed = new java.util.HashSet<>();
    final Map<AccountId, NaiveWallet> wallets = new LinkedHashMap<>();
    final Map<AccountId, Counter> counters = new LinkedHashMap<>();
    final Map<OperationId, NaiveHold> holds = new LinkedHashMap<>();
    final List<NaiveTransaction> book = new ArrayList<>();
    private final Map<AccountId, Long> posted = new HashMap<>();
    Instant now = Instant.MIN;
    long events;

    /** Whether commands are only asked what they would answer. */
    boolean asking;

    /** Every check has passed. */
    void go() {
        if (asking) {
            throw new Admitted();
        }
    }

    static Refused refuse(Decline reason) {
        return new Refused(reason);
    }

    Account known(AccountId id) {
        Account account = accounts.get(id);
        if (account == null) {
            throw refuse(new Decline.AccountUnknown(id));
        }
        return account;
    }

    void open(AccountId id) {
        if (closed.contains(id)) {
            throw refuse(new Decline.AccountClosed(id));
        }
    }

    void isWallet(AccountId id) {
        is(id, kind(id) == AccountKind.WALLET);
    }

    void is(AccountId id, boolean right) {
        if (!right) {
            throw refuse(new Decline.WrongKind(id, kind(id)));
        }
    }

    void unit(AccountId id, Unit unit) {
        Unit own = account(id).unit();
        if (!own.equals(unit)) {
            throw refuse(new Decline.WrongUnit(id, own, unit));
        }
    }

    /** Neither side of a posting may go too far from zero, after what was drafted before it. */
    void fits(Posting posting, Map<AccountId, Long> drafted) {
        long amount = posting.amount().minor();
        if (amount > postedWith(posting.from(), drafted) + MOST) {
            throw refuse(new Decline.BalanceOverflow(posting.from()));
        }
        if (amount > MOST - postedWith(posting.to(), drafted)) {
            throw refuse(new Decline.BalanceOverflow(posting.to()));
        }
        drafted.merge(posting.from(), -amount, Math::addExact);
        drafted.merge(posting.to(), amount, Math::addExact);
    }

    private long postedWith(AccountId id, Map<AccountId, Long> drafted) {
        return posted(id) + drafted.getOrDefault(id, 0L);
    }

    void enough(AccountId wallet, long wanted, long available) {
        if (wanted > available) {
            throw refuse(new Decline.InsufficientFunds(wallet, amount(wallet, wanted), amount(wallet, available)));
        }
    }

    Account account(AccountId id) {
        return Objects.requireNonNull(accounts.get(id));
    }

    AccountKind kind(AccountId id) {
        return account(id).kind();
    }

    NaiveWallet wallet(AccountId id) {
        return Objects.requireNonNull(wallets.get(id));
    }

    Counter counter(AccountId id) {
        return Objects.requireNonNull(counters.get(id));
    }

    long posted(AccountId id) {
        return posted.getOrDefault(id, 0L);
    }

    Amount amount(AccountId id, long minor) {
        return Amount.ofMinor(minor, account(id).unit());
    }

    Posting posting(AccountId from, AccountId to, long minor) {
        return new Posting(from, to, Amount.ofMinor(minor, account(from).unit()));
    }

    /** An event without postings. */
    long event() {
        return ++events;
    }

    /** One event with postings, and with those that move on what came back into lots that are over. */
    NaiveTransaction book(Cause cause, List<Posting> main, List<Posting> breakage) {
        List<Posting> postings = new ArrayList<>(main);
        postings.addAll(breakage);
        NaiveTransaction booked = new NaiveTransaction(
                new NaiveTransaction.Told(
                        ++events,
                        cause.kind(),
                        cause.late(),
                        new NaiveTransaction.Link(cause.operation(), cause.reverses(), cause.effectiveAt()),
                        postings),
                main.size());
        for (Posting posting : postings) {
            posted.merge(posting.from(), -posting.amount().minor(), Math::addExact);
            posted.merge(posting.to(), posting.amount().minor(), Math::addExact);
        }
        book.add(booked);
        return booked;
    }

    /** Postings that move on what came back into lots that are over. */
    List<Posting> breakage(AccountId wallet, List<NaiveWallet.Broken> broken) {
        List<Posting> postings = new ArrayList<>();
        for (NaiveWallet.Broken one : broken) {
            LotExpiry expiry = one.lot().terms.expiry().orElseThrow();
            postings.add(posting(wallet, expiry.breakage(), one.amount()));
        }
        return postings;
    }

    /** An event of which nothing but such postings are left; without them it books nothing. */
    void bookBreakage(OperationId operation, Instant effectiveAt, AccountId wallet, List<NaiveWallet.Broken> broken) {
        if (broken.isEmpty()) {
            event();
            return;
        }
        List<Posting> postings = breakage(wallet, broken);
        book(
                Cause.of(operation, TransactionKind.EXPIRY, effectiveAt),
                postings.subList(0, 1),
                postings.subList(1, postings.size()));
    }

    Optional<Balance> balance(AccountId id, Set<String> tags) {
        Account account = accounts.get(id);
        if (account == null) {
            return Optional.empty();
        }
        long[] numbers = {posted(id), posted(id), 0, 0, 0};
        if (account.kind() == AccountKind.WALLET) {
            NaiveWallet wallet = wallet(id);
            numbers =
                    new long[] {wallet.posted(), wallet.available(tags, now), wallet.held(), wallet.frozen, wallet.debt
                    };
        } else if (account.kind() == AccountKind.COUNTER) {
            numbers = new long[] {counter(id).used, 0, counter(id).reserved, 0, 0};
        }
        return Optional.of(new Balance(
                id,
                amount(id, numbers[0]),
                amount(id, numbers[1]),
                new Balance.Claims(amount(id, numbers[2]), amount(id, numbers[3]), amount(id, numbers[4]))));
    }
}
