// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The rules of {@link SecretTable} under one monitor. Nothing waits inside it. */
final class MemorySealedSecretStore implements SealedSecretStore {

    private final SecretTable table = new SecretTable();

    @Override
    public synchronized CompletionStage<Boolean> put(SealedCredential credential) {
        boolean next = table.accepts(credential);
        if (next) {
            table.put(credential);
        }
        return answer(next);
    }

    @Override
    public synchronized CompletionStage<Optional<SealedCredential>> find(SecretSlot slot) {
        return answer(table.find(slot));
    }

    @Override
    public synchronized CompletionStage<SlotVersion> latest(SecretSlot slot) {
        return answer(table.latest(slot));
    }

    @Override
    public synchronized CompletionStage<List<SealedCredential>> list(SecretHolder holder) {
        return answer(table.list(holder));
    }

    @Override
    public synchronized CompletionStage<List<SealedCredential>> scan(@Nullable SecretSlot after, int limit) {
        return answer(table.scan(after, limit));
    }

    @Override
    public synchronized CompletionStage<Boolean> delete(SecretSlot slot, long version) {
        boolean there = table.has(slot, version);
        if (there) {
            table.delete(slot);
        }
        return answer(there);
    }

    @Override
    public synchronized CompletionStage<Optional<FallbackPolicy>> findPolicy(String tenant, ProviderId provider) {
        return answer(table.findPolicy(tenant, provider));
    }

    @Override
    public synchronized CompletionStage<Boolean> putPolicy(FallbackPolicy policy) {
        boolean next = table.accepts(policy);
        if (next) {
            table.put(policy);
        }
        return answer(next);
    }

    private static <T> CompletionStage<T> answer(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
