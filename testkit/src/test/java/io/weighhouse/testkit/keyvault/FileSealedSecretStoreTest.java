// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.testkit.SealedSecretStoreContract;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

class FileSealedSecretStoreTest extends SealedSecretStoreContract {

    private final AtomicInteger files = new AtomicInteger();

    @TempDir
    private Path folder;

    @Override
    protected SealedSecretStore emptyStore() {
        return SealedSecretStore.file(folder.resolve("secrets-" + files.incrementAndGet() + ".log"));
    }
}
