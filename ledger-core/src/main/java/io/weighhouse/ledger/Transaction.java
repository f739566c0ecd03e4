// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import java.time.Instant;
import java.util.List;

/**
 * Postings that were booked together; it never changes, and only a further transaction corrects it.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param operation what it was booked for
 * @param booking its place in the book: number, kind and times
 * @param entries what moved, in order, at least one
 * @param note what was told about it
 */
public record Transaction(OperationId operation, Booking booking, List<Entry> entries, Note note) {

    /**
     * A transaction's place in the book.
     *
     * @param sequence its number in the store, from 1, without gaps
     * @param kind why it was booked
     * @param bookedAt when it was written, later than every transaction before it
     * @param effectiveAt when it counts from
     * @param late whether it is the capture of a hold that had expired
     */
    public record Booking(long sequence, TransactionKind kind, Instant bookedAt, Instant effectiveAt, boolean late) {}

    /**
     * Copies the entries.
     *
     * @param operation what it was booked for
     * @param booking its place in the book
     * @param entries what moved, in order, at least one
     * @param note what was told about it
     */
    public Transaction {
        entries = List.copyOf(entries);
    }

    /** {@return its number in the store, from 1, without gaps} */
    public long sequence() {
        return booking.sequence();
    }

    /** {@return why it was booked} */
    public TransactionKind kind() {
        return booking.kind();
    }

    /** {@return when it was written, later than every transaction before it} */
    public Instant bookedAt() {
        return booking.bookedAt();
    }

    /** {@return when it counts from} */
    public Instant effectiveAt() {
        return booking.effectiveAt();
    }

    /** {@return whether it is the capture of a hold that had expired} */
    public boolean late() {
        return booking.late();
    }
}
