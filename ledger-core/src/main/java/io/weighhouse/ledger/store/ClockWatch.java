// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.time.Duration;
import java.time.Instant;

/**
 * Sees a clock leap: it is ahead of the time that has passed by the ticker.
 *
 * <p>Time never runs backwards in a ledger, so that a clock set years ahead for a moment would expire every lot for good. For
 * one thread.
 */
final class ClockWatch {

    private final Duration cap;
    private Instant lastNow = Instant.MAX;
    private long lastNanos;

    ClockWatch(Duration cap) {
        this.cap = cap;
    }

    /** Whether an instant is too far ahead of the last one that was not. */
    boolean leaps(Instant now, long tickerNanos) {
        if (lastNow.equals(Instant.MAX)) {
            lastNow = now;
            lastNanos = tickerNanos;
            return false;
        }
        Instant furthest =
                lastNow.plusNanos(Math.max(0, tickerNanos - lastNanos)).plus(cap);
        if (now.isAfter(furthest)) {
            return true;
        }
        if (now.isAfter(lastNow)) {
            lastNow = now;
            lastNanos = tickerNanos;
        }
        return false;
    }
}
