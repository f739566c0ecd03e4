// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

/**
 * A rate with a burst: the generic cell rate algorithm.
 *
 * <p><b>The rule.</b> The word is the theoretical arrival time: the moment at which everything that was taken will have
 * been paid off by time. A permit takes {@code period / permits}; a call passes if the arrival time, which is never taken to
 * be before now, lies no further ahead than the burst takes once the call is added. (ITU-T I.371, annex A, virtual
 * scheduling.)
 *
 * <p><b>Units.</b> Time is counted in a whole fraction of a nanosecond, {@link #scale} to the nanosecond: the one in which a
 * permit is a whole number, where a 16th or coarser will do, as for nearly every limit in use (600,000 ns at 100,000 a
 * minute, 60 sevenths at 7,000,000,000 a minute). Elsewhere it is a 16th, and each cost is rounded up by less than that.
 * Arrival times wrap around as readings of a ticker do, and are compared with now by subtraction only; one that seems to be
 * further ahead than {@link #MOST_UNITS}, which no debt reaches, is one that has been idle for years.
 *
 * <p><b>Giving back.</b> While permits are open a ring says what was taken when, since the moment at which the ring began. A
 * permit that used less lowers its slot, and the backlog is worked out again from the beginning of the ring. A slot stands
 * for times up to its own, so the result is at least what the backlog would be had every call cost at its own moment
 * what is now known of it; the smaller of both is still at least that. Since calls are admitted only if they fit above that
 * backlog, no admission ever exceeds the limit on actual costs. A backlog of nothing makes all earlier slots meaningless,
 * so the ring begins again. Slots older than any permit that could still give back are summed up, exactly, into what there
 * was before the first one; so slots are merged only within the time that a permit lives, in cells of a 32nd of it.
 */
final class RateRule extends Rule {

    /** More than any limit holds: what is further ahead is long past. */
    static final long MOST_UNITS = 1L << 62;

    /** Debt beyond it is forgiven: less than the most, so that whoever reads the time late does not take it for long past. */
    private static final long MOST_DEBT_UNITS = MOST_UNITS - (1L << 60);

    /** What {@link #aheadWith} answers when the call does not pass. */
    static final long REFUSED = -1;

    private static final long FINEST_SCALE = 16;
    private static final long MOST_BURST_UNITS = 1L << 61;

    private final long burst;
    private final long scale;
    private final long burstUnits;
    private final long unitsPerPermit;
    private final Fraction exact;
    private final boolean isWhole;
    private final long permitNanos;
    private final long cellNanos;

    RateRule(RateLimit limit, Place place, long permitNanos) {
        super(limit, place);
        long periodNanos = limit.period().toNanos();
        Fraction nanosPerPermit = Fraction.of(periodNanos, limit.permits());
        this.burst = limit.burst();
        this.scale = scale(nanosPerPermit, burst);
        this.exact = Fraction.of(periodNanos, limit.permits()).times(scale);
        this.isWhole = exact.denominator() == 1;
        this.unitsPerPermit = exact.numerator();
        this.burstUnits = exact.timesRoundedDown(burst);
        this.permitNanos = permitNanos;
        this.cellNanos = Math.max(1, permitNanos / Ring.CELLS);
    }

    private static long scale(Fraction nanosPerPermit, long burst) {
        long refillNanos = Math.max(1, nanosPerPermit.timesRoundedUp(burst));
        long finest = nanosPerPermit.denominator() <= FINEST_SCALE ? nanosPerPermit.denominator() : FINEST_SCALE;
        long finestThatFits = Math.min(MOST_BURST_UNITS / refillNanos, Long.MAX_VALUE / nanosPerPermit.numerator());
        return Math.max(1, Math.min(finest, finestThatFits));
    }

    /** How far ahead the arrival time is with a cost added, or {@link #REFUSED}. */
    long aheadWith(long arrival, Cost cost, long now) {
        long permits = permits(cost);
        if (permits > burst) {
            return REFUSED;
        }
        long ahead = ahead(arrival, now);
        if (isWhole) {
            long with = ahead + unitsPerPermit * permits;
            return with > burstUnits ? REFUSED : with;
        }
        return ahead > mostAhead(permits) ? REFUSED : ahead + units(permits);
    }

    /** The arrival time that is so far ahead. */
    long arrival(long ahead, long now) {
        return now * scale + ahead;
    }

    @Override
    void clear(long[] words, int at, long now) {
        words[word(at)] = now * scale;
    }

    @Override
    void clearRing(long[] words, long now) {
        int ring = ring(words, 0);
        long ahead = ahead(words[word(0)], now);
        // A nanosecond ago, because a ring knows what was taken after it began, and that is now.
        Ring.base(words, ring, now - 1, ahead == 0 ? 0 : ahead + scale);
    }

    @Override
    boolean admits(long[] words, int at, long permits, long now) {
        return permits <= burst && ahead(words[word(at)], now) <= mostAhead(permits);
    }

    @Override
    long take(long[] words, int at, long permits, long now) {
        return add(words, at, units(permits), now);
    }

    private long add(long[] words, int at, long units, long now) {
        long ahead = ahead(words[word(at)], now);
        words[word(at)] = now * scale + Math.min(ahead + units, MOST_DEBT_UNITS);
        int ring = ring(words, at);
        if (ring < 0) {
            return now;
        }
        if (ahead == 0) {
            Ring.clear(words, ring, Ring.capacity(words, ring));
            Ring.base(words, ring, now - 1, 0);
        }
        if (units == 0) {
            return now;
        }
        if (Ring.isFull(words, ring)) {
            forgetSettled(words, ring, now);
        }
        return Ring.add(words, ring, now, units, cellNanos);
    }

