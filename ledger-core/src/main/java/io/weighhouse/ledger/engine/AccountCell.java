// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.money.Amount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An account's present state, in smallest parts of its unit.
 *
 * <p>No sum here can leave a {@code long}: a balance stays within {@link Account#MAX_BALANCE_MINOR} of zero, and so does a
 * credit limit; holds are only admitted out of the two of them together.
 */
final class AccountCell {

    private final Account account;
    private final ExpiryQueue openHolds = new ExpiryQueue();
    private final List<Transaction> history = new ArrayList<>();
    private long postedMinor;
    private long heldMinor;

    AccountCell(Account account) {
        this.account = account;
    }

    Account account() {
        return account;
    }

    AccountId id() {
        return account.id();
    }

    boolean isWallet() {
        return account.kind() == AccountKind.WALLET;
    }

    /** Every transaction that touched it, in the order of booking. */
    List<Transaction> history() {
        return history;
    }

    long postedMinor() {
        return postedMinor;
    }

    /** What can be held or posted; negative is debt. Only a wallet has a floor to measure it from. */
    long freeMinor() {
        return postedMinor + account.creditLimit().minor() - heldMinor;
    }

    Amount available() {
        return amount(isWallet() ? Math.max(0, freeMinor()) : postedMinor);
    }

    Amount amount(long minor) {
        return Amount.ofMinor(minor, account.unit());
    }

    /** Gives back what open holds set aside whose time has run out. */
    void expireUntil(Instant now) {
        for (HoldCell hold = openHolds.poll(now); hold != null; hold = openHolds.poll(now)) {
            heldMinor -= hold.amount().minor();
            hold.expire();
        }
    }

    void setAside(HoldCell hold) {
        heldMinor += hold.amount().minor();
        openHolds.add(hold);
    }

    void giveBack(HoldCell hold) {
        heldMinor -= hold.amount().minor();
        openHolds.remove(hold);
    }

    void book(Transaction transaction, long newPostedMinor) {
        postedMinor = newPostedMinor;
        history.add(transaction);
    }

    Balance toBalance() {
        long debtMinor = isWallet() ? Math.max(0, -freeMinor()) : 0;
        return new Balance(id(), amount(postedMinor), amount(heldMinor), available(), amount(debtMinor));
    }
}
