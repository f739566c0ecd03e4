// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.internal.DiskFiles;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.ledger.TenantId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Keeps subscriptions and their history.
 *
 * <p>A change is stored if it follows on the revision that is there, so that of two who change the same revision one finds out.
 * It is durable when its stage completes. {@link #findBySubscriber} is asked on every call and should answer from memory.
 *
 * <p>Whatever fails completes its stage with a {@link SubscriptionStoreException}. An implementation is thread-safe, and proves
 * itself with the contract of the test kit.
 */
public interface SubscriptionStore {

    /**
     * Stores a change, if it follows on what is there: revision 1 on nothing, any other on the one before.
     *
     * @param change what was done, and what the subscription is after it
     * @return whether it is stored; also true if this very change was stored before. False if another revision is there, or
     *     somebody else's subscription of that subscriber
     */
    CompletionStage<Boolean> store(SubscriptionChange change);

    /**
     * The subscription of a name.
     *
     * @param id the name
     * @return its last revision, empty if there is none
     */
    CompletionStage<Optional<SubscriptionRecord>> find(SubscriptionId id);

    /**
     * The subscription of the first of some subscribers who has one.
     *
     * @param subscribers tenants, teams or users as subscriptions have them, such as a user, his team and his tenant
     * @return its last revision, empty if none of them has one
     */
    CompletionStage<Optional<SubscriptionRecord>> findBySubscriber(List<Owner> subscribers);

    /**
     * The subscriptions of a tenant, by name.
     *
     * @param tenant the tenant
     * @param after the name after which to go on; empty for the beginning
     * @param limit how many at most, 1 to 1000
     * @return their last revisions
     */
    CompletionStage<List<SubscriptionRecord>> list(TenantId tenant, String after, int limit);

    /**
     * The history of a subscription, oldest first.
     *
     * @param id the name
     * @param after the revision after which to go on; 0 for the beginning
     * @param limit how many at most, 1 to 1000
     * @return its changes, none if there is no such subscription
     */
    CompletionStage<List<SubscriptionChange>> history(SubscriptionId id, long after, int limit);

    /** {@return a new store that is forgotten with the process} */
    static SubscriptionStore inMemory() {
        return new MemorySubscriptionStore();
    }

    /**
     * Opens a store in a file with everything as it usually is.
     *
     * @param path where it is, or is to be
     * @return the store, to be closed by whoever opened it
     * @throws SubscriptionStoreException if it cannot be had, read or written, or is damaged
     */
    static FileSubscriptionStore file(Path path) {
        return file(StoreFile.at(path));
    }

    /**
     * Opens a store in a file, for this process alone; makes the file if there is none.
     *
     * @param file where it is, and how it works
     * @return the store, to be closed by whoever opened it
     * @throws SubscriptionStoreException if it cannot be had, read or written, or is damaged
     */
    static FileSubscriptionStore file(StoreFile file) {
        return new FileSubscriptionStore(file, new DiskFiles());
    }
}
