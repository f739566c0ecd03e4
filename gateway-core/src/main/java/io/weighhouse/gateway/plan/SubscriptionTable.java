// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.ledger.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The rules of the embedded stores of subscriptions, and their rows on the heap. Not thread-safe. */
final class SubscriptionTable {

    private static final int MAX_PAGE = 1000;

    private final Map<SubscriptionId, List<SubscriptionChange>> histories = new HashMap<>();
    private final Map<String, NavigableMap<String, SubscriptionId>> byTenant = new HashMap<>();
    private final Map<Owner, SubscriptionId> bySubscriber = new HashMap<>();
    private int size;

    /** Whether this very change is stored. */
    boolean has(SubscriptionChange change) {
        List<SubscriptionChange> history =
                histories.getOrDefault(change.record().id(), List.of());
        long revision = change.record().revision();
        return revision <= history.size() && history.get((int) revision - 1).equals(change);
    }

    boolean accepts(SubscriptionChange change) {
        SubscriptionRecord record = change.record();
        List<SubscriptionChange> history = histories.getOrDefault(record.id(), List.of());
        SubscriptionId whose = bySubscriber.get(record.subscriber());
        return record.revision() == history.size() + 1
                && (whose == null || whose.equals(record.id()))
                && (history.isEmpty() || history.get(0).record().subscriber().equals(record.subscriber()));
    }

    void write(SubscriptionChange change) {
        SubscriptionRecord record = change.record();
        histories.computeIfAbsent(record.id(), id -> new ArrayList<>()).add(change);
        byTenant.computeIfAbsent(record.id().tenant().value(), tenant -> new TreeMap<>())
                .put(record.id().value(), record.id());
        bySubscriber.put(record.subscriber(), record.id());
        size++;
    }

    Optional<SubscriptionRecord> find(SubscriptionId id) {
        return Optional.ofNullable(histories.get(id))
                .map(history -> history.get(history.size() - 1).record());
    }

    Optional<SubscriptionRecord> findBySubscriber(List<Owner> subscribers) {
        for (Owner subscriber : subscribers) {
            SubscriptionId id = bySubscriber.get(subscriber);
            if (id != null) {
                return find(id);
            }
        }
        return Optional.empty();
    }

    List<SubscriptionRecord> list(TenantId tenant, String after, int limit) {
        return byTenant.getOrDefault(tenant.value(), new TreeMap<>()).tailMap(after, false).values().stream()
                .limit(checked(limit))
                .map(id -> find(id).orElseThrow())
                .toList();
    }

    List<SubscriptionChange> history(SubscriptionId id, long after, int limit) {
        return histories.getOrDefault(id, List.of()).stream()
                .skip(Math.max(0, after))
                .limit(checked(limit))
                .toList();
    }

    Stream<SubscriptionChange> all() {
        return histories.values().stream().flatMap(List::stream);
    }

    int size() {
        return size;
    }

    private static int checked(int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("must be 1 to 1000: limit=" + limit);
        }
        return limit;
    }
}
