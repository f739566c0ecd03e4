// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.util.Objects;

/**
 * Puts credit into a wallet: a top-up when it comes from a clearing account, a bonus from a promotion account.
 *
 * <p>Granting 10 credits to a wallet that owes 3 leaves 7 available: what flows in repays debt by arithmetic.
 *
 * <p>The same id with another source, wallet or amount is a conflict; the note may differ. Use the payment's own id, so that
 * one payment credits once, however often it is reported.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id names the payment or the gift
 * @param source a clearing or promotion account of the same tenant
 * @param wallet the wallet that gets the credit
 * @param amount how much, more than zero
 * @param note what is told about it
 */
public record GrantCredit(OperationId id, AccountId source, AccountId wallet, Amount amount, Note note)
        implements Command<Transaction> {

    /**
     * Checks the parts against each other.
     *
     * @param id names the payment or the gift
     * @param source a clearing or promotion account of the same tenant
     * @param wallet the wallet that gets the credit
     * @param amount how much, more than zero
     * @param note what is told about it
     * @throws IllegalArgumentException if the amount is not more than zero, or the accounts are the same or of another
     *     tenant
     */
    public GrantCredit {
        Objects.requireNonNull(note, "note");
        Require.positive("amount", amount);
        Require.ofTenant(id.tenant(), source);
        Require.ofTenant(id.tenant(), wallet);
        if (source.equals(wallet)) {
            throw new IllegalArgumentException("must be two accounts: source=" + source + " wallet=" + wallet);
        }
    }

    /**
     * Grants credit, with nothing told about it.
     *
     * @param id names the payment or the gift
     * @param source a clearing or promotion account of the same tenant
     * @param wallet the wallet that gets the credit
     * @param amount how much, more than zero
     * @return the command
     * @throws IllegalArgumentException as {@link #GrantCredit(OperationId, AccountId, AccountId, Amount, Note)} says
     */
    public static GrantCredit of(OperationId id, AccountId source, AccountId wallet, Amount amount) {
        return new GrantCredit(id, source, wallet, amount, Note.NONE);
    }

    /**
     * The same command with another note.
     *
     * @param value what is told about the transaction
     * @return the command
     */
    public GrantCredit note(Note value) {
        return new GrantCredit(id, source, wallet, amount, value);
    }

    /** {@return {@code grant}} */
    @Override
    public String verb() {
        return "grant";
    }
}
