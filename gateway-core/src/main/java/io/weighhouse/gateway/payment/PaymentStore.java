// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.gateway.payment.PaymentRow.Kind;
import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.internal.DiskFiles;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Keeps what is known of payments, events and customers.
 *
 * <p>A store knows nothing of payments. It keeps {@link PaymentRow}s, writes several of them all or none, and only over the
 * revision that the writer has seen: with a payment at revision 4, a write of revision 5 succeeds and one of revision 4 or 6
 * does not.
 *
 * <p>An implementation is thread-safe, answers only what a crash cannot undo, and passes the testkit's {@code
 * PaymentStoreContract}. Its stages fail with a {@link PaymentStoreException}.
 */
public interface PaymentStore {

    /** How many rows are listed at most at once. */
    int MAX_PAGE = 1000;

    /**
     * Writes rows, all or none: each must be one revision further than what is kept under its kind and key, or revision 1 of
     * what is not kept yet.
     *
     * @param rows 1 to 64, no two of one kind and key
     * @return completes with true if they are kept, also if exactly these were kept before; with false if one of them does not
     *     follow, and then nothing has changed; with {@link IllegalArgumentException} if they are too many, none, or two of
     *     one key
     */
    CompletionStage<Boolean> write(List<PaymentRow> rows);

    /**
     * The row of a kind and key.
     *
     * @param kind what it is a record of
     * @param key which one
     * @return completes with the row, empty if there is none
     */
    CompletionStage<Optional<PaymentRow>> find(Kind kind, String key);

    /**
     * Rows of a kind whose group begins with a text, ordered by group and key in ASCII.
     *
     * @param page which ones
     * @return completes with at most as many as the page wants
     */
    CompletionStage<List<PaymentRow>> list(PaymentPage page);

    /**
     * Forgets rows of a kind whose group comes before a text in ASCII; rows without a group stay.
     *
     * @param kind what they are records of
     * @param group the first group that stays
     * @return completes with how many were forgotten, at most {@link #MAX_PAGE} at once
     */
    CompletionStage<Integer> forget(Kind kind, String group);

    /**
     * A store that lives in memory, and ends with it.
     *
     * @return an empty store
     */
    static PaymentStore inMemory() {
        return new MemoryPaymentStore();
    }

    /**
     * A store that keeps its rows in a file of this process alone.
     *
     * @param file where, and how it works
     * @return the store, to be closed
     * @throws PaymentStoreException if the file cannot be had, read or written, is damaged, or is none of payments
     */
    static FilePaymentStore file(StoreFile file) {
        return new FilePaymentStore(file, new DiskFiles());
    }
}
