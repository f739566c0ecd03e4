// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The rules of {@link KeyTable} under one monitor. Nothing waits inside it. */
final class MemoryKeyRecordStore implements KeyRecordStore {

    private final KeyTable table = new KeyTable(new SecureRandom());

    @Override
    public synchronized CompletionStage<Boolean> insert(KeyRecord record) {
        boolean isNew = table.acceptsNew(record);
        if (isNew) {
            table.write(record);
        }
        return answer(isNew || table.has(record));
    }

    @Override
    public synchronized CompletionStage<Boolean> update(KeyRecord record) {
        boolean isNext = table.acceptsNext(record);
        if (isNext) {
            table.write(record);
        }
        return answer(isNext);
    }

    @Override
    public synchronized CompletionStage<Boolean> rotate(KeyRecord superseded, KeyRecord successor) {
        boolean accepted = table.acceptsRotation(superseded, successor);
        if (accepted) {
            table.write(superseded);
            table.write(successor);
        }
        return answer(accepted);
    }

    @Override
    public synchronized CompletionStage<Optional<KeyRecord>> findByDigest(List<KeyDigest> digests) {
        return answer(table.findByDigest(digests));
    }

    @Override
    public synchronized CompletionStage<List<KeyRecord>> findLegacy(String start, int limit) {
        return answer(table.findLegacy(start, limit));
    }

    @Override
    public synchronized CompletionStage<Optional<KeyRecord>> find(String tenant, KeyId id) {
        return answer(Names.isId(tenant) ? table.find(new KeyPosition(tenant, id)) : Optional.empty());
    }

    @Override
    public synchronized CompletionStage<List<KeyRecord>> list(String tenant, KeyPage page) {
        return answer(Names.isId(tenant) ? table.list(tenant, page) : List.of());
    }

    @Override
    public synchronized CompletionStage<List<KeyRecord>> scan(@Nullable KeyPosition after, int limit) {
        return answer(table.scan(after, limit));
    }

    @Override
    public synchronized CompletionStage<Void> recordUses(List<KeyUse> uses) {
        KeyTable.checkUses(uses);
        uses.forEach(table::use);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<KeyChanges> changesAfter(long position) {
        return answer(table.changesAfter(position));
    }

    private static <T> CompletionStage<T> answer(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
