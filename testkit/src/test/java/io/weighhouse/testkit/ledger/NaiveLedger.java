// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.money.Amount;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a ledger should answer, worked out the slow way: every balance is a sum over all that was booked, every held amount a
 * sum over all holds, and time is looked at only then.
 */
final class NaiveLedger {

    private static final BigInteger MOST = BigInteger.valueOf(Account.MAX_BALANCE_MINOR);

    /** What was booked; the postings are the whole truth about balances. */
    record Booked(TransactionKind kind, boolean late, List<Posting> postings) {}

    /** A hold; whether it has expired is never written down. */
    record Held(PlaceHold command, Instant expiresAt, Optional<Booked> capture, boolean late, boolean released) {

        HoldState state(Instant now) {
            if (capture.isPresent()) {
                return late ? HoldState.SETTLED_LATE : HoldState.CAPTURED;
            }
            if (released) {
                return HoldState.RELEASED;
            }
            return now.isBefore(expiresAt) ? HoldState.OPEN : HoldState.EXPIRED;
        }

        Amount captured() {
            return capture.map(booked -> booked.postings().get(0).amount())
                    .orElse(Amount.zero(command.amount().unit()));
        }
    }

    private final Map<AccountId, Account> accounts = new LinkedHashMap<>();
    private final Map<OperationId, Booked> posts = new HashMap<>();
    private final Map<OperationId, Booked> grants = new HashMap<>();
    private final Map<OperationId, Held> holds = new HashMap<>();
    private final List<Booked> book = new ArrayList<>();
    private Instant now = Instant.MIN;

    /** Moves on, never back. */
    void at(Instant instant) {
        now = instant.isAfter(now) ? instant : now;
    }

    /** An {@link Account}, a {@link Booked} or a {@link HoldState}; or the decline. */
    Outcome<?> apply(Command<?> command) {
        if (command instanceof OpenAccount open) {
            return open(open.account());
        } else if (command instanceof PostTransaction post) {
            return post(post);
        } else if (command instanceof GrantCredit grant) {
            return grant(grant);
        } else if (command instanceof PlaceHold hold) {
            return hold(hold);
        } else if (command instanceof CaptureHold capture) {
            return capture(capture);
        }
        return release((ReleaseHold) command);
    }

    /** What was booked on an account, in order. */
    List<Booked> booked(AccountId id) {
        return book.stream()
                .filter(booked -> booked.postings().stream()
                        .anyMatch(posting ->
                                posting.from().equals(id) || posting.to().equals(id)))
                .toList();
    }

    Map<OperationId, Held> holds() {
        return holds;
    }

    HoldState stateOf(OperationId id) {
        return Objects.requireNonNull(holds.get(id)).state(now);
    }

    Optional<Balance> balance(AccountId id) {
        Account account = accounts.get(id);
        if (account == null) {
            return Optional.empty();
        }
        BigInteger posted = posted(id);
        BigInteger free = free(account);
        boolean wallet = account.kind() == AccountKind.WALLET;
        return Optional.of(new Balance(
                id,
                amount(account, posted),
                amount(account, held(id)),
                amount(account, wallet ? free.max(BigInteger.ZERO) : posted),
                amount(account, wallet ? free.negate().max(BigInteger.ZERO) : BigInteger.ZERO)));
    }

    private Outcome<?> open(Account account) {
        Account existing = accounts.putIfAbsent(account.id(), account);
        if (existing == null || existing.equals(account)) {
            return new Done<>(account, existing != null);
        }
        return new Declined<>(new Decline.AccountConflict(existing));
    }

    private Outcome<?> post(PostTransaction command) {
        Booked wanted = new Booked(TransactionKind.ADJUSTMENT, false, command.postings());
        if (posts.containsKey(command.id())) {
            return again(command.id(), posts.get(command.id()), wanted);
        }
        Optional<Decline> decline = moves(command.postings());
        if (decline.isPresent()) {
            return new Declined<>(decline.get());
        }
        for (Posting posting : command.postings()) {
            for (AccountId id : List.of(posting.from(), posting.to())) {
                BigInteger taken = change(id, command.postings()).negate();
                Account account = opened(id);
                if (account.kind() == AccountKind.WALLET && taken.signum() > 0 && taken.compareTo(free(account)) > 0) {
                    return new Declined<>(new Decline.InsufficientFunds(
                            id,
                            amount(account, taken),
                            balance(id).orElseThrow().available()));
                }
            }
        }
        posts.put(command.id(), wanted);
        return booked(wanted);
    }

