// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.Duration;

/**
 * At most so many in any stretch of time, or in flight.
 *
 * <p>The ring has what was taken when; the word is the sum of its slots. A slot counts until a window has passed since its
 * time; since that is the time of the last call in it, no call is forgotten too early. Calls in flight are the same with
 * one permit each, a window of the expiry, and an end that takes them out again.
 */
final class RollingRule extends Rule {

    private final long limit;
    private final long windowNanos;
    private final long cellNanos;
    private final boolean inFlight;

    RollingRule(RollingLimit limit, Place place) {
        this(limit, place, limit.window());
    }

    RollingRule(ConcurrencyLimit limit, Place place) {
        this(limit, place, limit.expiry());
    }

    private RollingRule(Limit limit, Place place, Duration window) {
        super(limit, place);
        this.limit = limit.most();
        this.windowNanos = window.toNanos();
        this.cellNanos = Math.max(1, windowNanos / Ring.CELLS);
        this.inFlight = limit instanceof ConcurrencyLimit;
    }

    @Override
    boolean alwaysHasRing() {
        return true;
    }

    @Override
    void clear(long[] words, int at, long now) {
        words[word(at)] = 0;
    }

    @Override
    void clearRing(long[] words, long now) {
        // A new ring is empty, and so was the word; a nanosecond ago, since what is taken now is to be known.
        Ring.base(words, ring(words, 0), now - 1, 0);
    }

    @Override
    boolean admits(long[] words, int at, long permits, long now) {
        return permits <= limit && level(words, at, now) <= limit - permits;
    }

    @Override
    long take(long[] words, int at, long permits, long now) {
        int ring = ring(words, at);
        Ring.forgetOldest(words, ring, gone(words, ring, now));
        return add(words, at, permits, now);
    }

    private long add(long[] words, int at, long permits, long now) {
        int ring = ring(words, at);
        long time = permits == 0 ? now : Ring.add(words, ring, now, permits, cellNanos);
        words[word(at)] = Ring.sumFrom(words, ring, 0);
        return time;
    }

    @Override
    void settle(long[] words, int at, Settling settling) {
        int ring = ring(words, at);
        int slot = Ring.find(words, ring, settling.mark());
        if (inFlight) {
            giveBack(words, at, slot, 1);
        } else if (settling.givesBack()) {
            giveBack(words, at, slot, settling.held() - settling.used());
        } else if (settling.overruns()) {
            // Debt is charged to now: at the moment of the call nobody knew of it.
            long excess = Math.min(settling.used() - settling.held(), RollingLimit.MAX_PERMITS);
            add(words, at, excess, settling.now());
        }
    }

    private void giveBack(long[] words, int at, int slot, long permits) {
        int ring = ring(words, at);
        if (slot >= 0) {
            Ring.lower(words, ring, slot, permits);
            words[word(at)] = Ring.sumFrom(words, ring, 0);
        }
    }

    @Override
    boolean isDrained(long[] words, int at, long now) {
        return level(words, at, now) == 0;
    }

    @Override
    void carry(Rule before, long[] from, long[] to, long now) {
        Ring.copy(from, before.ring(from, 0), to, ring(to, 0));
        to[word(0)] = from[before.word(0)];
    }

    @Override
    long level(long[] words, int at, long now) {
        int ring = ring(words, at);
        int gone = gone(words, ring, now);
        return gone == 0 ? words[word(at)] : Ring.sumFrom(words, ring, gone);
    }

    @Override
    long remaining(long level) {
        return Math.max(0, limit - level);
    }

    @Override
    long resetNanos(long[] words, int at, long now) {
        int ring = ring(words, at);
        int count = Ring.count(words, ring);
        return level(words, at, now) == 0 ? 0 : Ring.time(words, ring, count - 1) + windowNanos - now;
    }

    @Override
    long waitNanos(long[] words, int at, long permits, long now) {
        if (permits > limit) {
            return Long.MAX_VALUE;
        }
        int ring = ring(words, at);
        int count = Ring.count(words, ring);
        long used = level(words, at, now);
        long wait = 0;
        for (int slot = gone(words, ring, now); slot < count && used > limit - permits; slot++) {
            used -= Ring.amount(words, ring, slot);
            wait = Ring.time(words, ring, slot) + windowNanos - now;
        }
        return wait;
    }

    private int gone(long[] words, int ring, long now) {
        return Ring.countUpTo(words, ring, now - windowNanos);
    }
}
