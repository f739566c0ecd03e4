// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.util.Objects;

/**
 * Sets credit of a wallet aside without expiry, as while a payment is disputed.
 *
 * <p>It is never declined for want of credit: with 3 available, a freeze of 10 leaves nothing available, and what flows in
 * later is frozen too, until 10 are. Nothing is booked.
 *
 * <p>The same id with another wallet or amount is a conflict. The id is remembered for ever.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id names the dispute
 * @param wallet whose credit, of the id's tenant
 * @param amount how much, more than zero
 * @param note what is told about it
 */
public record FreezeCredit(OperationId id, AccountId wallet, Amount amount, Note note) implements Command<Freeze> {

    /**
     * Checks the parts.
     *
     * @param id names the dispute
     * @param wallet whose credit, of the id's tenant
     * @param amount how much, more than zero
     * @param note what is told about it
     * @throws IllegalArgumentException if the amount is not more than zero, or the wallet of another tenant
     */
    public FreezeCredit {
        Objects.requireNonNull(note, "note");
        Require.ofTenant(id.tenant(), wallet);
        Require.positive("amount", amount);
    }

    /**
     * Freezes an amount, with nothing told about it.
     *
     * @param id names the dispute
     * @param wallet whose credit, of the id's tenant
     * @param amount how much, more than zero
     * @return the command
     * @throws IllegalArgumentException if the amount is not more than zero, or the wallet of another tenant
     */
    public static FreezeCredit of(OperationId id, AccountId wallet, Amount amount) {
        return new FreezeCredit(id, wallet, amount, Note.NONE);
    }

    /**
     * The same command with another note.
     *
     * @param value what is told about it
     * @return the command
     */
    public FreezeCredit note(Note value) {
        return new FreezeCredit(id, wallet, amount, value);
    }

    /** {@return {@code freeze}} */
    @Override
    public String verb() {
        return "freeze";
    }
}
