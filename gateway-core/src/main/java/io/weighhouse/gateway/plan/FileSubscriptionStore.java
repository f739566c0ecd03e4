// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.file.StoreFileHealth;
import io.weighhouse.keyvault.internal.DurableTable;
import io.weighhouse.keyvault.internal.GroupCommit;
import io.weighhouse.keyvault.internal.LogCommand;
import io.weighhouse.keyvault.internal.LogFiles;
import io.weighhouse.keyvault.internal.RecordOut;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.ledger.TenantId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Keeps subscriptions and their history in a file and in memory.
 *
 * <p>A change is answered when it is forced to the disk; changes that come while others are forced share the next force. Reads
 * answer at once, from memory, and see only what is on the disk. Memory grows with the changes, by half a kilobyte or so each:
 * 10,000 subscriptions that are extended each month take 60 MB a year.
 *
 * <p>If the disk has no room, changes fail with a {@link SubscriptionStoreException} of a known outcome, and go on when there is
 * room again. If a force fails, the outcome of the changes under way is not known, and all later ones fail until the file is
 * opened anew; reads go on and see what was on the disk before.
 *
 * <p>This class is thread-safe.
 */
public final class FileSubscriptionStore implements SubscriptionStore, AutoCloseable {

    private final SubscriptionTable table = new SubscriptionTable();
    private final DurableTable file;

    FileSubscriptionStore(StoreFile options, LogFiles files) {
        this.file = new DurableTable(
                options,
                files,
                new GroupCommit.Content(SubscriptionEntries.KIND, new SubscriptionEntries(table), table),
                (what, outcomeKnown, cause) ->
                        new SubscriptionStoreException("the subscription file " + what, outcomeKnown, cause));
    }

    @Override
    public CompletionStage<Boolean> store(SubscriptionChange change) {
        return file.write(new Store(table, change));
    }

    @Override
    public CompletionStage<Optional<SubscriptionRecord>> find(SubscriptionId id) {
        return file.read(() -> table.find(id));
    }

    @Override
    public CompletionStage<Optional<SubscriptionRecord>> findBySubscriber(List<Owner> subscribers) {
        return file.read(() -> table.findBySubscriber(subscribers));
    }

    @Override
    public CompletionStage<List<SubscriptionRecord>> list(TenantId tenant, String after, int limit) {
        return file.read(() -> table.list(tenant, after, limit));
    }

    @Override
    public CompletionStage<List<SubscriptionChange>> history(SubscriptionId id, long after, int limit) {
        return file.read(() -> table.history(id, after, limit));
    }

    /**
     * Tells without waiting for the disk how the store is doing.
     *
     * @return numbers of this moment; the records are changes
     */
    public StoreFileHealth health() {
        return file.health();
    }

    /** Does what was asked for before, forces it to the disk, and gives the file back. Later calls fail. */
    @Override
    public void close() {
        file.close();
    }

    private record Store(SubscriptionTable table, SubscriptionChange change) implements LogCommand {

        /** The subscriber too: of two who want the same one, the second waits and finds out. */
        @Override
        public Collection<?> touched() {
            return List.of(change.record().id(), change.record().subscriber());
        }

        @Override
        public boolean decide() {
            return table.accepts(change);
        }

        @Override
        public void write(RecordOut out) {
            SubscriptionEntries.write(out, change);
        }

        @Override
        public void apply() {
            table.write(change);
        }

        @Override
        public boolean answer(boolean written) {
            return written || table.has(change);
        }
    }
}
