// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules of the embedded stores of secrets, and their rows on the heap. Not thread-safe. */
final class SecretTable {

    private static final int MAX_SCAN = 1000;

    private static final Comparator<SecretHolder> HOLDERS = Comparator.comparing(SecretHolder::scope)
            .thenComparing(SecretHolder::tenant)
            .thenComparing(SecretHolder::name);
    private static final Comparator<SecretSlot> SLOTS = Comparator.comparing(SecretSlot::holder, HOLDERS)
            .thenComparing(slot -> slot.provider().value());

    private final NavigableMap<SecretSlot, Row> rows = new TreeMap<>(SLOTS);
    private final Map<PolicyKey, FallbackPolicy> policies = new HashMap<>();

    /** The last numbers of a slot, and what is in it unless it was deleted. */
    record Row(SlotVersion version, @Nullable SealedCredential credential) {}

    private record PolicyKey(String tenant, ProviderId provider) {}

    boolean accepts(SealedCredential next) {
        SlotVersion latest = latest(next.slot());
        return next.version() == latest.version() + 1
                && (next.revision() == latest.revision() + 1
                        || (next.revision() == latest.revision()
                                && find(next.slot()).isPresent()));
    }

    void put(SealedCredential credential) {
        rows.put(credential.slot(), new Row(new SlotVersion(credential.revision(), credential.version()), credential));
    }

    Optional<SealedCredential> find(SecretSlot slot) {
        Row row = rows.get(slot);
        return row == null ? Optional.empty() : Optional.ofNullable(row.credential);
    }

    SlotVersion latest(SecretSlot slot) {
        Row row = rows.get(slot);
        return row == null ? SlotVersion.NONE : row.version;
    }

    List<SealedCredential> list(SecretHolder holder) {
        SecretSlot before = new SecretSlot(holder, new ProviderId("-"));
        return present(rows.tailMap(before, true))
                .takeWhile(credential -> credential.slot().holder().equals(holder))
                .toList();
    }

    List<SealedCredential> scan(@Nullable SecretSlot after, int limit) {
        if (limit < 1 || limit > MAX_SCAN) {
            throw new IllegalArgumentException("must be 1 to 1000: limit=" + limit);
        }
        return present(after == null ? rows : rows.tailMap(after, false))
                .limit(limit)
                .toList();
    }

    /** What is known of a slot, for a store that reads it back; null if nothing is. */
    @Nullable
    Row row(SecretSlot slot) {
        return rows.get(slot);
    }

    /** Puts an emptied slot back, with its last numbers. */
    void restoreEmpty(SecretSlot slot, SlotVersion version) {
        rows.put(slot, new Row(version, null));
    }

    Map<SecretSlot, Row> rows() {
        return rows;
    }

    Collection<FallbackPolicy> policies() {
        return policies.values();
    }

    boolean has(SecretSlot slot, long version) {
        return find(slot).filter(credential -> credential.version() == version).isPresent();
    }

    void delete(SecretSlot slot) {
        SlotVersion latest = latest(slot);
        rows.put(slot, new Row(new SlotVersion(latest.revision(), latest.version() + 1), null));
    }

    Optional<FallbackPolicy> findPolicy(String tenant, ProviderId provider) {
        return Optional.ofNullable(policies.get(new PolicyKey(tenant, provider)));
    }

    boolean accepts(FallbackPolicy next) {
        return next.version()
                == findPolicy(next.tenant(), next.provider())
                                .map(FallbackPolicy::version)
                                .orElse(0L)
                        + 1;
    }

    void put(FallbackPolicy policy) {
        policies.put(new PolicyKey(policy.tenant(), policy.provider()), policy);
    }

    private static Stream<SealedCredential> present(Map<SecretSlot, Row> of) {
        return of.values().stream().flatMap(row -> Stream.ofNullable(row.credential));
    }
}
