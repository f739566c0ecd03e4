// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.ledger.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The rules of {@link SubscriptionTable} under one monitor. Nothing waits inside it. */
final class MemorySubscriptionStore implements SubscriptionStore {

    private final SubscriptionTable table = new SubscriptionTable();

    @Override
    public synchronized CompletionStage<Boolean> store(SubscriptionChange change) {
        boolean next = table.accepts(change);
        if (next) {
            table.write(change);
        }
        return answer(next || table.has(change));
    }

    @Override
    public synchronized CompletionStage<Optional<SubscriptionRecord>> find(SubscriptionId id) {
        return answer(table.find(id));
    }

    @Override
    public synchronized CompletionStage<Optional<SubscriptionRecord>> findBySubscriber(List<Owner> subscribers) {
        return answer(table.findBySubscriber(subscribers));
    }

    @Override
    public synchronized CompletionStage<List<SubscriptionRecord>> list(TenantId tenant, String after, int limit) {
        return answer(table.list(tenant, after, limit));
    }

    @Override
    public synchronized CompletionStage<List<SubscriptionChange>> history(SubscriptionId id, long after, int limit) {
        return answer(table.history(id, after, limit));
    }

    private static <T> CompletionStage<T> answer(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
