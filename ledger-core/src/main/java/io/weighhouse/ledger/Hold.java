// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.time.Instant;
import java.util.List;

/**
 * An amount of a wallet set aside, as it stood when it was read.
 *
 * <p>A hold of 4 credits of which 3 were used reads {@code CAPTURED}, amount 4, captured 3.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id names the call
 * @param paying which wallet pays, and how much was set aside in all
 * @param limits what else is counted
 * @param term from when until when
 * @param ending how far it has come, and how it ended
 */
public record Hold(OperationId id, PayingLeg paying, List<LimitLeg> limits, Term term, Ending ending) {

    /**
     * From when until when a hold sets its amount aside; at {@code expiresAt} it no longer does.
     *
     * @param placedAt when it was placed
     * @param expiresAt when it ends by itself
     */
    public record Term(Instant placedAt, Instant expiresAt) {}

    /**
     * How far a hold has come, and how it ended.
     *
     * @param state how far it has come
     * @param captured what has been taken so far, zero without a capture
     * @param note what its last capture or its release told, {@link Note#NONE} without one
     */
    public record Ending(HoldState state, Amount captured, Note note) {}

    /**
     * Copies the limits.
     *
     * @param id names the call
     * @param paying which wallet pays, and how much was set aside in all
     * @param limits what else is counted
     * @param term from when until when
     * @param ending how far it has come, and how it ended
     */
    public Hold {
        limits = List.copyOf(limits);
    }

    /** {@return whose credit} */
    public AccountId wallet() {
        return paying.wallet();
    }

    /** {@return how much was set aside in all, captured or not} */
    public Amount amount() {
        return paying.amount();
    }

    /** {@return when it was placed} */
    public Instant placedAt() {
        return term.placedAt();
    }

    /** {@return when it ends by itself} */
    public Instant expiresAt() {
        return term.expiresAt();
    }

    /** {@return how far it has come} */
    public HoldState state() {
        return ending.state();
    }

    /** {@return what has been taken so far, zero without a capture} */
    public Amount captured() {
        return ending.captured();
    }

    /** {@return what its last capture or its release told, with the receipt; {@link Note#NONE} without one} */
    public Note note() {
        return ending.note();
    }
}
