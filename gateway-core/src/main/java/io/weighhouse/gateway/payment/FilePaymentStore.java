// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.gateway.payment.PaymentRow.Kind;
import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.file.StoreFileHealth;
import io.weighhouse.keyvault.internal.DurableTable;
import io.weighhouse.keyvault.internal.GroupCommit;
import io.weighhouse.keyvault.internal.LogFiles;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Keeps rows of payments in a file and in memory.
 *
 * <p>A write is answered when it is forced to the disk; writes that come while others are forced share the next force. Reads answer
 * at once, from memory, and see only what is on the disk. Memory grows with what is kept, by two kilobytes or so for an event and
 * one for a payment; {@link PaymentBook#forgetEvents} takes events out.
 *
 * <p>If the disk has no room, writes fail with a {@link PaymentStoreException} of a known outcome, and go on when there is room
 * again. If a force fails, the outcome of the writes under way is not known, and all later ones fail until the file is opened anew;
 * reads go on and see what was on the disk before.
 *
 * <p>This class is thread-safe.
 */
public final class FilePaymentStore implements PaymentStore, AutoCloseable {

    private final PaymentTable table = new PaymentTable();
    private final DurableTable file;

    FilePaymentStore(StoreFile options, LogFiles files) {
        this.file = new DurableTable(
                options,
                files,
                new GroupCommit.Content(PaymentEntries.KIND, new PaymentEntries(table), table),
                (what, outcomeKnown, cause) ->
                        new PaymentStoreException("the payment file " + what, outcomeKnown, cause));
    }

    @Override
    public CompletionStage<Boolean> write(List<PaymentRow> rows) {
        try {
            return file.write(new PaymentEntries.Write(table, PaymentTable.checked(rows)));
        } catch (IllegalArgumentException mistake) {
            return CompletableFuture.failedFuture(mistake);
        }
    }

    @Override
    public CompletionStage<Optional<PaymentRow>> find(Kind kind, String key) {
        return file.read(() -> table.find(kind, key));
    }

    @Override
    public CompletionStage<List<PaymentRow>> list(PaymentPage page) {
        return file.read(() -> table.list(page));
    }

    @Override
    public CompletionStage<Integer> forget(Kind kind, String group) {
        return file.read(() -> group.isEmpty() ? List.<PaymentTable.Id>of() : table.before(kind, group))
                .thenCompose(
                        old -> file.write(new PaymentEntries.Forget(table, old)).thenApply(forgotten -> old.size()));
    }

    /**
     * Tells without waiting for the disk how the store is doing.
     *
     * @return numbers of this moment
     */
    public StoreFileHealth health() {
        return file.health();
    }

    /** Does what was asked for before, forces it to the disk, and gives the file back. Later calls fail. */
    @Override
    public void close() {
        file.close();
    }
}
