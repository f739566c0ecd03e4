// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A store whose answers a test can hold back or turn into failures. An answer is what was true when it was asked for. */
final class HeldStore implements KeyRecordStore {

    private final KeyRecordStore store = KeyRecordStore.inMemory();
    private final Queue<Runnable> held = new ArrayDeque<>();
    final AtomicInteger reads = new AtomicInteger();
    final List<KeyUse> noted = new CopyOnWriteArrayList<>();
    boolean holding;
    boolean feedFails;
    Supplier<@Nullable RuntimeException> failure = () -> null;

    @Nullable
    Supplier<CompletionStage<Optional<KeyRecord>>> answer;

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
    public CompletionStage<Optional<KeyRecord>> findByDigest(List<KeyDigest> digests) {
        reads.incrementAndGet();
        if (fails()) {
            return failed();
        }
        if (answer != null) {
            return answer.get();
        }
        CompletionStage<Optional<KeyRecord>> now = store.findByDigest(digests);
        if (!holding) {
            return now;
        }
        CompletableFuture<Optional<KeyRecord>> later = new CompletableFuture<>();
        held.add(() -> now.thenAccept(later::complete));
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

    @Override
    public CompletionStage<Boolean> rotate(KeyRecord superseded, KeyRecord successor) {
        return fails() ? failed() : store.rotate(superseded, successor);
    }

    @Override
    public CompletionStage<List<KeyRecord>> findLegacy(String start, int limit) {
        return fails() ? failed() : store.findLegacy(start, limit);
    }

    @Override
    public CompletionStage<List<KeyRecord>> scan(@Nullable KeyPosition after, int limit) {
        return fails() ? failed() : store.scan(after, limit);
    }

    @Override
    public CompletionStage<Void> recordUses(List<KeyUse> uses) {
        noted.addAll(uses);
        return fails() ? failed() : store.recordUses(uses);
    }

    @Override
    public CompletionStage<KeyChanges> changesAfter(long position) {
        return feedFails
                ? CompletableFuture.failedFuture(new IllegalStateException("no feed"))
                : fails() ? failed() : store.changesAfter(position);
    }

    private boolean fails() {
        return failure.get() != null;
    }

    private <T> CompletionStage<T> failed() {
        return CompletableFuture.failedFuture(Objects.requireNonNull(failure.get()));
    }
}
