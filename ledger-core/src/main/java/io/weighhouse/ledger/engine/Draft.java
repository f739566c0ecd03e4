// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Decline.AccountUnknown;
import io.weighhouse.ledger.Decline.BalanceOverflow;
import io.weighhouse.ledger.Decline.InsufficientFunds;
import io.weighhouse.ledger.Decline.WrongUnit;
import io.weighhouse.ledger.Entry;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.money.Unit;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction before it is booked: what each account would hold, while no account has changed yet.
 *
 * <p>Postings are drafted one by one; a decline leaves a draft that is thrown away. Accounts are found again by a walk over
 * the few that a transaction has.
 */
final class Draft {

    private final AccountIndex accounts;
    private final Instant now;
    private final Entry[] entries;
    private final AccountCell[] cells;
    private final long[] postedMinor;
    private int entryCount;
    private int cellCount;

    Draft(AccountIndex accounts, Instant now, int postings) {
        this.accounts = accounts;
        this.now = now;
        entries = new Entry[postings];
        cells = new AccountCell[2 * postings];
        postedMinor = new long[2 * postings];
    }

    /** Moves an amount between two accounts of the draft, or says why it cannot. */
    @Nullable
    Decline move(Posting posting) {
        int from = indexOf(posting.from());
        if (from < 0) {
            return new AccountUnknown(posting.from());
        }
        int to = indexOf(posting.to());
        if (to < 0) {
            return new AccountUnknown(posting.to());
        }
        Decline wrongUnit = unitDecline(cells[from], posting);
        if (wrongUnit == null) {
            wrongUnit = unitDecline(cells[to], posting);
        }
        if (wrongUnit != null) {
            return wrongUnit;
        }
        long minor = posting.amount().minor();
        if (minor > postedMinor[from] + Account.MAX_BALANCE_MINOR) {
            return new BalanceOverflow(posting.from());
        }
        if (minor > Account.MAX_BALANCE_MINOR - postedMinor[to]) {
            return new BalanceOverflow(posting.to());
        }
        entries[entryCount++] =
                new Entry(posting, cells[from].amount(postedMinor[from]), cells[to].amount(postedMinor[to]));
        postedMinor[from] -= minor;
        postedMinor[to] += minor;
        return null;
    }

    /** Why a wallet could not pay what the draft takes from it on balance, or null if each of them can. */
    @Nullable
    Decline brokenFloor() {
        for (int i = 0; i < cellCount; i++) {
            AccountCell cell = cells[i];
            long takenMinor = cell.postedMinor() - postedMinor[i];
            if (cell.isWallet() && takenMinor > 0 && takenMinor > cell.freeMinor()) {
                return new InsufficientFunds(cell.id(), cell.amount(takenMinor), cell.available());
            }
        }
        return null;
    }

    List<Entry> entries() {
        return List.of(entries);
    }

    /** Changes the accounts. */
    void book(Transaction transaction) {
        for (int i = 0; i < cellCount; i++) {
            cells[i].book(transaction, postedMinor[i]);
        }
    }

    /** Where the account stands in the draft, taking it in if it is new to it; -1 if it was never opened. */
    private int indexOf(AccountId id) {
        for (int i = 0; i < cellCount; i++) {
            if (cells[i].id().equals(id)) {
                return i;
            }
        }
        AccountCell cell = accounts.find(id, now);
        if (cell == null) {
            return -1;
        }
        cells[cellCount] = cell;
        postedMinor[cellCount] = cell.postedMinor();
        return cellCount++;
    }

    private static @Nullable Decline unitDecline(AccountCell cell, Posting posting) {
        Unit expected = cell.account().unit();
        Unit actual = posting.amount().unit();
        return expected.equals(actual) ? null : new WrongUnit(cell.id(), expected, actual);
    }
}
