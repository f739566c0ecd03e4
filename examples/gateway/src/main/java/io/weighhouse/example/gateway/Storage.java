// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.keyvault.key.FileKeyRecordStore;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.secret.FileSealedSecretStore;
import io.weighhouse.keyvault.secret.MasterKeys;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.store.JournalOptions;
import io.weighhouse.ledger.store.JournalStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where a gateway keeps what has to outlive it: the books, the records of the keys, and the providers' secrets.
 *
 * <p>In a folder, the books are a journal, {@code ledger/}, the keys a file, {@code keys.log}, and the sealed secrets another,
 * {@code secrets.log}. Each has a lock that keeps a second process away. The master key that opens the secrets is in {@code
 * master.key} beside them, which is good enough for an example and for nothing else: whoever takes the folder has both.
 *
 * @param ledger the books
 * @param keys the records of the keys
 * @param secrets the providers' secrets, sealed
 * @param masterKeys what they are sealed with
 * @param where all that is, as a reader of the gateway's output is told
 */
record Storage(Ledger ledger, KeyRecordStore keys, SealedSecretStore secrets, MasterKeys masterKeys, String where)
        implements AutoCloseable {

    /** Three files of this size are set aside on the disk: enough for some ten thousand calls each. */
    private static final int SEGMENT_BYTES = 16 << 20;

    static Storage inMemory() {
        return new Storage(
                Ledger.inMemory(),
                KeyRecordStore.inMemory(),
                SealedSecretStore.inMemory(),
                MasterKeyFile.generate(),
                "in memory, until this process ends");
    }

    /**
     * Opens a folder, or makes it.
     *
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the journal cannot be had
     * @throws io.weighhouse.ledger.store.DamagedJournalException if the journal is not as it was written
     * @throws io.weighhouse.keyvault.key.KeyStoreException if the file of keys cannot be had, or is damaged
     * @throws io.weighhouse.keyvault.secret.SecretStoreException if the file of secrets cannot be had, or is damaged
     * @throws IOException if the master key cannot be read or written
     */
    static Storage in(Path folder) throws IOException {
        JournalOptions options =
                JournalOptions.builder().segmentBytes(SEGMENT_BYTES).build();
        Deque<Runnable> open = new ArrayDeque<>();
        try {
            Ledger ledger = Ledger.builder()
                    .store(JournalStore.open(folder.resolve("ledger"), options))
                    .build();
            open.push(ledger::close);
            FileKeyRecordStore keys = KeyRecordStore.file(folder.resolve("keys.log"));
            open.push(keys::close);
            FileSealedSecretStore secrets = SealedSecretStore.file(folder.resolve("secrets.log"));
            open.push(secrets::close);
            MasterKeys masterKeys = MasterKeyFile.in(folder);
            return new Storage(
                    ledger,
                    keys,
                    secrets,
                    masterKeys,
                    "in " + folder.toAbsolutePath().normalize());
        } catch (IOException | RuntimeException unusable) {
            open.forEach(Runnable::run);
            throw unusable;
        }
    }

    @Override
    public void close() {
        if (secrets instanceof FileSealedSecretStore file) {
            file.close();
        }
        if (keys instanceof FileKeyRecordStore file) {
            file.close();
        }
        ledger.close();
    }
}
