// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Stages;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * When keys were last used, without a write for every request: each key is noted once a minute at most, and the notes are
 * written together, by the request that finds them a minute old or 1,000.
 */
final class LastUses {

    static final long INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

    private static final int BATCH = 1_000;

    /** More than these are not kept while the store fails; the keys will be noted again in a minute. */
    private static final int MAX_WAITING = 10_000;

    private final KeyRecordStore store;
    private final InstantSource clock;
    private final LongSupplier ticker;
    private final ConcurrentLinkedQueue<KeyUse> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong flushedNanos;

    LastUses(KeyRegistryBuilder builder) {
        this.store = builder.store;
        this.clock = builder.clock;
        this.ticker = builder.ticker;
        this.flushedNanos = new AtomicLong(ticker.getAsLong());
    }

    void note(DigestCache.Entry entry, KeyRecord record, long now) {
        if (!entry.isUseDue(now, INTERVAL_NANOS)) {
            return;
        }
        if (count.get() < MAX_WAITING) {
            waiting.add(new KeyUse(record.owner().tenant(), record.id(), clock.instant()));
            count.incrementAndGet();
        }
        long flushed = flushedNanos.get();
        if ((count.get() >= BATCH || now - flushed >= INTERVAL_NANOS) && flushedNanos.compareAndSet(flushed, now)) {
            flush();
        }
    }

    /** Writes what waits. Fails as the store does; what could not be written is lost, and noted again in a minute. */
    CompletionStage<Void> flush() {
        List<KeyUse> batch = new ArrayList<>();
        for (KeyUse use = waiting.poll(); use != null; use = waiting.poll()) {
            batch.add(use);
        }
        count.addAndGet(-batch.size());
        return batch.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : Stages.askVoid(
                        () -> store.recordUses(batch),
                        failure -> new KeyStoreException("note when keys were used", false, failure));
    }
}
