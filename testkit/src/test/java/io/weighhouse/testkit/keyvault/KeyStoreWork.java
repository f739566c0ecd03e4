// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.key.FileKeyRecordStore;
import io.weighhouse.keyvault.key.KeyDigest;
import io.weighhouse.keyvault.key.KeyEvent;
import io.weighhouse.keyvault.key.KeyHash;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyUse;
import io.weighhouse.keyvault.key.Owner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A process that writes keys into a file and tells what is done, until it is killed. */
final class KeyStoreWork {

    /** A line that ends with this was told whole. */
    static final String END_OF_LINE = ".";

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int THREADS = 4;
    private static final int CHANGES = 5;

    private KeyStoreWork() {}

    /**
     * Works.
     *
     * @param args the file, and a name for what is done in this run
     */
    public static void main(String[] args) {
        FileKeyRecordStore store = KeyRecordStore.file(file(Path.of(args[0])));
        for (int thread = 0; thread < THREADS; thread++) {
            String name = args[1] + '-' + thread;
            new Thread(() -> work(store, name)).start();
        }
    }

    /** Written anew every few hundred kilobytes, so that some processes are killed while it is. */
    static StoreFile file(Path path) {
        return StoreFile.at(path).minimumDeadBytes(20_000);
    }

    private static void work(KeyRecordStore store, String name) {
        for (int number = 0; ; number++) {
            KeyRecord record = KeyRecord.builder(
                            new KeyId(name + '-' + number), Owner.tenant("acme"), hash(name, number))
                    .createdAt(NOW)
                    .build();
            done(store.insert(record).toCompletableFuture().join());
            tell(record);
            for (int change = 0; change < CHANGES; change++) {
                record = record.changed(new KeyEvent(KeyEvent.Kind.RENAMED, name, NOW))
                        .name("change " + change)
                        .build();
                done(store.update(record).toCompletableFuture().join());
                tell(record);
            }
            store.recordUses(List.of(new KeyUse("acme", record.id(), NOW.plusSeconds(number))))
                    .toCompletableFuture()
                    .join();
        }
    }

    private static KeyHash hash(String name, int number) {
        ByteBuffer digest = ByteBuffer.allocate(KeyDigest.LENGTH).put(name.getBytes(StandardCharsets.UTF_8));
        return KeyHash.of(
                KeyHash.SHA_256,
                KeyDigest.ofBytes(digest.putInt(KeyDigest.LENGTH - 4, number).array()));
    }

    private static void done(boolean written) {
        if (!written) {
            throw new IllegalStateException("must be accepted");
        }
    }

    private static synchronized void tell(KeyRecord record) {
        String line = record.id() + " " + record.revision() + ' ' + END_OF_LINE + '\n';
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }
}
