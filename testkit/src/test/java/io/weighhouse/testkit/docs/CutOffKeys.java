// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import io.weighhouse.keyvault.key.KeyChanges;
import io.weighhouse.keyvault.key.KeyDigest;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyPage;
import io.weighhouse.keyvault.key.KeyPosition;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyStoreException;
import io.weighhouse.keyvault.key.KeyUse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One node's way to the store of keys, which a page test cuts off. */
final class CutOffKeys implements KeyRecordStore {

    private final KeyRecordStore store;
    boolean cutOff;
    int reads;

    CutOffKeys(KeyRecordStore store) {
        this.store = store;
    }

    private <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> question) {
        return cutOff ? CompletableFuture.failedFuture(new KeyStoreException("cut off", false, null)) : question.get();
    }

    @Override
    public CompletionStage<Boolean> insert(KeyRecord record) {
        return ask(() -> store.insert(record));
    }

    @Override
    public CompletionStage<Boolean> update(KeyRecord record) {
        return ask(() -> store.update(record));
    }

    @Override
    public CompletionStage<Boolean> rotate(KeyRecord superseded, KeyRecord successor) {
        return ask(() -> store.rotate(superseded, successor));
    }

    @Override
    public CompletionStage<Optional<KeyRecord>> findByDigest(List<KeyDigest> digests) {
        reads++;
        return ask(() -> store.findByDigest(digests));
    }

    @Override
    public CompletionStage<List<KeyRecord>> findLegacy(String start, int limit) {
        return ask(() -> store.findLegacy(start, limit));
    }

    @Override
    public CompletionStage<Optional<KeyRecord>> find(String tenant, KeyId id) {
        return ask(() -> store.find(tenant, id));
    }

    @Override
    public CompletionStage<List<KeyRecord>> list(String tenant, KeyPage page) {
        return ask(() -> store.list(tenant, page));
    }

    @Override
    public CompletionStage<List<KeyRecord>> scan(@Nullable KeyPosition after, int limit) {
        return ask(() -> store.scan(after, limit));
    }

    @Override
    public CompletionStage<Void> recordUses(List<KeyUse> uses) {
        return ask(() -> store.recordUses(uses));
    }

    @Override
    public CompletionStage<KeyChanges> changesAfter(long position) {
        return ask(() -> store.changesAfter(position));
    }
}
