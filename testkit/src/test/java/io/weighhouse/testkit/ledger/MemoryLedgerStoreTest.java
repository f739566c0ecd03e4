// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import io.weighhouse.ledger.store.LedgerStore;
import io.weighhouse.testkit.LedgerStoreContract;

class MemoryLedgerStoreTest extends LedgerStoreContract {

    @Override
    protected LedgerStore newStore() {
        return LedgerStore.inMemory();
    }
}
