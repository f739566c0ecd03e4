// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import io.weighhouse.keyvault.key.KeyChanges;
import io.weighhouse.keyvault.key.KeyDigest;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyPage;
import io.weighhouse.keyvault.key.KeyPosition;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A store whose reads are answered when the test says so, with what was true when they were asked, or fail. Writes are at once.
 * Not thread-safe.
 */
final class SlowKeyStore implements KeyRecordStore {

    private final KeyRecordStore store = KeyRecordStore.inMemory();
    private final List<Runnable> waiting = new ArrayList<>();
    boolean slow;
    boolean down;

    int waiting() {
        return waiting.size();
    }

    /** Answers one of the reads that wait. */
    void answer(int index) {
        waiting.remove(index).run();
    }

    @Override
    public CompletionStage<Optional<KeyRecord>> findByDigest(List<KeyDigest> digests) {
        return read(store.findByDigest(digests));
    }

    @Override
    public CompletionStage<KeyChanges> changesAfter(long position) {
        return read(store.changesAfter(position));
    }

    @Override
    public CompletionStage<Boolean> insert(KeyRecord record) {
        return store.insert(record);
    }

    @Override
    public CompletionStage<Boolean> update(KeyRecord record) {
        return store.update(record);
    }

    @Override
    public CompletionStage<Boolean> rotate(KeyRecord superseded, KeyRecord successor) {
        return store.rotate(superseded, successor);
    }

    @Override
    public CompletionStage<List<KeyRecord>> findLegacy(String start, int limit) {
        return store.findLegacy(start, limit);
    }

    @Override
    public CompletionStage<Optional<KeyRecord>> find(String tenant, KeyId id) {
        return store.find(tenant, id);
    }

    @Override
    public CompletionStage<List<KeyRecord>> list(String tenant, KeyPage page) {
        return store.list(tenant, page);
    }

    @Override
    public CompletionStage<List<KeyRecord>> scan(@Nullable KeyPosition after, int limit) {
        return store.scan(after, limit);
    }

    @Override
    public CompletionStage<Void> recordUses(List<KeyUse> uses) {
        return store.recordUses(uses);
    }

    private <T> CompletionStage<T> read(CompletionStage<T> now) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        T value = now.toCompletableFuture().join();
        boolean fails = down;
        Runnable delivery = () -> {
            if (fails) {
                answer.completeExceptionally(new IllegalStateException("down"));
            } else {
                answer.complete(value);
            }
        };
        if (slow) {
            waiting.add(delivery);
        } else {
            delivery.run();
        }
        return answer;
    }
}