    /** Sums up what is too old for any permit to give back: nothing is lost by that. */
    private void forgetSettled(long[] words, int ring, long now) {
        int slots = Ring.countUpTo(words, ring, now - permitNanos - 1);
        if (slots > 0) {
            long level = replayed(words, ring, slots);
            long time = Ring.time(words, ring, slots - 1);
            Ring.forgetOldest(words, ring, slots);
            Ring.base(words, ring, time, level);
        }
    }

    /** The backlog after so many slots, as of the last of them. */
    private long replayed(long[] words, int ring, int slots) {
        long level = Ring.baseLevel(words, ring);
        long time = Ring.baseTime(words, ring);
        for (int i = 0; i < slots; i++) {
            level = drained(level, Ring.time(words, ring, i) - time);
            level += Math.min(Ring.amount(words, ring, i), MOST_DEBT_UNITS - level);
            time = Ring.time(words, ring, i);
        }
        return level;
    }

    @Override
    void settle(long[] words, int at, Settling settling) {
        RateRule reserved = (RateRule) settling.rule();
        if (settling.overruns()) {
            long excess = reserved.units(settling.used() - settling.held());
            add(words, at, rescaled(excess, reserved.scale, true), settling.now());
        } else if (settling.givesBack()) {
            long unused = reserved.units(settling.held()) - reserved.units(settling.used());
            giveBack(words, at, settling, rescaled(unused, reserved.scale, false));
        }
    }

    private void giveBack(long[] words, int at, Settling settling, long unused) {
        int ring = ring(words, at);
        if (ring < 0) {
            return;
        }
        int slot = Ring.find(words, ring, settling.mark());
        if (slot < 0) {
            return;
        }
        Ring.lower(words, ring, slot, unused);
        int count = Ring.count(words, ring);
        long level = replayed(words, ring, count);
        long time = count == 0 ? Ring.baseTime(words, ring) : Ring.time(words, ring, count - 1);
        long now = settling.now() - time < 0 ? time : settling.now();
        long arrival = now * scale + drained(level, now - time);
        if (arrival - words[word(at)] < 0) {
            words[word(at)] = arrival;
        }
    }

    @Override
    boolean isDrained(long[] words, int at, long now) {
        return ahead(words[word(at)], now) == 0;
    }

    @Override
    void carry(Rule before, long[] from, long[] to, long now) {
        RateRule old = (RateRule) before;
        long ahead = rescaled(old.ahead(from[old.word(0)], now), old.scale, true);
        to[word(0)] = now * scale + ahead;
        int oldRing = old.ring(from, 0);
        int ring = ring(to, 0);
        if (ring < 0) {
            return;
        }
        if (oldRing < 0) {
            clearRing(to, now);
            return;
        }
        Ring.copy(from, oldRing, to, ring);
        Ring.base(to, ring, Ring.baseTime(from, oldRing), rescaled(Ring.baseLevel(from, oldRing), old.scale, true));
        for (int slot = 0; slot < Ring.count(to, ring); slot++) {
            Ring.amount(to, ring, slot, rescaled(Ring.amount(to, ring, slot), old.scale, true));
        }
    }

    @Override
    long level(long[] words, int at, long now) {
        return ahead(words[word(at)], now);
    }

    @Override
    long remaining(long level) {
        // The most for which the level is no more than mostAhead.
        return Math.max(0, burst - exact.timesToReach(level));
    }

    @Override
    long resetNanos(long[] words, int at, long now) {
        return inNanos(ahead(words[word(at)], now));
    }

    @Override
    long waitNanos(long[] words, int at, long permits, long now) {
        if (permits > burst) {
            return Long.MAX_VALUE;
        }
        return inNanos(Math.max(0, ahead(words[word(at)], now) - mostAhead(permits)));
    }

    /** How far ahead of now an arrival time is. */
    private long ahead(long arrival, long now) {
        long ahead = arrival - now * scale;
        return Long.compareUnsigned(ahead, MOST_UNITS) > 0 ? 0 : ahead;
    }

    /** How far ahead the arrival time may be for so many permits, at most the burst, to fit: what the others of the burst take. */
    private long mostAhead(long permits) {
        if (isWhole) {
            return burstUnits - unitsPerPermit * permits;
        }
        // What the whole burst was charged is no debt yet.
        return permits == 0 ? exact.timesRoundedUp(burst) : exact.timesRoundedDown(burst - permits);
    }

    private long units(long permits) {
        return isWhole && permits <= burst
                ? unitsPerPermit * permits
                : Math.min(exact.timesRoundedUp(permits), MOST_UNITS - 1);
    }

    private long drained(long level, long elapsedNanos) {
        if (elapsedNanos > MOST_UNITS / scale) {
            return 0;
        }
        return Math.max(0, level - elapsedNanos * scale);
    }

    private long inNanos(long units) {
        return units / scale + (units % scale > 0 ? 1 : 0);
    }

    /** Units of another scale in units of this one. */
    private long rescaled(long units, long from, boolean up) {
        if (from == scale || units == 0) {
            return units;
        }
        Fraction ratio = Fraction.of(scale, from);
        return Math.min(MOST_DEBT_UNITS, up ? ratio.timesRoundedUp(units) : ratio.timesRoundedDown(units));
    }
}
