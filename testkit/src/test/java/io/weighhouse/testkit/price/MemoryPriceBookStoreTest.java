// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.price;

import io.weighhouse.metering.pricefile.PriceBookStore;
import io.weighhouse.testkit.PriceBookStoreContract;

class MemoryPriceBookStoreTest extends PriceBookStoreContract {

    @Override
    protected PriceBookStore emptyStore() {
        return PriceBookStore.inMemory();
    }
}
