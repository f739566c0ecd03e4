// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.Transaction.Booking;
import io.weighhouse.ledger.TransactionKind;
import java.time.Instant;

/** Gives transactions their number and their time, and books their drafts. */
final class Book {

    private long lastSequence;
    private Instant lastBookedAt = Instant.MIN;

    Transaction book(Draft draft, OperationId operation, Booking booking, Note note) {
        Transaction transaction = new Transaction(operation, booking, draft.entries(), note);
        draft.book(transaction);
        return transaction;
    }

    /** The next place in the book; two transactions never share an instant, even when time stands still. */
    Booking next(TransactionKind kind, Instant now, boolean late) {
        lastBookedAt = now.isAfter(lastBookedAt) ? now : lastBookedAt.plusNanos(1);
        return new Booking(++lastSequence, kind, lastBookedAt, now, late);
    }
}
