// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.util.Objects;

/**
 * Changes how far below zero a wallet may go, from now on.
 *
 * <p>A wallet that stands at -5 and gets a limit of 3 keeps what it owes, and can spend nothing until it stands above -3.
 *
 * <p>The same id with another wallet or limit is a conflict.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id names the change
 * @param wallet whose limit, of the id's tenant
 * @param creditLimit the new limit, 0 to {@link Account#MAX_BALANCE_MINOR} smallest parts
 * @param note what is told about it
 */
public record SetCreditLimit(OperationId id, AccountId wallet, Amount creditLimit, Note note)
        implements Command<Account> {

    /**
     * Checks the parts.
     *
     * @param id names the change
     * @param wallet whose limit, of the id's tenant
     * @param creditLimit the new limit, 0 to {@link Account#MAX_BALANCE_MINOR} smallest parts
     * @param note what is told about it
     * @throws IllegalArgumentException if the limit is out of range, or the wallet of another tenant
     */
    public SetCreditLimit {
        Objects.requireNonNull(note, "note");
        Require.ofTenant(id.tenant(), wallet);
        Require.creditLimit(creditLimit);
    }

    /**
     * Changes a limit, with nothing told about it.
     *
     * @param id names the change
     * @param wallet whose limit, of the id's tenant
     * @param creditLimit the new limit, 0 to {@link Account#MAX_BALANCE_MINOR} smallest parts
     * @return the command
     * @throws IllegalArgumentException if the limit is out of range, or the wallet of another tenant
     */
    public static SetCreditLimit of(OperationId id, AccountId wallet, Amount creditLimit) {
        return new SetCreditLimit(id, wallet, creditLimit, Note.NONE);
    }

    /**
     * The same command with another note.
     *
     * @param value what is told about it
     * @return the command
     */
    public SetCreditLimit note(Note value) {
        return new SetCreditLimit(id, wallet, creditLimit, value);
    }

    /** {@return {@code limit}} */
    @Override
    public String verb() {
        return "limit";
    }
}
