// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Balance;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An account's present state, in smallest parts of its unit.
 *
 * <p>No sum here can leave a {@code long}: a balance, a credit limit and what is frozen each stay within {@link
 * Account#MAX_BALANCE_MINOR}; holds are only admitted out of the first two together.
 */
final class AccountCell extends Expiring {

    static final int MOST_LOTS = 4096;

    private static final LotCell[] NO_LOTS = {};

    final Account opened;
    final int ordinal;
    final int tenant;

    /** As it was opened, or with the credit limit that was set since. */
    Account account;

    boolean closed;

    /** Where the last event that touched it is, or -1. */
    long lastPosition = -1;

    /** Posted; for a counter, what was used. */
    long posted;

    /** Reserved by holds: of lots, of the credit limit, of a count. */
    long held;

    long frozen;
    long overdraft;
    long overdraftReserved;
    long debt;

    /** What is not spent, in burn order. */
    LotCell[] lots = NO_LOTS;

    int lotCount;

    /** What time will do here; null until there is something. */
    @Nullable
    ExpiryQueue due;

    AccountCell(Account account, int ordinal, int tenant) {
        this.opened = account;
        this.account = account;
        this.ordinal = ordinal;
        this.tenant = tenant;
    }

    AccountId id() {
        return opened.id();
    }

    AccountKind kind() {
        return opened.kind();
    }

    Unit unit() {
        return opened.unit();
    }

    boolean isWallet() {
        return opened.kind() == AccountKind.WALLET;
    }

    boolean isCounter() {
        return opened.kind() == AccountKind.COUNTER;
    }

    Amount amount(long minor) {
        return Amount.ofMinor(minor, unit());
    }

    long headroom() {
        return account.creditLimit().minor() - overdraft - overdraftReserved;
    }

    /** What can be held or posted for these tags; zero or more. */
    long available(Set<String> tags, long now) {
        return sum(tags, now);
    }

    /** What can be taken, whatever lots are tagged for; zero or more. */
    long availableForAll(long now) {
        return sum(null, now);
    }

    private long sum(@Nullable Set<String> tags, long now) {
        long sum = headroom() - frozen - debt;
        for (int i = 0; i < lotCount; i++) {
            LotCell lot = lots[i];
            if (lot.isSpendable(now) && (tags == null || lot.serves(tags))) {
                sum += lot.free();
            }
        }
        return Math.max(0, sum);
    }

    @Nullable
    LotCell lot(long number) {
        for (int i = 0; i < lotCount; i++) {
            if (lots[i].number == number) {
                return lots[i];
            }
        }
        return null;
    }

    void insert(LotCell lot) {
        if (lotCount == lots.length) {
            lots = Arrays.copyOf(lots, Math.max(2, lotCount * 2));
        }
        int at = lotCount++;
        while (at > 0 && lot.burnsBefore(lots[at - 1])) {
            lots[at] = lots[at - 1];
            at--;
        }
        lots[at] = lot;
    }

    @SuppressWarnings("NullAway") // only lots below lotCount are read
    void remove(LotCell lot) {
        int at = 0;
        while (lots[at] != lot) {
            at++;
        }
        System.arraycopy(lots, at + 1, lots, at, lotCount - at - 1);
        lots[--lotCount] = null;
        if (lot.isQueued()) {
            queue().remove(lot);
        }
    }

    ExpiryQueue queue() {
        if (due == null) {
            due = new ExpiryQueue();
        }
        return due;
    }

    /** When the next thing here is due. */
    long nextDue() {
        Expiring first = due == null ? null : due.first();
        return first == null ? Long.MAX_VALUE : first.dueNanos;
    }

    Balance toBalance(Set<String> tags, long now) {
        long available = isWallet() ? available(tags, now) : isCounter() ? 0 : posted;
        return new Balance(
                id(),
                amount(posted),
                amount(available),
                new Balance.Claims(amount(held), amount(frozen), amount(debt)));
    }

    boolean isEmpty() {
        // A queue has holds, and lots of which something is left.
        if (due != null && due.size() > 0) {
            return false;
        }
        return isCounter()
                ? held == 0
                : posted == 0 && held == 0 && frozen == 0 && debt == 0 && overdraft == 0 && lotsAreSpent();
    }

    private boolean lotsAreSpent() {
        for (int i = 0; i < lotCount; i++) {
            if (lots[i].remaining != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    int rank() {
        return 0;
    }

    @Override
    long number() {
        return ordinal;
    }
}
