// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * Postings that were booked together; it never changes, and only a further transaction corrects it.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param operation what it was booked for
 * @param booking its place in the book: number, kind and times
 * @param entries what moved, in order, at least one
 * @param moves what changed in lots, credit limit, debt, reserves and counters
 * @param note what was told about it
 */
public record Transaction(OperationId operation, Booking booking, List<Entry> entries, List<Move> moves, Note note) {

    /**
     * A transaction's place in the book.
     *
     * @param sequence its number in the store, from 1, rising; holds, releases and expiries are numbered in between
     * @param kind why it was booked
     * @param times when
     * @param late whether it is the capture of a hold that had expired
     * @param reverses the number of the transaction that it undoes; empty if it undoes none
     */
    public record Booking(long sequence, TransactionKind kind, Times times, boolean late, OptionalLong reverses) {}

    /**
     * When a transaction was written, and from when it counts.
     *
     * @param bookedAt when it was written, later than everything before it
     * @param effectiveAt when it counts from; the instant of expiry for what expiry booked
     */
    public record Times(Instant bookedAt, Instant effectiveAt) {}

    /**
     * Copies the lists.
     *
     * @param operation what it was booked for
     * @param booking its place in the book
     * @param entries what moved, in order, at least one
     * @param moves what changed in lots, credit limit, debt, reserves and counters
     * @param note what was told about it
     */
    public Transaction {
        entries = List.copyOf(entries);
        moves = List.copyOf(moves);
    }

    /** {@return its number in the store, from 1, rising} */
    public long sequence() {
        return booking.sequence();
    }

    /** {@return why it was booked} */
    public TransactionKind kind() {
        return booking.kind();
    }

    /** {@return when it was written, later than everything before it} */
    public Instant bookedAt() {
        return booking.times().bookedAt();
    }

    /** {@return when it counts from} */
    public Instant effectiveAt() {
        return booking.times().effectiveAt();
    }

    /** {@return whether it is the capture of a hold that had expired} */
    public boolean late() {
        return booking.late();
    }
}
