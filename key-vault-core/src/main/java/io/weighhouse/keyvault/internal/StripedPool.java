// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A few reusable objects that are costly to make and serve one caller at a time: digests, ciphers, buffers.
 *
 * <p>A caller tries the stripe of his thread's id and makes a new object if it is empty, so nobody ever waits; what comes
 * back to an occupied stripe is dropped. A thread-local cache would do worse: with virtual threads it is never hit.
 *
 * <p>This class is thread-safe.
 *
 * @param <T> what is pooled
 */
public final class StripedPool<T> {

    private static final int STRIPES = 32;

    /** Sixteen references apart is a cache line apart, so that neighbours do not slow each other down. */
    private static final int SPACING = 16;

    private final AtomicReferenceArray<@Nullable T> slots = new AtomicReferenceArray<>(STRIPES * SPACING);
    private final Supplier<T> maker;

    /** An empty pool of what {@code maker} makes. */
    public StripedPool(Supplier<T> maker) {
        this.maker = maker;
    }

    /** Hands out an object that nobody else has until it is given back. An object that is never given back is no harm. */
    public T take() {
        T pooled = slots.getAndSet(slot(), null);
        return pooled != null ? pooled : maker.get();
    }

    /** Takes an object back for the next caller. */
    public void give(T object) {
        slots.lazySet(slot(), object);
    }

    /** Does something with each object that nobody has at the time; one that is taken out for it meanwhile may be dropped. */
    public void forEachIdle(Consumer<T> action) {
        for (int i = 0; i < slots.length(); i += SPACING) {
            T idle = slots.getAndSet(i, null);
            if (idle != null) {
                action.accept(idle);
                slots.compareAndSet(i, null, idle);
            }
        }
    }

    private static int slot() {
        return (int) (Thread.currentThread().getId() & (STRIPES - 1)) * SPACING;
    }
}
