// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Stages;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** Looks what has changed in the store, and makes the cache forget it. Nobody waits for it, and no thread is needed. */
final class ChangeFeed {

    /** Looks within one revocation bound, so that three may fail before entries need the store again. */
    private static final int LOOKS_PER_BOUND = 4;

    private final KeyRecordStore store;
    private final LongSupplier ticker;
    private final KeySignals signals;
    private final DigestCache cache;
    private final boolean on;
    private final long intervalNanos;
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile long nextNanos;
    private long position = KeyChanges.UNKNOWN_POSITION;

    ChangeFeed(KeyRegistryBuilder builder, DigestCache cache) {
        this.store = builder.store;
        this.ticker = builder.ticker;
        this.signals = builder.signals;
        this.cache = cache;
        this.on = builder.feedLife != null;
        this.intervalNanos = builder.revocationBound.toNanos() / LOOKS_PER_BOUND;
        this.nextNanos = ticker.getAsLong();
    }

    void readIfDue(long now) {
        if (on && now - nextNanos >= 0) {
            read();
        }
    }

    /** Looks now, unless somebody is doing it; true if nothing was missed. */
    CompletionStage<Boolean> read() {
        if (!on || !reading.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(false);
        }
        long began = ticker.getAsLong();
        nextNanos = began + intervalNanos;
        return Stages.ask(
                        () -> store.changesAfter(position),
                        failure -> new KeyStoreException("read changes", false, failure))
                .handle((changes, failure) -> {
                    boolean complete = failure == null && changes.complete();
                    if (failure == null) {
                        position = changes.position();
                        if (!complete) {
                            cache.forgetAll();
                        }
                        cache.changed(changes.digests(), began);
                    }
                    // After the position, which the next reader must see.
                    reading.set(false);
                    signals.changesRead(complete);
                    return complete;
                });
    }
}
