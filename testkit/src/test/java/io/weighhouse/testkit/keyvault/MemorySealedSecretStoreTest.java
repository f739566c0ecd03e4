// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.testkit.SealedSecretStoreContract;

class MemorySealedSecretStoreTest extends SealedSecretStoreContract {

    @Override
    protected SealedSecretStore emptyStore() {
        return SealedSecretStore.inMemory();
    }
}
