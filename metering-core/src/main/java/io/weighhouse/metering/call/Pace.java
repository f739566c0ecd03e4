// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.metering.limit.Ticker;

/** When a stream's next checkpoint is due; not thread-safe, its call guards it. */
final class Pace {

    private final Checkpoints when;
    private final Ticker ticker;
    private long lastNanos;

    /** No checkpoint can be due before so many bytes have come: a token has at least one. */
    private long bytesToGo;

    Pace(Checkpoints when, Ticker ticker) {
        this.when = when;
        this.ticker = ticker;
        this.lastNanos = when.time().isZero() ? 0 : ticker.nanos();
        this.bytesToGo = when.outputTokens();
    }

    /** Whether it is time, or may be: then {@link #isReached} says. */
    boolean mayBeDue(int bytes) {
        bytesToGo -= bytes;
        return isTime() || (when.outputTokens() > 0 && bytesToGo <= 0);
    }

    private boolean isTime() {
        return !when.time().isZero()
                && ticker.nanos() - lastNanos >= when.time().toNanos();
    }

    /** Whether a stream that has so many tokens of output since the last checkpoint has to take one. */
    boolean isReached(long outputTokens) {
        if (isTime() || (when.outputTokens() > 0 && outputTokens >= when.outputTokens())) {
            return true;
        }
        bytesToGo = when.outputTokens() - outputTokens;
        return false;
    }

    void taken() {
        bytesToGo = when.outputTokens();
        if (!when.time().isZero()) {
            lastNanos = ticker.nanos();
        }
    }
}
