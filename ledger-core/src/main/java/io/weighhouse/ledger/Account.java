// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.util.Objects;

/**
 * An account as it was opened: its name, what it is for, in which unit, and how far below zero it may go.
 *
 * <p>A wallet of {@code CREDIT/6} with a credit limit of 5 can spend until it stands at -5.000000 CREDIT.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id its name
 * @param kind what it is for
 * @param creditLimit how far below zero a wallet may go, 0 to {@link #MAX_BALANCE_MINOR} smallest parts; zero of the unit
 *     for every other kind
 */
public record Account(AccountId id, AccountKind kind, Amount creditLimit) {

    /**
     * The furthest from zero that a balance or a credit limit may stand, in smallest parts of the unit: 2^61 - 1.
     *
     * <p>It leaves room in a {@code long} for every sum of a balance, a credit limit and holds.
     */
    public static final long MAX_BALANCE_MINOR = Long.MAX_VALUE / 4;

    /**
     * Checks the credit limit.
     *
     * @param id its name
     * @param kind what it is for
     * @param creditLimit how far below zero a wallet may go; zero of the unit for every other kind
     * @throws IllegalArgumentException if the limit is negative, too large, or given to an account that is no wallet
     */
    public Account {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Require.creditLimit(creditLimit);
        if (kind != AccountKind.WALLET && !creditLimit.isZero()) {
            throw new IllegalArgumentException("must be 0 for " + kind + ": creditLimit=" + creditLimit);
        }
    }

    /**
     * A wallet that cannot go below zero.
     *
     * @param id its name
     * @param unit what it counts
     * @return the account
     */
    public static Account wallet(AccountId id, Unit unit) {
        return of(id, AccountKind.WALLET, unit);
    }

    /**
     * A wallet that may go below zero as far as a limit says, in the limit's unit.
     *
     * @param id its name
     * @param creditLimit how far, 0 to {@link #MAX_BALANCE_MINOR} smallest parts
     * @return the account
     * @throws IllegalArgumentException if the limit is out of range
     */
    public static Account wallet(AccountId id, Amount creditLimit) {
        return new Account(id, AccountKind.WALLET, creditLimit);
    }

    /**
     * An account without a credit limit.
     *
     * @param id its name
     * @param kind what it is for
     * @param unit what it counts
     * @return the account
     */
    public static Account of(AccountId id, AccountKind kind, Unit unit) {
        return new Account(id, kind, Amount.zero(unit));
    }

    /** {@return what it counts} */
    public Unit unit() {
        return creditLimit.unit();
    }
}
