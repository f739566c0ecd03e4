// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What the store has said of some keys, for as long as it may be relied upon. */
final class FreshCache<K, V> {

    /*
     * The promise: a call that begins at least the bound after a change was stored, on whatever node, sees the change; on the
     * node that made the change, every call that begins after the change has returned.
     *
     * Other nodes: an entry is used until (when its read BEGAN) + bound, by a monotonic ticker.
     *
     * This node: forget() counts the generation up, removes the entry, and counts the changes up, in this order. A read
     * installs its answer only if the generation is still the one of its beginning, a question asked inside compute(), which
     * excludes the removal of the same key: so no answer from before the change is left behind. Whatever was concluded from
     * several entries holds only while the changes are still those of its beginning: whoever has seen the old entry began
     * before its removal, hence before the second count.
     *
     * An entry that leaves is wiped, whatever the reason: change, eviction, replacement, age. Nobody is told of age but by
     * looking, so the entries past their time are swept out by the first installation after each bound, and by sweep().
     */

    private final Cache<K, Entry<V>> entries;
    private final long boundNanos;
    private final LongSupplier ticker;
    private final AtomicLong generation = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong lastSweepNanos;

    FreshCache(long maxEntries, Duration bound, LongSupplier ticker) {
        this.entries = Caffeine.newBuilder()
                .maximumSize(maxEntries)
                .executor(Runnable::run)
                .<K, Entry<V>>removalListener((key, entry, cause) -> {
                    if (entry != null) {
                        entry.wipe();
                    }
                })
                .build();
        this.boundNanos = bound.toNanos();
        this.ticker = ticker;
        this.lastSweepNanos = new AtomicLong(ticker.getAsLong());
    }

    /** What the store said, until when that may be relied upon, and perhaps the secrets that it opened to. */
    static final class Entry<V> {

        final V value;
        final long freshUntilNanos;
        private @Nullable OpenedSecrets opened;
        private boolean wiped;

        Entry(V value, long freshUntilNanos) {
            this.value = value;
            this.freshUntilNanos = freshUntilNanos;
        }

        synchronized @Nullable OpenedSecrets opened() {
            return opened;
        }

        /** Keeps the secrets with this entry, unless it has left the cache or has some already. */
        synchronized boolean keep(OpenedSecrets secrets) {
            if (wiped || opened != null) {
                return false;
            }
            opened = secrets;
            return true;
        }

        synchronized void wipe() {
            wiped = true;
            if (opened != null) {
                opened.wipe();
            }
        }
    }

    /** A read of the store under way. */
    record Read(long generation, long startedNanos) {}

    @Nullable
    Entry<V> find(K key) {
        Entry<V> entry = entries.getIfPresent(key);
        return entry != null && isFresh(entry.freshUntilNanos) ? entry : null;
    }

    boolean isFresh(long untilNanos) {
        return ticker.getAsLong() - untilNanos < 0;
    }

    long changes() {
        return changes.get();
    }

    Read beginRead() {
        return new Read(generation.get(), ticker.getAsLong());
    }

    /** Remembers what a read found, unless something changed since it began. Returns it in either case. */
    Entry<V> endRead(Read read, K key, V value) {
        Entry<V> entry = new Entry<>(value, read.startedNanos + boundNanos);
        Entry<V> installed = boundNanos == 0
                ? null
                : entries.asMap()
                        .compute(
                                key,
                                (same, old) -> read.generation == generation.get()
                                                && (old == null || old.freshUntilNanos - entry.freshUntilNanos < 0)
                                        ? entry
                                        : old);
        if (installed == entry) {
            sweepNowAndThen();
        } else {
            entry.wipe();
        }
        return entry;
    }

    /** Makes sure that nothing read before now is relied upon. */
    void forget(K key) {
        generation.incrementAndGet();
        entries.invalidate(key);
        changes.incrementAndGet();
    }

    /** Wipes what is past its time. */
    void sweep() {
        long now = ticker.getAsLong();
        lastSweepNanos.set(now);
        entries.asMap().values().removeIf(entry -> now - entry.freshUntilNanos >= 0);
    }

    private void sweepNowAndThen() {
        long last = lastSweepNanos.get();
        if (ticker.getAsLong() - last >= boundNanos && lastSweepNanos.compareAndSet(last, ticker.getAsLong())) {
            sweep();
        }
    }
}
