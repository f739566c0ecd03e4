// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import java.util.List;
import java.util.Objects;

/**
 * Books postings together, as an adjustment: all of them or none.
 *
 * <p>They may be of several units. What leaves a wallet on balance must be available there: with 10 credits posted and 4
 * held, a transaction that takes 7 out and puts 1 in is booked, one that takes 7 out is declined.
 *
 * <p>The same id with other postings is a conflict; the note may differ.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id names the transaction
 * @param postings 1 to 64 postings between accounts of the id's tenant, booked in this order
 * @param note what is told about it
 */
public record PostTransaction(OperationId id, List<Posting> postings, Note note) implements Command<Transaction> {

    private static final int MAX_POSTINGS = 64;

    /**
     * Checks the postings and copies the list.
     *
     * @param id names the transaction
     * @param postings 1 to 64 postings between accounts of the id's tenant
     * @param note what is told about it
     * @throws IllegalArgumentException if they are too few or too many, or of another tenant
     */
    public PostTransaction {
        Objects.requireNonNull(note, "note");
        if (postings.isEmpty() || postings.size() > MAX_POSTINGS) {
            throw new IllegalArgumentException("must be 1 to 64 postings: postings=" + postings.size());
        }
        postings = List.copyOf(postings);
        for (int i = 0; i < postings.size(); i++) {
            Require.ofTenant(id.tenant(), postings.get(i).from());
        }
    }

    /**
     * Books these postings, with nothing told about them.
     *
     * @param id names the transaction
     * @param postings 1 to 64 postings between accounts of the id's tenant
     * @return the command
     * @throws IllegalArgumentException if they are too few or too many, or of another tenant
     */
    public static PostTransaction of(OperationId id, Posting... postings) {
        return new PostTransaction(id, List.of(postings), Note.NONE);
    }

    /**
     * The same command with another note.
     *
     * @param value what is told about the transaction
     * @return the command
     */
    public PostTransaction note(Note value) {
        return new PostTransaction(id, postings, value);
    }

    /** {@return {@code post}} */
    @Override
    public String verb() {
        return "post";
    }
}
