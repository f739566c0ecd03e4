// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.export;

import io.weighhouse.ledger.Entry;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TransactionKind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A transaction as an event tells it. A release that has to post, because credit came back into a lot that had expired, has no
 * transaction in its event: it is an expiry.
 */
record Booked(OperationId operation, Transaction.Booking booking, List<Entry> entries, Note note) {

    static Booked of(LedgerEvent event) {
        if (event instanceof LedgerEvent.TransactionBooked booked) {
            return of(booked.transaction());
        }
        if (event instanceof LedgerEvent.HoldCaptured captured) {
            return of(captured.transaction());
        }
        if (event instanceof LedgerEvent.HoldExpired expired
                && expired.transaction().isPresent()) {
            return of(expired.transaction().get());
        }
        if (event instanceof LedgerEvent.HoldReleased released) {
            return new Booked(
                    released.operation(), expiry(event.place()), event.place().entries(), released.note());
        }
        throw new IllegalStateException("must not have entries: event " + event.sequence());
    }

    private static Booked of(Transaction transaction) {
        return new Booked(transaction.operation(), transaction.booking(), transaction.entries(), transaction.note());
    }

    private static Transaction.Booking expiry(LedgerEvent.Place place) {
        return new Transaction.Booking(
                place.sequence(), TransactionKind.EXPIRY, place.times(), false, OptionalLong.empty());
    }

    long sequence() {
        return booking.sequence();
    }

    TransactionKind kind() {
        return booking.kind();
    }

    Instant bookedAt() {
        return booking.times().bookedAt();
    }

    /** What else is told, in an order that is always the same. */
    Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("booked-at", bookedAt().toString());
        if (!booking.times().effectiveAt().equals(bookedAt())) {
            tags.put("effective-at", booking.times().effectiveAt().toString());
        }
        if (booking.late()) {
            tags.put("late", "yes");
        }
        booking.reverses().ifPresent(number -> tags.put("reverses", Long.toString(number)));
        putUnlessEmpty(tags, "actor", note.actor());
        putUnlessEmpty(tags, "reason", note.reason());
        putUnlessEmpty(tags, "reference", note.reference());
        new TreeMap<>(note.labels()).forEach((key, value) -> tags.put("label-" + key, value));
        return tags;
    }

    private static void putUnlessEmpty(Map<String, String> tags, String name, String value) {
        if (!value.isEmpty()) {
            tags.put(name, value);
        }
    }
}
