// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Two maps under one monitor. Nothing waits inside it. */
final class MemoryKeyRecordStore implements KeyRecordStore {

    private final Map<KeyDigest, KeyRecord> byDigest = new HashMap<>();
    private final Map<String, NavigableMap<String, KeyRecord>> byTenant = new HashMap<>();

    @Override
    public synchronized CompletionStage<Boolean> insert(KeyRecord record) {
        KeyRecord sameDigest = byDigest.get(record.digest());
        KeyRecord sameId = keysOf(record.owner().tenant()).get(record.id().value());
        if (sameDigest != null || sameId != null) {
            return answer(sameDigest != null && sameDigest.equals(record));
        }
        write(record);
        return answer(true);
    }

    @Override
    public synchronized CompletionStage<Boolean> update(KeyRecord record) {
        KeyRecord stored = keysOf(record.owner().tenant()).get(record.id().value());
        if (stored == null
                || stored.revision() != record.revision() - 1
                || !stored.digest().equals(record.digest())) {
            return answer(false);
        }
        write(record);
        return answer(true);
    }

    @Override
    public synchronized CompletionStage<Optional<KeyRecord>> findByDigest(KeyDigest digest) {
        return answer(Optional.ofNullable(byDigest.get(digest)));
    }

    @Override
    public synchronized CompletionStage<Optional<KeyRecord>> find(String tenant, KeyId id) {
        return answer(Optional.ofNullable(keysOf(tenant).get(id.value())));
    }

    @Override
    public synchronized CompletionStage<List<KeyRecord>> list(String tenant, KeyPage page) {
        return answer(keysOf(tenant).tailMap(page.after(), false).values().stream()
                .limit(page.limit())
                .toList());
    }

    private void write(KeyRecord record) {
        byDigest.put(record.digest(), record);
        byTenant.computeIfAbsent(record.owner().tenant(), tenant -> new TreeMap<>())
                .put(record.id().value(), record);
    }

    private NavigableMap<String, KeyRecord> keysOf(String tenant) {
        return byTenant.getOrDefault(tenant, new TreeMap<>());
    }

    private static <T> CompletionStage<T> answer(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
