// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.Transaction;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of posting.
 *
 * <p>What a transaction asks for is gathered in arrays that are used again and again, so that posting leaves no garbage. An
 * account is found again by a walk over the few that a transaction has.
 */
final class PostingRules {

    private static final int MOST = 64;

    private final LedgerState state;
    private final WalletRules wallets;
    private final ExpiryRules expiry;
    private final Answers answers;
    private final EventReader known = new EventReader();

    private final AccountCell[] from = new AccountCell[MOST];
    private final AccountCell[] to = new AccountCell[MOST];
    private final long[] minor = new long[MOST];
    private int count;

    /** The accounts that take part, and by how much each of them changes on balance. */
    private final AccountCell[] cells = new AccountCell[2 * MOST];

    private final long[] net = new long[2 * MOST];
    private int cellCount;

    PostingRules(LedgerState state, WalletRules wallets, ExpiryRules expiry, Answers answers) {
        this.state = state;
        this.wallets = wallets;
        this.expiry = expiry;
        this.answers = answers;
    }

    Outcome<Transaction> post(PostTransaction command) {
        OperationKey key = state.keyOf(command.id());
        long before = state.operations.find(key, OperationIndex.POST);
        if (before != OperationIndex.NONE) {
            return isSame(before, command.postings())
                    ? new Done<>(answers.transaction(before, command.id()), true)
                    : new Declined<>(new Decline.OperationConflict(command.id()));
        }
        if (state.operations.isBeyondHorizon(key, state.timeline.now())) {
            return new Declined<>(new Decline.OperationForgotten(command.id()));
        }
        Decline decline = gather(command.postings());
        if (decline == null) {
            decline = brokenFloor();
        }
        return decline == null
                ? new Done<>(answers.transaction(book(key, command.note()), command.id(), command.note()), false)
                : new Declined<>(decline);
    }

    /** Does it again as it was done: no question is asked. */
    void again(OperationKey key, List<Posting> postings, Note note) {
        Decline decline = gather(postings);
        if (decline != null) {
            throw new IllegalStateException("must be possible: " + decline);
        }
        book(key, note);
    }

    /** One posting between accounts that are there and of one unit; says where it is, or -1 if it cannot be. */
    long transfer(OperationKey key, AccountCell source, AccountCell target, long amount) {
        if (state.operations.find(key, OperationIndex.POST) != OperationIndex.NONE) {
            return -1;
        }
        clear();
        expiry.touch(source);
        expiry.touch(target);
        if (!source.unit().equals(target.unit()) || overflows(source, target, amount)) {
            return -1;
        }
        add(source, target, amount);
        return brokenFloor() == null ? book(key, Note.NONE) : -1;
    }

    /** {@link #transfer} of something that was done. */
    void transferAgain(OperationKey key, AccountCell source, AccountCell target, long amount) {
        clear();
        add(source, target, amount);
        book(key, Note.NONE);
    }

    private boolean isSame(long position, List<Posting> postings) {
        known.read(state.log, position);
        int row = 0;
        for (int i = 0; i < postings.size(); i++, row++) {
            boolean same = row < known.rowCount
                    && known.rowType[row] == Row.POST
                    && state.isPosting(known, row, postings.get(i));
            if (!same) {
                return false;
            }
        }
        return row == known.rowCount || known.rowType[row] != Row.POST;
    }

    private void clear() {
        count = 0;
        cellCount = 0;
    }

    private @Nullable Decline gather(List<Posting> postings) {
        clear();
        for (int i = 0; i < postings.size(); i++) {
            Posting posting = postings.get(i);
            AccountCell source = state.find(posting.from());
            AccountCell target = state.find(posting.to());
            Decline decline = decline(posting, source, target);
            if (decline != null) {
                return decline;
            }
            if (source == null || target == null) {
                throw new IllegalStateException("must be open: posting=" + posting);
            }
            expiry.touch(source);
            expiry.touch(target);
            int a = indexOf(source);
            int b = indexOf(target);
            long amount = posting.amount().minor();
            if (amount > source.posted + net[a] + Account.MAX_BALANCE_MINOR) {
                return new Decline.BalanceOverflow(posting.from());
            }
            if (amount > Account.MAX_BALANCE_MINOR - target.posted - net[b]) {
                return new Decline.BalanceOverflow(posting.to());
            }
            add(source, target, amount);
        }
        return null;
    }

    private static @Nullable Decline decline(
            Posting posting, @Nullable AccountCell source, @Nullable AccountCell target) {
        if (source == null) {
            return new Decline.AccountUnknown(posting.from());
        }
        if (target == null) {
            return new Decline.AccountUnknown(posting.to());
        }
        if (source.closed || target.closed) {
            return new Decline.AccountClosed(source.closed ? posting.from() : posting.to());
        }
        if (source.isCounter() || target.isCounter()) {
            AccountCell counter = source.isCounter() ? source : target;
            return new Decline.WrongKind(counter.id(), counter.kind());
        }
        Decline unit = Checks.unit(source, posting.amount());
        return unit == null ? Checks.unit(target, posting.amount()) : unit;
    }

    private static boolean overflows(AccountCell source, AccountCell target, long amount) {
        return amount > source.posted + Account.MAX_BALANCE_MINOR || amount > Account.MAX_BALANCE_MINOR - target.posted;
    }

    private void add(AccountCell source, AccountCell target, long amount) {
        from[count] = source;
        to[count] = target;
        minor[count++] = amount;
        net[indexOf(source)] -= amount;
        net[indexOf(target)] += amount;
    }

    private int indexOf(AccountCell cell) {
        for (int i = 0; i < cellCount; i++) {
            if (cells[i] == cell) {
                return i;
            }
        }
        cells[cellCount] = cell;
        net[cellCount] = 0;
        return cellCount++;
    }

    /** Why a wallet could not pay what is taken from it on balance, or null if each of them can. */
    private @Nullable Decline brokenFloor() {
        for (int i = 0; i < cellCount; i++) {
            AccountCell cell = cells[i];
            if (cell.isWallet() && net[i] < 0) {
                long available = cell.available(Set.of(), state.timeline.at());
                if (-net[i] > available) {
                    return new Decline.InsufficientFunds(cell.id(), cell.amount(-net[i]), cell.amount(available));
                }
            }
        }
        return null;
    }

    private long book(OperationKey key, Note note) {
        EventWriter event = state.event;
        event.begin(Kind.POST, key);
        for (int i = 0; i < count; i++) {
            event.post(from[i], to[i], minor[i]);
        }
        for (int i = 0; i < cellCount; i++) {
            if (cells[i].isWallet() && net[i] < 0) {
                wallets.spend(cells[i], -net[i], Set.of());
            } else if (cells[i].isWallet() && net[i] > 0) {
                wallets.credit(cells[i], net[i]);
            }
        }
        event.note(note);
        long position = event.finish();
        state.operations.add(key, OperationIndex.POST, position);
        return position;
    }
}
