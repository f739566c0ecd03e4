// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.Instant;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * The hours of a clock on a wall.
 *
 * <p>At most one begins in each hour of UTC, so that the number of the latter serves as its own.
 */
final class WallHours {

    static final long HOUR_MILLIS = 3_600_000;

    private static final long HOUR_SECONDS = 3_600;
    private static final long MILLIS = 1_000;

    /** After every instant. */
    private static final long NEVER = Long.MAX_VALUE;

    private WallHours() {}

    static CalendarPeriod.Bounds boundsAt(long epochMillis, ZoneRules rules) {
        long hour = Math.floorDiv(epochMillis, HOUR_MILLIS);
        long start = startIn(hour, rules);
        while (start > epochMillis) {
            hour--;
            start = startIn(hour, rules);
        }
        long later = hour + 1;
        long end = startIn(later, rules);
        while (end == NEVER) {
            later++;
            end = startIn(later, rules);
        }
        return new CalendarPeriod.Bounds(hour + 1, start, end);
    }

    /** The first millisecond in an hour of UTC at which the clock shows a full hour; {@link #NEVER} if there is none. */
    private static long startIn(long utcHour, ZoneRules rules) {
        long second = utcHour * HOUR_SECONDS;
        long end = second + HOUR_SECONDS;
        while (second < end) {
            Instant instant = Instant.ofEpochSecond(second);
            long shown = second + rules.getOffset(instant).getTotalSeconds();
            long full = second + Math.floorMod(-shown, HOUR_SECONDS);
            ZoneOffsetTransition move = rules.nextTransition(instant);
            if (move == null || move.toEpochSecond() > full) {
                return full < end ? full * MILLIS : NEVER;
            }
            second = move.toEpochSecond();
        }
        return NEVER;
    }
}
