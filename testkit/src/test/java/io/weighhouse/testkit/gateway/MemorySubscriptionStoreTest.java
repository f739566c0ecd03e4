// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.gateway;

import io.weighhouse.gateway.plan.SubscriptionStore;
import io.weighhouse.testkit.SubscriptionStoreContract;

class MemorySubscriptionStoreTest extends SubscriptionStoreContract {

    @Override
    protected SubscriptionStore emptyStore() {
        return SubscriptionStore.inMemory();
    }
}
