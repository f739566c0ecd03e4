// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Takes what was used out of a hold: at the end, finally, or at a checkpoint on the way.
 *
 * <p>Amounts are cumulative. Of a hold of 4, a checkpoint at 1 takes 1, a later one at 2.5 takes 1.5 more, and the final
 * capture at 3 takes 0.5 and frees 1. A final capture below what checkpoints took gives the difference back, into the lots it
 * came from. It books {@link TransactionKind#USAGE}, {@link TransactionKind#REFUND} when it gives back, or {@link
 * TransactionKind#MEMO} when nothing moves.
 *
 * <p>A capture that comes after the hold expired is <em>late</em>, and never declined for want of credit: what was used was
 * used. It takes the whole amount, whatever the overrun policy, from unreserved credit first; the rest becomes debt.
 *
 * <p>The same id and step with another account is a conflict. With another amount, overrun or note it is an honest retry, and
 * answers the first transaction.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id names the call, as in its {@link PlaceHold}
 * @param taking who is paid, and how much was used in all
 * @param step 0 for the final capture; 1 for the first checkpoint, then rising
 * @param uses what the limit legs used; a leg that is not named books the amount taken if it counts the wallet's unit, else
 *     what it reserved
 * @param note what is told about it, with the receipt
 */
public record CaptureHold(OperationId id, Taking taking, int step, List<LimitUse> uses, Note note)
        implements Command<Transaction> {

    /** The step of the final capture: 0. */
    public static final int FINAL = 0;

    /**
     * Checks the parts.
     *
     * @param id names the call, as in its {@link PlaceHold}
     * @param taking who is paid, of the id's tenant, and how much was used in all
     * @param step 0 for the final capture; 1 for the first checkpoint, then rising
     * @param uses what the limit legs used, for the final capture only
     * @param note what is told about it
     * @throws IllegalArgumentException if the step is negative, uses come with a checkpoint or twice for a counter, or an
     *     account is of another tenant
     */
    public CaptureHold {
        Objects.requireNonNull(note, "note");
        Require.ofTenant(id.tenant(), taking.to());
        Require.step(step, FINAL);
        uses = List.copyOf(uses);
        if (step != FINAL && !uses.isEmpty()) {
            throw new IllegalArgumentException("must be empty at a checkpoint: uses=" + uses);
        }
        if (uses.size() > 1 && uses.stream().map(LimitUse::counter).distinct().count() < uses.size()) {
            throw new IllegalArgumentException("must be one use for each counter: uses=" + uses);
        }
    }

    /**
     * Captures an amount finally; more than the hold is declined, and nothing is told about it.
     *
     * @param id names the call, as in its {@link PlaceHold}
     * @param to the account that is paid, of the id's tenant
     * @param amount what was used in all, zero or more
     * @return the command
     * @throws IllegalArgumentException if the amount is negative, or the account of another tenant
     */
    public static CaptureHold of(OperationId id, AccountId to, Amount amount) {
        return new CaptureHold(id, new Taking(to, amount, Overrun.REJECT), FINAL, List.of(), Note.NONE);
    }

    /**
     * The same command as a checkpoint: the hold stays open.
     *
     * @param value 1 for the first checkpoint, then rising
     * @return the command
     * @throws IllegalArgumentException if it is not more than zero
     */
    public CaptureHold checkpoint(int value) {
        Require.step(value, 1);
        return new CaptureHold(id, taking, value, uses, note);
    }

    /**
     * The same command with another overrun policy.
     *
     * @param value what happens to a part above the hold
     * @return the command
     */
    public CaptureHold overrun(Overrun value) {
        return new CaptureHold(id, new Taking(to(), amount(), value), step, uses, note);
    }

    /**
     * The same command, with what a limit leg used.
     *
     * @param value which counter, and how much
     * @return the command
     * @throws IllegalArgumentException if the counter is named already, or this is a checkpoint
     */
    public CaptureHold use(LimitUse value) {
        List<LimitUse> more = new ArrayList<>(uses);
        more.add(value);
        return new CaptureHold(id, taking, step, more, note);
    }

    /**
     * The same command with another note.
     *
     * @param value what is told about the transaction
     * @return the command
     */
    public CaptureHold note(Note value) {
        return new CaptureHold(id, taking, step, uses, value);
    }

    /** {@return the account that is paid} */
    public AccountId to() {
        return taking.to();
    }

    /** {@return what was used in all} */
    public Amount amount() {
        return taking.amount();
    }

    /** {@return what happens to a part above the hold} */
    public Overrun overrun() {
        return taking.overrun();
    }

    /** {@return whether this ends the hold} */
    public boolean isFinal() {
        return step == FINAL;
    }

    /** {@return {@code capture}} */
    @Override
    public String verb() {
        return "capture";
    }
}
