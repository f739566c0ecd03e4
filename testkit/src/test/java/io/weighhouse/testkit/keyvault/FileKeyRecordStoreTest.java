// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.testkit.KeyRecordStoreContract;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

class FileKeyRecordStoreTest extends KeyRecordStoreContract {

    private final AtomicInteger files = new AtomicInteger();

    @TempDir
    private Path folder;

    @Override
    protected KeyRecordStore emptyStore() {
        return KeyRecordStore.file(folder.resolve("keys-" + files.incrementAndGet() + ".log"));
    }
}
