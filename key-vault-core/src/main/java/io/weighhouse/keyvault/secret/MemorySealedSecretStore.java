// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Two maps under one monitor. Nothing waits inside it. */
final class MemorySealedSecretStore implements SealedSecretStore {

    private final Map<SecretSlot, Long> revisions = new HashMap<>();
    private final Map<SecretSlot, StoredSecret> secrets = new HashMap<>();

    @Override
    public synchronized CompletionStage<Boolean> put(SecretPlace place, SealedSecret sealed) {
        if (place.revision() != revisions.getOrDefault(place.slot(), 0L) + 1) {
            return answer(false);
        }
        revisions.put(place.slot(), place.revision());
        secrets.put(place.slot(), new StoredSecret(place, sealed));
        return answer(true);
    }

    @Override
    public synchronized CompletionStage<Optional<StoredSecret>> find(SecretSlot slot) {
        return answer(Optional.ofNullable(secrets.get(slot)));
    }

    @Override
    public synchronized CompletionStage<Long> latestRevision(SecretSlot slot) {
        return answer(revisions.getOrDefault(slot, 0L));
    }

    @Override
    public synchronized CompletionStage<List<StoredSecret>> list(SecretHolder holder) {
        return answer(secrets.values().stream()
                .filter(stored -> stored.place().slot().holder().equals(holder))
                .toList());
    }

    @Override
    public synchronized CompletionStage<Boolean> delete(SecretPlace place) {
        StoredSecret stored = secrets.get(place.slot());
        if (stored == null || !stored.place().equals(place)) {
            return answer(false);
        }
        secrets.remove(place.slot());
        return answer(true);
    }

    private static <T> CompletionStage<T> answer(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