    private Outcome<?> grant(GrantCredit command) {
        Posting posting = new Posting(command.source(), command.wallet(), command.amount());
        Account source = accounts.get(command.source());
        Account wallet = accounts.get(command.wallet());
        boolean paid = source != null && source.kind() == AccountKind.CLEARING;
        Booked wanted = new Booked(paid ? TransactionKind.TOPUP : TransactionKind.BONUS, false, List.of(posting));
        if (grants.containsKey(command.id())) {
            return again(command.id(), grants.get(command.id()), wanted);
        }
        if (source == null || wallet == null) {
            return new Declined<>(new Decline.AccountUnknown(source == null ? command.source() : command.wallet()));
        }
        if (!paid && source.kind() != AccountKind.PROMOTION) {
            return new Declined<>(new Decline.WrongKind(source.id(), source.kind()));
        }
        if (wallet.kind() != AccountKind.WALLET) {
            return new Declined<>(new Decline.WrongKind(wallet.id(), wallet.kind()));
        }
        Optional<Decline> decline = moves(wanted.postings());
        if (decline.isPresent()) {
            return new Declined<>(decline.get());
        }
        grants.put(command.id(), wanted);
        return booked(wanted);
    }

    private Outcome<?> hold(PlaceHold command) {
        Held known = holds.get(command.id());
        if (known != null) {
            boolean same = known.command().wallet().equals(command.wallet())
                    && known.command().intent().equals(command.intent());
            return same
                    ? new Done<>(known.state(now), true)
                    : new Declined<>(new Decline.OperationConflict(command.id()));
        }
        Account wallet = accounts.get(command.wallet());
        if (wallet == null) {
            return new Declined<>(new Decline.AccountUnknown(command.wallet()));
        }
        if (wallet.kind() != AccountKind.WALLET) {
            return new Declined<>(new Decline.WrongKind(wallet.id(), wallet.kind()));
        }
        Amount available = balance(wallet.id()).orElseThrow().available();
        if (command.amount().compareTo(available) > 0) {
            return new Declined<>(new Decline.InsufficientFunds(wallet.id(), command.amount(), available));
        }
        holds.put(command.id(), new Held(command, now.plus(command.timeToLive()), Optional.empty(), false, false));
        return new Done<>(HoldState.OPEN, false);
    }

    private Outcome<?> capture(CaptureHold command) {
        Held hold = holds.get(command.id());
        if (hold == null) {
            return new Declined<>(new Decline.HoldUnknown(command.id()));
        }
        if (hold.capture().isPresent()) {
            Booked first = hold.capture().get();
            return first.postings().get(0).to().equals(command.to())
                    ? new Done<>(first, true)
                    : new Declined<>(new Decline.OperationConflict(command.id()));
        }
        if (hold.released()) {
            return new Declined<>(new Decline.HoldEnded(command.id(), HoldState.RELEASED));
        }
        Account to = accounts.get(command.to());
        if (to == null) {
            return new Declined<>(new Decline.AccountUnknown(command.to()));
        }
        if (to.kind() == AccountKind.WALLET) {
            return new Declined<>(new Decline.WrongKind(to.id(), to.kind()));
        }
        AccountId wallet = hold.command().wallet();
        Amount held = hold.command().amount();
        if (!held.unit().equals(command.amount().unit())) {
            return new Declined<>(
                    new Decline.WrongUnit(wallet, held.unit(), command.amount().unit()));
        }
        boolean late = hold.state(now) == HoldState.EXPIRED;
        Amount taken = command.amount();
        if (!late && taken.compareTo(held) > 0) {
            if (command.overrun() == Overrun.REJECT) {
                return new Declined<>(new Decline.OverCapture(command.id(), taken, held));
            } else if (command.overrun() == Overrun.CLAMP) {
                taken = held;
            } else if (command.overrun() == Overrun.TAKE_AVAILABLE) {
                Amount payable = held.plus(balance(wallet).orElseThrow().available());
                taken = taken.compareTo(payable) < 0 ? taken : payable;
            }
        }
        TransactionKind kind = taken.isZero() ? TransactionKind.MEMO : TransactionKind.USAGE;
        Booked wanted = new Booked(kind, late, List.of(new Posting(wallet, to.id(), taken)));
        Optional<Decline> decline = moves(wanted.postings());
        if (decline.isPresent()) {
            return new Declined<>(decline.get());
        }
        holds.put(command.id(), new Held(hold.command(), hold.expiresAt(), Optional.of(wanted), late, false));
        return booked(wanted);
    }

