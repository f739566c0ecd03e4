// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that stands still until a test moves it.
 *
 * <p>It starts at 2026-01-01T00:00:00Z. It may be moved back, to show what a clock step does.
 *
 * <p>This class is thread-safe: a move is seen by every thread at once.
 */
public final class ManualClock implements InstantSource {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicLong nanosSinceStart = new AtomicLong();

    /** A clock at 2026-01-01T00:00:00Z. */
    public ManualClock() {}

    @Override
    public Instant instant() {
        return START.plusNanos(nanosSinceStart.get());
    }

    /**
     * Moves the clock.
     *
     * @param step how far, within 292 years of the start; negative moves it back
     */
    public void advance(Duration step) {
        nanosSinceStart.addAndGet(step.toNanos());
    }
}
