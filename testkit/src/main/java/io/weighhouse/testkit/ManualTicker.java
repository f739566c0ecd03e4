// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.metering.limit.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A ticker that stands still until a test moves it.
 *
 * <p>It starts one second before its readings wrap from the largest {@code long} to the smallest, so that whoever compares
 * them in any other way than by subtraction is found out.
 *
 * <p>This class is thread-safe: a move is seen by every thread at once.
 */
public final class ManualTicker implements Ticker {

    private final AtomicLong nanos;

    /** A ticker one second before its readings wrap. */
    public ManualTicker() {
        this(Long.MAX_VALUE - 1_000_000_000L);
    }

    /**
     * A ticker of a given first reading.
     *
     * @param nanos any {@code long}
     */
    public ManualTicker(long nanos) {
        this.nanos = new AtomicLong(nanos);
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    /**
     * Moves the ticker.
     *
     * @param step how far, within 292 years; negative moves it back
     */
    public void advance(Duration step) {
        advanceNanos(step.toNanos());
    }

    /**
     * Moves the ticker.
     *
     * @param step how many nanoseconds; negative moves it back
     */
    public void advanceNanos(long step) {
        nanos.addAndGet(step);
    }
}
