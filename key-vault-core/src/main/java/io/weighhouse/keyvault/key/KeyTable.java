// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules of the embedded stores of keys, and their rows on the heap. Not thread-safe. */
final class KeyTable {

    private static final int MAX_SCAN = 1000;
    private static final int MAX_LEGACY = 100;
    private static final int MAX_CHANGES = 10_000;
    private static final int MAX_USES = 10_000;

    private final Map<KeyDigest, KeyRecord> byDigest = new HashMap<>();
    private final NavigableMap<KeyPosition, KeyRecord> byPosition = new TreeMap<>();
    private final Map<String, NavigableMap<KeyPosition, KeyRecord>> legacyByStart = new HashMap<>();

    /** The digests of the last writes; the newest has the number {@link #written}. */
    private final Deque<KeyDigest> changes = new ArrayDeque<>();

    private long written;

    /**
     * An empty table. Positions begin anywhere, so that no position of another table, or of this one before a restart, is
     * ever taken for one of this: that both are within the last 10,000 of 2^62 does not happen.
     */
    KeyTable(SecureRandom random) {
        this.written = random.nextLong() >>> 2;
    }

    /** Whether this very record is stored, uses aside. */
    boolean has(KeyRecord record) {
        KeyRecord stored = byDigest.get(record.digest());
        return stored != null
                && stored.equals(
                        record.toBuilder().lastUsedAt(stored.lastUsedAt()).build());
    }

    boolean acceptsNew(KeyRecord record) {
        return !byDigest.containsKey(record.digest()) && !byPosition.containsKey(KeyPosition.of(record));
    }

    boolean acceptsNext(KeyRecord record) {
        KeyRecord stored = byPosition.get(KeyPosition.of(record));
        KeyRecord sameDigest = byDigest.get(record.digest());
        return stored != null
                && stored.revision() == record.revision() - 1
                && (sameDigest == null || KeyPosition.of(sameDigest).equals(KeyPosition.of(stored)));
    }

    boolean acceptsRotation(KeyRecord superseded, KeyRecord successor) {
        return acceptsNext(superseded)
                && acceptsNew(successor)
                && !superseded.digest().equals(successor.digest())
                && superseded.owner().tenant().equals(successor.owner().tenant());
    }

    void write(KeyRecord record) {
        KeyRecord old = byPosition.get(KeyPosition.of(record));
        if (old != null) {
            remove(old);
            changed(old.digest());
        }
        Instant used = old == null ? null : old.lastUsedAt();
        add(used == null ? record : record.usedAt(used));
        changed(record.digest());
    }

    Optional<KeyRecord> findByDigest(List<KeyDigest> digests) {
        return digests.stream().map(byDigest::get).filter(Objects::nonNull).findFirst();
    }

    List<KeyRecord> findLegacy(String start, int limit) {
        if (limit < 1 || limit > MAX_LEGACY) {
            throw new IllegalArgumentException("must be 1 to 100: limit=" + limit);
        }
        NavigableMap<KeyPosition, KeyRecord> candidates = legacyByStart.get(start);
        return candidates == null
                ? List.of()
                : candidates.values().stream().limit(limit).toList();
    }

    Optional<KeyRecord> find(KeyPosition position) {
        return Optional.ofNullable(byPosition.get(position));
    }

    List<KeyRecord> list(String tenant, KeyPage page) {
        // '-' is the least character of an id, so nothing comes before "-" but the empty text, which is no id.
        KeyPosition from = new KeyPosition(tenant, new KeyId(page.after().isEmpty() ? "-" : page.after()));
        return byPosition.tailMap(from, page.after().isEmpty()).values().stream()
                .takeWhile(record -> record.owner().tenant().equals(tenant))
                .limit(page.limit())
                .toList();
    }

    List<KeyRecord> scan(@Nullable KeyPosition after, int limit) {
        if (limit < 1 || limit > MAX_SCAN) {
            throw new IllegalArgumentException("must be 1 to 1000: limit=" + limit);
        }
        return (after == null ? byPosition : byPosition.tailMap(after, false))
                .values().stream().limit(limit).toList();
    }

    static void checkUses(List<KeyUse> uses) {
        if (uses.size() > MAX_USES) {
            throw new IllegalArgumentException("must be at most 10000: uses=" + uses.size());
        }
    }

    /** Whether there is such a key, and no later use of it is known. */
    boolean isNews(KeyUse use) {
        KeyRecord record = byPosition.get(new KeyPosition(use.tenant(), use.id()));
        Instant known = record == null ? null : record.lastUsedAt();
        return record != null && (known == null || use.lastUsedAt().isAfter(known));
    }

    /** Notes a use, unless a later one is known or there is no such key. */
    void use(KeyUse use) {
        KeyRecord record = byPosition.get(new KeyPosition(use.tenant(), use.id()));
        if (record != null) {
            remove(record);
            add(record.usedAt(use.lastUsedAt()));
        }
    }

    int size() {
        return byPosition.size();
    }

    Stream<KeyRecord> all() {
        return byPosition.values().stream();
    }

    KeyChanges changesAfter(long position) {
        long missed = written - position;
        return position < 0 || missed < 0 || missed > changes.size()
                ? new KeyChanges(written, false, List.of())
                : new KeyChanges(
                        written, true, changes.stream().limit(missed).distinct().toList());
    }

    private void add(KeyRecord record) {
        byDigest.put(record.digest(), record);
        byPosition.put(KeyPosition.of(record), record);
        if (record.hash().isLegacy()) {
            legacyByStart
                    .computeIfAbsent(record.start(), start -> new TreeMap<>())
                    .put(KeyPosition.of(record), record);
        }
    }

    private void remove(KeyRecord old) {
        byDigest.remove(old.digest());
        NavigableMap<KeyPosition, KeyRecord> sameStart = legacyByStart.get(old.start());
        if (sameStart != null && sameStart.remove(KeyPosition.of(old)) != null && sameStart.isEmpty()) {
            legacyByStart.remove(old.start());
        }
    }

    private void changed(KeyDigest digest) {
        written++;
        changes.addFirst(digest);
        if (changes.size() > MAX_CHANGES) {
            changes.removeLast();
        }
    }
}
