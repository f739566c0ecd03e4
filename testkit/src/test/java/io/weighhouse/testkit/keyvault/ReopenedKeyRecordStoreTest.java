// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.key.FileKeyRecordStore;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.testkit.KeyRecordStoreContract;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;

/** The same contract with the file opened anew before every step, and written anew after nearly every one. */
class ReopenedKeyRecordStoreTest extends KeyRecordStoreContract {

    private final Map<KeyRecordStore, StoreFile> opened = new HashMap<>();

    @TempDir
    private Path folder;

    @Override
    protected KeyRecordStore emptyStore() {
        return open(
                StoreFile.at(folder.resolve("keys-" + opened.size() + ".log")).minimumDeadBytes(1));
    }

    @Override
    protected KeyRecordStore reopened(KeyRecordStore store) {
        ((FileKeyRecordStore) store).close();
        return open(Objects.requireNonNull(opened.get(store)));
    }

    private KeyRecordStore open(StoreFile file) {
        KeyRecordStore store = KeyRecordStore.file(file);
        opened.put(store, file);
        return store;
    }
}
