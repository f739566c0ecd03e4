// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.gateway;

import io.weighhouse.gateway.plan.FileSubscriptionStore;
import io.weighhouse.gateway.plan.SubscriptionStore;
import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.testkit.SubscriptionStoreContract;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;

/** The same contract with the file opened anew before every step. */
class ReopenedSubscriptionStoreTest extends SubscriptionStoreContract {

    private final Map<SubscriptionStore, StoreFile> opened = new HashMap<>();

    @TempDir
    private Path folder;

    @Override
    protected SubscriptionStore emptyStore() {
        return open(StoreFile.at(folder.resolve("subscriptions-" + opened.size() + ".log")));
    }

    @Override
    protected SubscriptionStore reopened(SubscriptionStore store) {
        ((FileSubscriptionStore) store).close();
        return open(Objects.requireNonNull(opened.get(store)));
    }

    private SubscriptionStore open(StoreFile file) {
        SubscriptionStore store = SubscriptionStore.file(file);
        opened.put(store, file);
        return store;
    }
}
