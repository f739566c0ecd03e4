// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.store.JournalOptions;
import io.weighhouse.ledger.store.JournalStore;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Where a gateway keeps what has to outlive it: the books, and the records of the keys.
 *
 * <p>In a folder, the books are a journal, {@code ledger/}, and the keys a file, {@code keys.jsonl}. The journal's lock
 * keeps a second process away from both.
 *
 * @param ledger the books
 * @param keys the records of the keys
 * @param where all that is, as a reader of the gateway's output is told
 */
record Storage(Ledger ledger, KeyRecordStore keys, String where) implements AutoCloseable {

    /** Three files of this size are set aside on the disk: enough for some ten thousand calls each. */
    private static final int SEGMENT_BYTES = 16 << 20;

    static Storage inMemory() {
        return new Storage(Ledger.inMemory(), KeyRecordStore.inMemory(), "in memory, until this process ends");
    }

    /**
     * Opens a folder, or makes it.
     *
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the journal cannot be had
     * @throws io.weighhouse.ledger.store.DamagedJournalException if the journal is not as it was written
     * @throws IOException if the key file cannot be read, or is damaged
     */
    static Storage in(Path folder) throws IOException {
        JournalOptions options =
                JournalOptions.builder().segmentBytes(SEGMENT_BYTES).build();
        Ledger ledger = Ledger.builder()
                .store(JournalStore.open(folder.resolve("ledger"), options))
                .build();
        try {
            KeyFile keys = KeyFile.open(folder);
            return new Storage(ledger, keys, "in " + folder.toAbsolutePath().normalize());
        } catch (IOException | RuntimeException unreadable) {
            ledger.close();
            throw unreadable;
        }
    }

    @Override
    public void close() {
        if (keys instanceof KeyFile file) {
            file.close();
        }
        ledger.close();
    }
}
