// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.keyvault.key.KeyDigest;
import io.weighhouse.keyvault.key.KeyEvent;
import io.weighhouse.keyvault.key.KeyHash;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.Owner;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The setting of the contract of stores of keys: an empty store, opened anew for every step if it can be, and records. */
abstract class KeyRecordBehaviour {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");
    static final Owner ACME = Owner.tenant("acme").team("search").user("ann");
    static final Owner RIVAL = Owner.tenant("rival");

    private KeyRecordStore opened = KeyRecordStore.inMemory();

    abstract KeyRecordStoreContract contract();

    @BeforeEach
    final void makeStore() {
        opened = contract().emptyStore();
    }

    @AfterEach
    final void closeStore() throws Exception {
        if (opened instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    /** The store for the next step. What is told of its changes belongs to this opening. */
    final KeyRecordStore store() {
        opened = contract().reopened(opened);
        return opened;
    }

    final boolean insert(KeyRecord record) {
        return await(store().insert(record));
    }

    final boolean update(KeyRecord record) {
        return await(store().update(record));
    }

    final boolean rotate(KeyRecord superseded, KeyRecord successor) {
        return await(store().rotate(superseded, successor));
    }

    final Optional<KeyRecord> find(String tenant, String id) {
        return await(store().find(tenant, new KeyId(id)));
    }

    final Optional<KeyRecord> find(KeyRecord record) {
        return await(store().find(record.owner().tenant(), record.id()));
    }

    final Optional<KeyRecord> findByDigest(int digest) {
        return await(store().findByDigest(List.of(digest(digest))));
    }

    static KeyRecord record(String id, Owner owner, int digest) {
        return KeyRecord.builder(new KeyId(id), owner, hash(digest))
                .createdAt(NOW)
                .lastEvent(new KeyEvent(KeyEvent.Kind.ISSUED, "ann", NOW))
                .build();
    }

    static KeyRecord revoked(KeyRecord record) {
        return changed(record, KeyEvent.Kind.REVOKED).revokedAt(NOW).build();
    }

    static KeyRecord renamed(KeyRecord record, String name) {
        return changed(record, KeyEvent.Kind.RENAMED).name(name).build();
    }

    static KeyRecord rehashed(KeyRecord record, int digest) {
        return changed(record, KeyEvent.Kind.REHASHED).hash(hash(digest)).build();
    }

    static KeyRecord.Builder changed(KeyRecord record, KeyEvent.Kind kind) {
        return record.changed(new KeyEvent(kind, "bob", NOW));
    }

    static KeyHash hash(int digest) {
        return KeyHash.of(KeyHash.SHA_256, digest(digest));
    }

    static KeyDigest digest(int number) {
        return KeyDigest.ofBytes(ByteBuffer.allocate(KeyDigest.LENGTH)
                .putInt(KeyDigest.LENGTH - 4, number)
                .array());
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
