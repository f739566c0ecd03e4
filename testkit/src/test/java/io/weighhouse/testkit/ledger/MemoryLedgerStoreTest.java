// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import io.weighhouse.ledger.store.LedgerStore;
import io.weighhouse.testkit.LedgerContract;

class MemoryLedgerStoreTest extends LedgerContract {

    @Override
    protected LedgerStore newStore() {
        return LedgerStore.inMemory();
    }
}
