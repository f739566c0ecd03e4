// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One change of a ledger's state; all of them, in order of their numbers and without a gap, are its feed.
 *
 * <p>Whoever adds up the {@link Move}s and entries of the feed from the first event on has every balance, lot and held amount.
 *
 * <p>Events are immutable and thread-safe.
 */
public sealed interface LedgerEvent {

    /**
     * Where an event stands, and what it changed.
     *
     * @param sequence its number in the store, from 1, without gaps
     * @param times when
     * @param entries what was posted
     * @param moves what changed in lots, credit limit, debt, reserves and counters
     */
    record Place(long sequence, Transaction.Times times, List<Entry> entries, List<Move> moves) {

        /**
         * Copies the lists.
         *
         * @param sequence its number in the store, from 1, without gaps
         * @param times when
         * @param entries what was posted
         * @param moves what changed
         */
        public Place {
            entries = List.copyOf(entries);
            moves = List.copyOf(moves);
        }
    }

    /** {@return where it stands, and what it changed} */
    Place place();

    /** {@return its number in the store, from 1, without gaps} */
    default long sequence() {
        return place().sequence();
    }

    /**
     * An account was opened.
     *
     * @param place where it stands
     * @param account which
     */
    record AccountOpened(Place place, Account account) implements LedgerEvent {}

    /**
     * A wallet got another credit limit.
     *
     * @param place where it stands
     * @param operation what it was done for
     * @param wallet which
     * @param creditLimit its new limit
     */
    record CreditLimitSet(Place place, OperationId operation, AccountId wallet, Amount creditLimit)
            implements LedgerEvent {}

    /**
     * An account was closed.
     *
     * @param place where it stands
     * @param account which
     * @param note what was told about it
     */
    record AccountClosed(Place place, AccountId account, Note note) implements LedgerEvent {}

    /**
     * Something was posted, granted, adjusted, reversed, or expired.
     *
     * @param place where it stands
     * @param transaction what was booked
     * @param lot under which terms the lot can be spent that a grant has made; empty for anything else
     */
    record TransactionBooked(Place place, Transaction transaction, Optional<LotTerms> lot) implements LedgerEvent {}

    /**
     * Time changed a lot without a posting: it became effective and repaid debt, or rolled over whole.
     *
     * @param place where it stands
     * @param wallet whose lot
     * @param lot its number
     */
    record LotChanged(Place place, AccountId wallet, long lot) implements LedgerEvent {}

    /**
     * A hold was placed.
     *
     * @param place where it stands
     * @param hold as it was then
     */
    record HoldPlaced(Place place, Hold hold) implements LedgerEvent {}

    /**
     * A hold was extended.
     *
     * @param place where it stands
     * @param operation the hold's id
     * @param amount how much it sets aside in all since
     * @param expiresAt when it ends by itself since
     */
    record HoldExtended(Place place, OperationId operation, Amount amount, Instant expiresAt) implements LedgerEvent {}

    /**
     * A hold was captured.
     *
     * @param place where it stands
     * @param transaction what was booked
     * @param ended whether the hold has ended with it, or this was a checkpoint
     */
    record HoldCaptured(Place place, Transaction transaction, boolean ended) implements LedgerEvent {}

    /**
     * A hold was given back.
     *
     * @param place where it stands
     * @param operation the hold's id
     * @param note what was told about it
     */
    record HoldReleased(Place place, OperationId operation, Note note) implements LedgerEvent {}

    /**
     * A hold's time ran out.
     *
     * @param place where it stands
     * @param operation the hold's id
     * @param transaction what its expiry booked, if it had declared that something is taken
     */
    record HoldExpired(Place place, OperationId operation, Optional<Transaction> transaction) implements LedgerEvent {}

    /**
     * Credit was frozen.
     *
     * @param place where it stands
     * @param freeze what
     */
    record CreditFrozen(Place place, Freeze freeze) implements LedgerEvent {}

    /**
     * A freeze ended.
     *
     * @param place where it stands
     * @param freeze what
     */
    record CreditUnfrozen(Place place, Freeze freeze) implements LedgerEvent {}
}
