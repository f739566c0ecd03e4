// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.metering.limit.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A ticker that stands still until a test moves it.
 *
 * <p>It starts one second before its readings wrap from the largest {@code long} to the smallest, so that whoever compares
 * them in any other way than by subtraction is found out.
 *
 * <p>Who waits by it moves it: {@link #await} returns at once and the time that was waited for has passed. So a test needs
 * no second thread to see a call wait, and reads off the ticker for how long it did. A limiter with a calendar takes a
 * clock besides; a ticker that was made with one takes it along.
 *
 * <p>This class is thread-safe: a move is seen by every thread at once.
 */
public final class ManualTicker implements Ticker {

    private static final long SECOND_BEFORE_WRAP = Long.MAX_VALUE - 1_000_000_000L;

    private final AtomicLong nanos;
    private final @Nullable ManualClock clock;

    /** A ticker one second before its readings wrap. */
    public ManualTicker() {
        this(SECOND_BEFORE_WRAP, null);
    }

    /**
     * A ticker of a given first reading.
     *
     * @param nanos any {@code long}
     */
    public ManualTicker(long nanos) {
        this(nanos, null);
    }

    /**
     * A ticker one second before its readings wrap that moves a clock with it; the clock may still be moved alone.
     *
     * @param clock moved as far as the ticker, every time
     */
    public ManualTicker(ManualClock clock) {
        this(SECOND_BEFORE_WRAP, clock);
    }

    private ManualTicker(long nanos, @Nullable ManualClock clock) {
        this.nanos = new AtomicLong(nanos);
        this.clock = clock;
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    /**
     * Moves the ticker, as {@link #advanceNanos} does, in place of waiting.
     *
     * @param wait how many nanoseconds
     * @throws InterruptedException if the thread is interrupted; the ticker stands still then
     */
    @Override
    public void await(long wait) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        advanceNanos(wait);
    }

    /**
     * Moves the ticker, and the clock that it takes along.
     *
     * @param step how far, within 292 years; negative moves it back
     */
    public void advance(Duration step) {
        advanceNanos(step.toNanos());
    }

    /**
     * Moves the ticker, and the clock that it takes along.
     *
     * @param step how many nanoseconds; negative moves it back
     */
    public void advanceNanos(long step) {
        if (clock != null) {
            clock.advance(Duration.ofNanos(step));
        }
        nanos.addAndGet(step);
    }
}
