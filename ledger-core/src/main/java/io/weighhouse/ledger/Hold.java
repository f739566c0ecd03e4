// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.time.Instant;

/**
 * An amount of a wallet set aside, as it stood when it was read.
 *
 * <p>A hold of 4 credits of which 3 were used reads {@code CAPTURED}, amount 4, captured 3.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id names the call
 * @param wallet whose credit
 * @param amount how much was set aside
 * @param term from when until when
 * @param ending how far it has come, and how it ended
 */
public record Hold(OperationId id, AccountId wallet, Amount amount, Term term, Ending ending) {

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
     * @param captured what its capture took, zero without one
     * @param note what its capture or release told, {@link Note#NONE} without one
     */
    public record Ending(HoldState state, Amount captured, Note note) {}

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

    /** {@return what its capture took, zero without one} */
    public Amount captured() {
        return ending.captured();
    }

    /** {@return what its capture or release told, with the receipt; {@link Note#NONE} without one} */
    public Note note() {
        return ending.note();
    }
}
