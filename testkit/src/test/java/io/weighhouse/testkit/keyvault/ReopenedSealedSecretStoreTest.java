// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.secret.FileSealedSecretStore;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.testkit.SealedSecretStoreContract;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;

/** The same contract with the file opened anew before every step, and written anew after nearly every one. */
class ReopenedSealedSecretStoreTest extends SealedSecretStoreContract {

    private final Map<SealedSecretStore, StoreFile> opened = new HashMap<>();

    @TempDir
    private Path folder;

    @Override
    protected SealedSecretStore emptyStore() {
        return open(StoreFile.at(folder.resolve("secrets-" + opened.size() + ".log"))
                .minimumDeadBytes(1));
    }

    @Override
    protected SealedSecretStore reopened(SealedSecretStore store) {
        ((FileSealedSecretStore) store).close();
        return open(Objects.requireNonNull(opened.get(store)));
    }

    private SealedSecretStore open(StoreFile file) {
        SealedSecretStore store = SealedSecretStore.file(file);
        opened.put(store, file);
        return store;
    }
}
