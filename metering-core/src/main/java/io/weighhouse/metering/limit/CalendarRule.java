// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An allowance by the calendar.
 *
 * <p>The word is the ordinal of a period (20 bits) and what was used in it (44 bits). An ordinal of the past means that
 * nothing was used. One of the future means that the clock was put back: what was used then counts until that period has
 * gone by, but no later than the end of the next one.
 */
final class CalendarRule extends Rule {

    private static final int USED_BITS = 44;
    private static final long MOST_USED = (1L << USED_BITS) - 1;

    private final long limit;
    private final CalendarPeriod period;
    private final InstantSource clock;

    /** The period that the clock was last seen in: a race between threads costs a second look into the calendar. */
    private CalendarPeriod.@Nullable Bounds lastBounds;

    CalendarRule(CalendarLimit limit, Place place, InstantSource clock) {
        super(limit, place);
        this.limit = limit.permits();
        this.period = limit.period();
        this.clock = clock;
    }

    @Override
    void clear(long[] words, int at, long now) {
        words[word(at)] = 0;
    }

    @Override
    void clearRing(long[] words, long now) {
        // It has none.
    }

    @Override
    boolean admits(long[] words, int at, long permits, long now) {
        return permits <= limit && used(words[word(at)], bounds()) + permits <= limit;
    }

    @Override
    long take(long[] words, int at, long permits, long now) {
        long word = words[word(at)];
        CalendarPeriod.Bounds bounds = bounds();
        long ordinal = ordinal(word, bounds);
        words[word(at)] = word(ordinal, used(word, bounds) + Math.min(permits, MOST_USED));
        return ordinal;
    }

    @Override
    void settle(long[] words, int at, Settling settling) {
        long word = words[word(at)];
        if (settling.overruns() && word >>> USED_BITS < settling.mark() && bounds().ordinal() == settling.mark()) {
            // Its subject was forgotten, or has used nothing else since.
            word = word(settling.mark(), 0);
        }
        if (word >>> USED_BITS != settling.mark()) {
            return;
        }
        long used = word & MOST_USED;
        if (settling.overruns()) {
            long excess = settling.used() - settling.held();
            words[word(at)] = word(settling.mark(), used + Math.min(excess, MOST_USED));
        } else if (settling.givesBack()) {
            words[word(at)] = word(settling.mark(), Math.max(0, used - (settling.held() - settling.used())));
        }
    }

    @Override
    boolean isDrained(long[] words, int at, long now) {
        return used(words[word(at)], bounds()) == 0;
    }

    @Override
    boolean isAhead(long[] words, int at) {
        long word = words[word(at)];
        return word >>> USED_BITS > ordinal(word, bounds());
    }

    @Override
    void turnBack(long[] words, int at) {
        long word = words[word(at)];
        CalendarPeriod.Bounds bounds = bounds();
        words[word(at)] = word(ordinal(word, bounds), used(word, bounds));
    }

    @Override
    void carry(Rule before, long[] from, long[] to, long now) {
        CalendarRule old = (CalendarRule) before;
        long word = from[old.word(0)];
        if (old.period.equals(period)) {
            to[word(0)] = word;
            return;
        }
        // Another zone or another first day: what was used in the period that was going on is taken along.
        to[word(0)] = word(bounds().ordinal(), used(word, old.bounds()));
    }

    @Override
    long level(long[] words, int at, long now) {
        return used(words[word(at)], bounds());
    }

    @Override
    long remaining(long level) {
        return Math.max(0, limit - level);
    }

    @Override
    long resetNanos(long[] words, int at, long now) {
        long word = words[word(at)];
        CalendarPeriod.Bounds bounds = bounds();
        return used(word, bounds) == 0 ? 0 : nanosToEnd(word, bounds);
    }

    @Override
    long waitNanos(long[] words, int at, long permits, long now) {
        if (permits > limit) {
            return Long.MAX_VALUE;
        }
        long word = words[word(at)];
        CalendarPeriod.Bounds bounds = bounds();
        return used(word, bounds) + permits <= limit ? 0 : nanosToEnd(word, bounds);
    }

    private long nanosToEnd(long word, CalendarPeriod.Bounds bounds) {
        long end = ordinal(word, bounds) > bounds.ordinal() ? after(bounds).endMillis() : bounds.endMillis();
        // The last period never ends, and no clock that is far off may make this negative.
        return TimeUnit.MILLISECONDS.toNanos(end - clock.millis());
    }

    /** The period in which a word counts now. */
    private long ordinal(long word, CalendarPeriod.Bounds bounds) {
        return word >>> USED_BITS > bounds.ordinal() ? after(bounds).ordinal() : bounds.ordinal();
    }

    /** Not always the next number: a zone may skip a day. */
    private CalendarPeriod.Bounds after(CalendarPeriod.Bounds bounds) {
        return period.boundsAt(bounds.endMillis());
    }

    private static long used(long word, CalendarPeriod.Bounds bounds) {
        return word >>> USED_BITS < bounds.ordinal() ? 0 : word & MOST_USED;
    }

    private static long word(long ordinal, long used) {
        return (ordinal << USED_BITS) | Math.min(used, MOST_USED);
    }

    private CalendarPeriod.Bounds bounds() {
        long millis = clock.millis();
        CalendarPeriod.Bounds last = lastBounds;
        if (last == null || millis < last.startMillis() || millis >= last.endMillis()) {
            last = period.boundsAt(millis);
            lastBounds = last;
        }
        return last;
    }
}
