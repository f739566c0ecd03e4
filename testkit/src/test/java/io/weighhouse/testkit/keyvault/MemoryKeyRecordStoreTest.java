// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.testkit.KeyRecordStoreContract;

class MemoryKeyRecordStoreTest extends KeyRecordStoreContract {

    @Override
    protected KeyRecordStore emptyStore() {
        return KeyRecordStore.inMemory();
    }
}
