// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The layouts that one limiter has made, by quota and by number.
 *
 * <p>They are kept for as long as the limiter, since words name them by number: some hundred bytes for each different quota.
 *
 * <p>This class is thread-safe.
 */
final class Layouts {

    /** The number that no layout has, for a slot that nobody has. */
    static final int NONE = Words.LAYOUTS - 1;

    private static final long DAY_NANOS = Duration.ofDays(1).toNanos();

    private final InstantSource clock;
    private final Duration permitTimeToLive;
    private final boolean nonDurable;

    private final ReentrantLock making = new ReentrantLock();
    private final Map<Quota, Layout> byQuota = new HashMap<>();
    private final AtomicInteger births = new AtomicInteger();

    /** By number; replaced whole by a longer copy, under the lock. */
    private volatile Layout[] byId = new Layout[1];

    Layouts(InstantSource clock, Duration permitTimeToLive, boolean nonDurable) {
        this.clock = clock;
        this.permitTimeToLive = permitTimeToLive;
        this.nonDurable = nonDurable;
    }

    /** The layout of a number that a word has. */
    Layout get(int id) {
        return byId[id];
    }

    /** The layout for a quota. */
    Layout of(Quota quota) {
        Layout known = quota.layoutIn(this);
        return known != null ? known : made(quota);
    }

    private Layout made(Quota quota) {
        making.lock();
        try {
            Layout layout = byQuota.get(quota);
            if (layout == null) {
                requireMayForget(quota);
                layout = add(quota);
            }
            quota.remember(layout);
            return layout;
        } finally {
            making.unlock();
        }
    }

    private Layout add(Quota quota) {
        Layout[] all = byId;
        int id = byQuota.size() + 1;
        if (id >= NONE) {
            throw new IllegalStateException("must not see more than " + (NONE - 1) + " different quotas");
        }
        Layout layout = new Layout(this, id, quota);
        if (id >= all.length) {
            all = Arrays.copyOf(all, 2 * all.length);
        }
        all[id] = layout;
        byId = all;
        byQuota.put(quota, layout);
        return layout;
    }

    Rule rule(Limit limit, Rule.Place place) {
        if (limit instanceof RateLimit rate) {
            return new RateRule(rate, place, permitTimeToLive.toNanos());
        }
        if (limit instanceof CalendarLimit calendar) {
            return new CalendarRule(calendar, place, clock);
        }
        return limit instanceof RollingLimit rolling
                ? new RollingRule(rolling, place)
                : new RollingRule((ConcurrencyLimit) limit, place);
    }

    /** A number by which new rings are told from others that a subject has had. */
    int nextBirth() {
        return births.incrementAndGet();
    }

    private void requireMayForget(Quota quota) {
        for (Limit limit : quota.limits()) {
            if (!nonDurable && isDayOrLonger(limit)) {
                throw new IllegalArgumentException("must have periods and times to refill shorter than a day,"
                        + " unless the limiter is declared nonDurable: limit=" + limit);
            }
        }
    }

    private static boolean isDayOrLonger(Limit limit) {
        if (limit instanceof RateLimit rate) {
            long refillNanos =
                    Fraction.of(rate.period().toNanos(), rate.permits()).timesRoundedUp(rate.burst());
            return Math.max(rate.period().toNanos(), refillNanos) >= DAY_NANOS;
        }
        if (limit instanceof CalendarLimit calendar) {
            return calendar.period().isDayOrLonger();
        }
        // A call is in flight in this process only: there is nothing to be kept.
        return limit instanceof RollingLimit rolling && rolling.window().toNanos() >= DAY_NANOS;
    }
}
