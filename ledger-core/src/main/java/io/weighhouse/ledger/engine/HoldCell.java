// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.money.Amount;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A hold's present state.
 *
 * <p>{@link #state} is right once its wallet has been brought up to the time: see {@link AccountCell#expireUntil}.
 */
final class HoldCell {

    final AccountCell wallet;
    final Instant expiresAt;

    /** Where this stands in its wallet's {@link ExpiryQueue}, while it is open. */
    int queueIndex;

    private final PlaceHold command;
    private final Instant placedAt;
    private HoldState state = HoldState.OPEN;
    private Note note = Note.NONE;
    private @Nullable Transaction settlement;

    HoldCell(PlaceHold command, AccountCell wallet, Instant placedAt) {
        this.command = command;
        this.wallet = wallet;
        this.placedAt = placedAt;
        this.expiresAt = placedAt.plus(command.timeToLive());
    }

    Amount amount() {
        return command.amount();
    }

    HoldState state() {
        return state;
    }

    /** What its capture booked, or null without one. */
    @Nullable
    Transaction settlement() {
        return settlement;
    }

    boolean isRetriedBy(PlaceHold again) {
        return command.wallet().equals(again.wallet()) && command.intent().equals(again.intent());
    }

    void expire() {
        state = HoldState.EXPIRED;
    }

    void release(Note why) {
        state = HoldState.RELEASED;
        note = why;
    }

    void settle(Transaction transaction) {
        state = transaction.late() ? HoldState.SETTLED_LATE : HoldState.CAPTURED;
        note = transaction.note();
        settlement = transaction;
    }

    Hold toHold() {
        Amount captured = settlement == null
                ? Amount.zero(amount().unit())
                : settlement.entries().get(0).posting().amount();
        return new Hold(
                command.id(),
                command.wallet(),
                command.amount(),
                new Hold.Term(placedAt, expiresAt),
                new Hold.Ending(state, captured, note));
    }
}
