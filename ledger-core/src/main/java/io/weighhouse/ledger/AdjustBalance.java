// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.util.Objects;
import java.util.Optional;

/**
 * Sets an account's posted balance to a target, by booking the difference against another account.
 *
 * <p>A wallet of 7 set to 10 gets 3 from the contra account; set to 2, it gives 5. What is taken from a wallet must be free
 * there: not held, not frozen. With an expected balance, it is declined when the wallet stands elsewhere, so that an
 * administrator who looked at an old page changes nothing.
 *
 * <p>The same id with another account, contra account or target is a conflict.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id names the correction
 * @param account whose balance, no counter
 * @param contra the account that gives or gets the difference, no wallet and no counter
 * @param target where the balance should stand, and where it is thought to stand
 * @param note what is told about it
 */
public record AdjustBalance(OperationId id, AccountId account, AccountId contra, Target target, Note note)
        implements Command<Transaction> {

    /**
     * Where a balance should stand, and where it is thought to stand now.
     *
     * @param balance where it should stand, within {@link Account#MAX_BALANCE_MINOR} smallest parts of zero
     * @param expected where it is thought to stand; empty if that does not matter
     */
    public record Target(Amount balance, Optional<Amount> expected) {

        /**
         * Checks the units.
         *
         * @param balance where it should stand
         * @param expected where it is thought to stand
         * @throws IllegalArgumentException if the balance is too far from zero, or the units differ
         */
        public Target {
            if (balance.minor() > Account.MAX_BALANCE_MINOR || balance.minor() < -Account.MAX_BALANCE_MINOR) {
                throw new IllegalArgumentException("must be within 2^61 smallest parts of 0: balance=" + balance);
            }
            if (expected.isPresent() && !expected.get().unit().equals(balance.unit())) {
                throw new IllegalArgumentException("must be of " + balance.unit() + ": expected=" + expected.get());
            }
        }
    }

    /**
     * Checks the parts against each other.
     *
     * @param id names the correction
     * @param account whose balance
     * @param contra the account that gives or gets the difference
     * @param target where the balance should stand
     * @param note what is told about it
     * @throws IllegalArgumentException if the accounts are the same or of another tenant
     */
    public AdjustBalance {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(note, "note");
        Require.ofTenant(id.tenant(), account);
        Require.ofTenant(id.tenant(), contra);
        Require.two("account", account, "contra", contra);
    }

    /**
     * Sets a balance, wherever it stands now, with nothing told about it.
     *
     * @param id names the correction
     * @param account whose balance
     * @param contra the account that gives or gets the difference
     * @param balance where it should stand
     * @return the command
     * @throws IllegalArgumentException if the accounts are the same or of another tenant
     */
    public static AdjustBalance of(OperationId id, AccountId account, AccountId contra, Amount balance) {
        return new AdjustBalance(id, account, contra, new Target(balance, Optional.empty()), Note.NONE);
    }

    /**
     * The same command, declined unless the balance stands there.
     *
     * @param value where the balance is thought to stand
     * @return the command
     * @throws IllegalArgumentException if it is of another unit than the target
     */
    public AdjustBalance expected(Amount value) {
        return new AdjustBalance(id, account, contra, new Target(target.balance(), Optional.of(value)), note);
    }

    /**
     * The same command with another note.
     *
     * @param value what is told about the transaction
     * @return the command
     */
    public AdjustBalance note(Note value) {
        return new AdjustBalance(id, account, contra, target, value);
    }

    /** {@return {@code adjust}} */
    @Override
    public String verb() {
        return "adjust";
    }
}
