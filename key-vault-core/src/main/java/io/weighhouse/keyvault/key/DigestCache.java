// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What is known of presented digests, for as long as it may be relied upon. */
final class DigestCache {

    /*
     * The promise: once a revocation has been stored, on whatever node, no key is found good by a look-up that is answered
     * the bound B later; on the node that revoked, by none that begins after revoke() has returned.
     *
     * Other nodes. What a read says was true when it began, so an entry is used until (when its read BEGAN) + B. A read
     * that saw the key alive began before the revocation was stored, so its entry ends less than B after it; and whoever
     * waits for a read that takes longer than B gets no good answer from it. Time is a monotonic ticker: a wall clock that
     * is set back would prolong what was true once. A late answer of an earlier read never replaces that of a later one.
     *
     * With a feed of changes entries live longer, because what changes is forgotten when it is heard of. Then an entry
     * also ends B after the beginning of the last complete look at the feed: what was stored before that look is in it.
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

    // Keys are digests, looked up by anything that equals one.
    private final Cache<Object, Entry> present;
    private final Cache<Object, Entry> missing;
    private final AtomicLong generation = new AtomicLong();
    private final LongSupplier ticker;
    private final long boundNanos;
    private final long lifeNanos;
    private final boolean fed;
    private volatile long confirmedNanos;

    DigestCache(KeyRegistryBuilder builder) {
        this.present = bounded(builder.cacheSize);
        this.missing = bounded(Math.min(builder.cacheSize, MAX_MISSING_ENTRIES));
        this.ticker = builder.ticker;
        this.boundNanos = builder.revocationBound.toNanos();
        this.fed = builder.feedLife != null;
        // Nobody tells when an owner is locked out, so what was said of him lasts for the bound only.
        boolean heardOfAll = builder.owners == OwnerStatus.ALL_ENABLED;
        this.lifeNanos = builder.feedLife == null || !heardOfAll ? boundNanos : builder.feedLife.toNanos();
        this.confirmedNanos = ticker.getAsLong() - boundNanos;
    }

    /** What the store said of a key: an answer ready made, or null for "there is none". */
    static final class Entry {

        private static final AtomicLongFieldUpdater<Entry> NOTED =
                AtomicLongFieldUpdater.newUpdater(Entry.class, "notedNanos");

        final Authentication.@Nullable Authenticated answer;
        final boolean ownerEnabled;
        final long readNanos;
        private volatile long notedNanos;

        Entry(Authentication.@Nullable Authenticated answer, boolean ownerEnabled, Read read, long notedNanos) {
            this.answer = answer;
            this.ownerEnabled = ownerEnabled;
            this.readNanos = read.startedNanos;
            this.notedNanos = notedNanos;
        }

        /** Whether a use has to be noted: true once in an interval, whoever asks. */
        boolean isUseDue(long now, long intervalNanos) {
            long noted = notedNanos;
            return now - noted >= intervalNanos && NOTED.compareAndSet(this, noted, now);
        }
    }

    /** A read of the store under way. */
    record Read(long generation, long startedNanos) {}

    /** What is known of a digest, fresh or not; null if nothing is. */
    @Nullable
    Entry find(Object digest) {
        return present.getIfPresent(digest);
    }

    /** What is known of a digest that the store did not have a moment ago; null if nothing is. */
    @Nullable
    Entry findMissing(Object digest) {
        return missing.getIfPresent(digest);
    }

    boolean isFresh(Entry entry, long now) {
        return entry.answer == null
                ? now - entry.readNanos < Math.min(boundNanos, MISSING_NANOS)
                : now - entry.readNanos < lifeNanos && (!fed || now - confirmedNanos < boundNanos);
    }

    Read beginRead() {
        return new Read(generation.get(), ticker.getAsLong());
    }

    /** Whether a call that begins now may wait for a read that began before it. */
    boolean isJoinable(Read read, long now) {
        return read.generation == generation.get() && now - read.startedNanos < boundNanos;
    }

    /** Whether the answer of a read has come too late to say that a key is good. With a bound of 0 none would ever be in time. */
    boolean isLate(Read read) {
        return boundNanos > 0 && ticker.getAsLong() - read.startedNanos >= boundNanos;
    }

    /** Remembers what a read found, unless something changed since it began. */
    void endRead(Read read, KeyDigest digest, Entry entry) {
        if (boundNanos == 0) {
            return;
        }
        (entry.answer == null ? missing : present)
                .asMap()
                .compute(
                        digest,
                        (key, old) -> read.generation == generation.get()
                                        && (old == null || old.readNanos - entry.readNanos <= 0)
                                ? succeeding(old, entry)
                                : old);
        (entry.answer == null ? present : missing).invalidate(digest);
    }

    /** Makes sure that nothing read before now is relied upon. */
    void forget(KeyDigest digest) {
        generation.incrementAndGet();
        present.invalidate(digest);
        missing.invalidate(digest);
    }

    /** The same for a key that may be known by several digests, which takes a walk over all entries. */
    void forget(KeyPosition key) {
        generation.incrementAndGet();
        present.asMap()
                .values()
                .removeIf(entry -> entry.answer != null
                        && KeyPosition.of(entry.answer.record()).equals(key));
    }

    /** The same for everything. */
    void forgetAll() {
        generation.incrementAndGet();
        present.invalidateAll();
        missing.invalidateAll();
    }

    /** Takes note of what a look at the feed told. */
    void changed(List<KeyDigest> digests, long beganNanos) {
        digests.forEach(this::forget);
        confirmedNanos = beganNanos;
    }

    private static Entry succeeding(@Nullable Entry old, Entry entry) {
        if (old != null && old.notedNanos - entry.notedNanos > 0) {
            entry.notedNanos = old.notedNanos;
        }
        return entry;
    }

    private static Cache<Object, Entry> bounded(long maxEntries) {
        return Caffeine.newBuilder()
                .maximumSize(maxEntries)
                .executor(Runnable::run)
                .build();
    }
}
