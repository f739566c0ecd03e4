// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A store whose answers a test can hold back or turn into failures. An answer is what was true when it was asked for. */
final class HeldStore implements KeyRecordStore {

    private final KeyRecordStore store = KeyRecordStore.inMemory();
    private final Queue<Runnable> held = new ArrayDeque<>();
    final AtomicInteger reads = new AtomicInteger();
    boolean holding;
    Supplier<@Nullable RuntimeException> failure = () -> null;
    Runnable beforeUpdate = () -> {};
    Runnable afterUpdate = () -> {};

    /** Thrown by a test before an update to make it lose. */
    static final class Conflict extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    /** Lets the answer go that has waited longest. */
    void release() {
        held.remove().run();
    }

    @Override
    public CompletionStage<Boolean> insert(KeyRecord record) {
        return fails() ? failed() : store.insert(record);
    }

    @Override
    public CompletionStage<Boolean> update(KeyRecord record) {
        try {
            beforeUpdate.run();
        } catch (Conflict lost) {
            return CompletableFuture.completedFuture(false);
        }
        CompletionStage<Boolean> answer = fails() ? failed() : store.update(record);
        afterUpdate.run();
        return answer;
    }

    @Override
    public CompletionStage<Optional<KeyRecord>> findByDigest(KeyDigest digest) {
        reads.incrementAndGet();
        if (fails()) {
            return failed();
        }
        CompletionStage<Optional<KeyRecord>> answer = store.findByDigest(digest);
        if (!holding) {
            return answer;
        }
        CompletableFuture<Optional<KeyRecord>> later = new CompletableFuture<>();
        held.add(() -> answer.thenAccept(later::complete));
        return later;
    }

    @Override
    public CompletionStage<Optional<KeyRecord>> find(String tenant, KeyId id) {
        return fails() ? failed() : store.find(tenant, id);
    }

    @Override
    public CompletionStage<List<KeyRecord>> list(String tenant, KeyPage page) {
        return fails() ? failed() : store.list(tenant, page);
    }

    private boolean fails() {
        return failure.get() != null;
    }

    private <T> CompletionStage<T> failed() {
        return CompletableFuture.failedFuture(Objects.requireNonNull(failure.get()));
    }
}
