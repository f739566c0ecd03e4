// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.util.Objects;

/**
 * Takes what was used out of a hold, once and finally, and gives back the rest.
 *
 * <p>Capturing 3 of a hold of 4 moves 3 from the wallet to {@code to} and frees 1. It books {@link TransactionKind#USAGE},
 * or {@link TransactionKind#MEMO} when nothing is taken.
 *
 * <p>A capture that comes after the hold expired is <em>late</em>, and never declined for want of credit: what was used was
 * used. It takes the whole amount, whatever the overrun policy, from unreserved credit first; the rest becomes debt.
 *
 * <p>The same id with another {@code to} is a conflict. With another amount, overrun or note it is an honest retry, and
 * answers the first transaction.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id names the call, as in its {@link PlaceHold}
 * @param to the account that is paid, not a wallet
 * @param amount what was used, zero or more
 * @param overrun what happens to a part above the hold
 * @param note what is told about it, with the receipt
 */
public record CaptureHold(OperationId id, AccountId to, Amount amount, Overrun overrun, Note note)
        implements Command<Transaction> {

    /**
     * Checks the parts.
     *
     * @param id names the call, as in its {@link PlaceHold}
     * @param to the account that is paid, of the id's tenant
     * @param amount what was used, zero or more
     * @param overrun what happens to a part above the hold
     * @param note what is told about it
     * @throws IllegalArgumentException if the amount is negative, or the account of another tenant
     */
    public CaptureHold {
        Objects.requireNonNull(overrun, "overrun");
        Objects.requireNonNull(note, "note");
        Require.ofTenant(id.tenant(), to);
        Require.notNegative("amount", amount);
    }

    /**
     * Captures an amount; more than the hold is declined, and nothing is told about it.
     *
     * @param id names the call, as in its {@link PlaceHold}
     * @param to the account that is paid, of the id's tenant
     * @param amount what was used, zero or more
     * @return the command
     * @throws IllegalArgumentException if the amount is negative, or the account of another tenant
     */
    public static CaptureHold of(OperationId id, AccountId to, Amount amount) {
        return new CaptureHold(id, to, amount, Overrun.REJECT, Note.NONE);
    }

    /**
     * The same command with another overrun policy.
     *
     * @param value what happens to a part above the hold
     * @return the command
     */
    public CaptureHold overrun(Overrun value) {
        return new CaptureHold(id, to, amount, value, note);
    }

    /**
     * The same command with another note.
     *
     * @param value what is told about the transaction
     * @return the command
     */
    public CaptureHold note(Note value) {
        return new CaptureHold(id, to, amount, overrun, value);
    }

    /** {@return {@code capture}} */
    @Override
    public String verb() {
        return "capture";
    }
}
