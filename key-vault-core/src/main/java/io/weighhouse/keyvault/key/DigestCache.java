// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What is known of presented digests, for as long as it may be relied upon. */
final class DigestCache {

    /*
     * The promise: a call that begins at least the bound B after a revocation was stored, on whatever node, is refused;
     * on the node that revoked, every call that begins after revoke() has returned.
     *
     * Other nodes. An entry is used until freshUntil = (when its read of the store BEGAN) + B. A read that saw the key
     * alive began before the revocation was stored, so its entry ends less than B after it. How long the read took does
     * not matter, because its end is not counted. Time is a monotonic ticker: a wall clock that is set back would
     * prolong what was true once. A late answer of an earlier read never replaces that of a later one.
     *
     * This node. forget() counts the generation up, then removes the entry. Each read notes the generation before it
     * asks the store, and its answer is installed only if that is still the generation, a question asked inside
     * compute(), which excludes the removal of the same key. If the question came before the count, the removal comes
     * after the installation and takes it away; if it came after, nothing is installed. So no read that began before the
     * revocation can leave its old answer behind. One generation serves all keys: a revocation costs the others no more
     * than the reads under way, which are answered but not remembered.
     *
     * Digests that the store does not know are remembered apart, so that a flood of them evicts no good key, and for a
     * second at most. Freshness is kept in the entry because the cache's own expiry would cost more than the lookup.
     */

    private static final long MAX_MISSING_ENTRIES = 10_000;
    private static final long MISSING_NANOS = Duration.ofSeconds(1).toNanos();

    private final Cache<KeyDigest, Entry> present;
    private final Cache<KeyDigest, Entry> missing;
    private final AtomicLong generation = new AtomicLong();
    private final long boundNanos;
    private final LongSupplier ticker;

    DigestCache(long maxEntries, Duration revocationBound, LongSupplier ticker) {
        this.present = bounded(maxEntries);
        this.missing = bounded(Math.min(maxEntries, MAX_MISSING_ENTRIES));
        this.boundNanos = revocationBound.toNanos();
        this.ticker = ticker;
    }

    /** What the store said of a digest: a good answer ready made, or null for "there is none". */
    record Entry(Authentication.@Nullable Authenticated answer, long freshUntilNanos) {}

    /** A read of the store under way. */
    record Read(long generation, long startedNanos) {}

    @Nullable
    Entry find(KeyDigest digest) {
        Entry entry = present.getIfPresent(digest);
        if (entry == null) {
            entry = missing.getIfPresent(digest);
        }
        return entry != null && ticker.getAsLong() - entry.freshUntilNanos < 0 ? entry : null;
    }

    Read beginRead() {
        return new Read(generation.get(), ticker.getAsLong());
    }

    /** Remembers what a read found, unless something changed since it began. Returns it in either case. */
    Entry endRead(Read read, KeyDigest digest, Optional<KeyRecord> found) {
        long nanos = found.isPresent() ? boundNanos : Math.min(boundNanos, MISSING_NANOS);
        Entry entry = new Entry(found.map(Authentication.Authenticated::new).orElse(null), read.startedNanos + nanos);
        if (nanos > 0) {
            (found.isPresent() ? present : missing)
                    .asMap()
                    .compute(
                            digest,
                            (key, old) -> read.generation == generation.get()
                                            && (old == null || old.freshUntilNanos - entry.freshUntilNanos < 0)
                                    ? entry
                                    : old);
        }
        return entry;
    }

    /** Makes sure that nothing read before now is relied upon. */
    void forget(KeyDigest digest) {
        generation.incrementAndGet();
        present.invalidate(digest);
        missing.invalidate(digest);
    }

    private static Cache<KeyDigest, Entry> bounded(long maxEntries) {
        return Caffeine.newBuilder()
                .maximumSize(maxEntries)
                .executor(Runnable::run)
                .build();
    }
}
