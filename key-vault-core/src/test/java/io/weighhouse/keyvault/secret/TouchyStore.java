// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A store on the heap that fails when it is told to, that lets somebody come first, and that answers late. */
final class TouchyStore implements SealedSecretStore {

    final AtomicInteger puts = new AtomicInteger();
    final Queue<Runnable> waiting = new ArrayDeque<>();

    /** What somebody else does just before a credential is written. */
    Runnable before = () -> {};

    @Nullable
    RuntimeException failure;

    boolean isSlow;
    private final SealedSecretStore store = SealedSecretStore.inMemory();

    @Override
    public CompletionStage<Boolean> put(SealedCredential credential) {
        puts.incrementAndGet();
        before.run();
        return answer(() -> store.put(credential));
    }

    @Override
    public CompletionStage<Optional<SealedCredential>> find(SecretSlot slot) {
        return answer(() -> store.find(slot));
    }

    @Override
    public CompletionStage<SlotVersion> latest(SecretSlot slot) {
        return answer(() -> store.latest(slot));
    }

    @Override
    public CompletionStage<List<SealedCredential>> list(SecretHolder holder) {
        return answer(() -> store.list(holder));
    }

    @Override
    public CompletionStage<List<SealedCredential>> scan(@Nullable SecretSlot after, int limit) {
        return answer(() -> store.scan(after, limit));
    }

    @Override
    public CompletionStage<Boolean> delete(SecretSlot slot, long version) {
        return answer(() -> store.delete(slot, version));
    }

    @Override
    public CompletionStage<Optional<FallbackPolicy>> findPolicy(String tenant, ProviderId provider) {
        return answer(() -> store.findPolicy(tenant, provider));
    }

    @Override
    public CompletionStage<Boolean> putPolicy(FallbackPolicy policy) {
        return answer(() -> store.putPolicy(policy));
    }

    private <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> question) {
        if (failure != null) {
            throw failure;
        }
        if (!isSlow) {
            return question.get();
        }
        CompletableFuture<T> later = new CompletableFuture<>();
        waiting.add(() -> later.complete(question.get().toCompletableFuture().join()));
        return later;
    }
}