    private Outcome<?> release(ReleaseHold command) {
        Held hold = holds.get(command.id());
        if (hold == null) {
            return new Declined<>(new Decline.HoldUnknown(command.id()));
        }
        HoldState state = hold.state(now);
        if (state != HoldState.OPEN && state != HoldState.RELEASED) {
            return new Declined<>(new Decline.HoldEnded(command.id(), state));
        }
        holds.put(command.id(), new Held(hold.command(), hold.expiresAt(), Optional.empty(), false, true));
        return new Done<>(HoldState.RELEASED, state == HoldState.RELEASED);
    }

    private Outcome<?> booked(Booked booked) {
        book.add(booked);
        return new Done<>(booked, false);
    }

    private static Outcome<?> again(OperationId id, Booked first, Booked wanted) {
        return first.postings().equals(wanted.postings())
                ? new Done<>(first, true)
                : new Declined<>(new Decline.OperationConflict(id));
    }

    /** Why the postings cannot be made one after another, whatever the floors say. */
    private Optional<Decline> moves(List<Posting> postings) {
        for (int i = 0; i < postings.size(); i++) {
            Posting posting = postings.get(i);
            for (AccountId id : List.of(posting.from(), posting.to())) {
                if (!accounts.containsKey(id)) {
                    return Optional.of(new Decline.AccountUnknown(id));
                }
            }
            for (AccountId id : List.of(posting.from(), posting.to())) {
                Account account = opened(id);
                if (!account.unit().equals(posting.amount().unit())) {
                    return Optional.of(new Decline.WrongUnit(
                            id, account.unit(), posting.amount().unit()));
                }
            }
            for (AccountId id : List.of(posting.from(), posting.to())) {
                BigInteger after = posted(id).add(change(id, postings.subList(0, i + 1)));
                if (after.abs().compareTo(MOST) > 0) {
                    return Optional.of(new Decline.BalanceOverflow(id));
                }
            }
        }
        return Optional.empty();
    }

    private Account opened(AccountId id) {
        return Objects.requireNonNull(accounts.get(id));
    }

    private BigInteger posted(AccountId id) {
        BigInteger sum = BigInteger.ZERO;
        for (Booked booked : book) {
            sum = sum.add(change(id, booked.postings()));
        }
        return sum;
    }

    private static BigInteger change(AccountId id, List<Posting> postings) {
        BigInteger sum = BigInteger.ZERO;
        for (Posting posting : postings) {
            BigInteger minor = BigInteger.valueOf(posting.amount().minor());
            if (posting.from().equals(id)) {
                sum = sum.subtract(minor);
            }
            if (posting.to().equals(id)) {
                sum = sum.add(minor);
            }
        }
        return sum;
    }

    private BigInteger held(AccountId wallet) {
        BigInteger sum = BigInteger.ZERO;
        for (Held hold : holds.values()) {
            if (hold.command().wallet().equals(wallet) && hold.state(now) == HoldState.OPEN) {
                sum = sum.add(BigInteger.valueOf(hold.command().amount().minor()));
            }
        }
        return sum;
    }

    private BigInteger free(Account account) {
        return posted(account.id())
                .add(BigInteger.valueOf(account.creditLimit().minor()))
                .subtract(held(account.id()));
    }

    private static Amount amount(Account account, BigInteger minor) {
        return Amount.ofMinor(minor.longValueExact(), account.unit());
    }
}
