// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.gateway;

import io.weighhouse.gateway.plan.SubscriptionStore;
import io.weighhouse.testkit.SubscriptionStoreContract;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

class FileSubscriptionStoreTest extends SubscriptionStoreContract {

    private final AtomicInteger files = new AtomicInteger();

    @TempDir
    private Path folder;

    @Override
    protected SubscriptionStore emptyStore() {
        return SubscriptionStore.file(folder.resolve("subscriptions-" + files.incrementAndGet() + ".log"));
    }
}
