// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * When a subscription began, and in whose calendar its months and years are counted from then on.
 *
 * <p>Month <i>n</i> begins at the same time of day, on the same day of the month, <i>n</i> months later; in a month that has no
 * such day, on its last. From 31 January 2026, noon: 28 February, 31 March, 30 April, and 29 February in 2028, always at noon.
 * A month is never counted from the one before, so the 31st comes back. Where the zone's clock skips that time of day the month
 * begins as much later as was skipped; where it comes twice, at the one with the offset of the beginning. In UTC these are the
 * billing periods that payment providers use.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param start when the subscription began, from 1970 to 2200, without fractions of a second: they are cut off
 * @param zone whose calendar
 */
public record Anchor(Instant start, ZoneId zone) {

    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");
    private static final int MONTHS_A_YEAR = 12;

    /** The first instant of 1970 in UTC: whoever counts from it has calendar months and years. */
    public static final Anchor CALENDAR = new Anchor(Instant.EPOCH, ZoneOffset.UTC);

    /**
     * Checks the start.
     *
     * @param start when the subscription began
     * @param zone whose calendar
     * @throws IllegalArgumentException if the start is out of range
     */
    public Anchor {
        Objects.requireNonNull(zone, "zone");
        if (start.isBefore(FIRST) || start.isAfter(LAST)) {
            throw new IllegalArgumentException("must be from " + FIRST + " to " + LAST + ": start=" + start);
        }
        start = start.truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * The anchor of a subscription that counts in UTC.
     *
     * @param start when it began
     * @return the anchor
     * @throws IllegalArgumentException if the start is out of range
     */
    public static Anchor utc(Instant start) {
        return new Anchor(start, ZoneOffset.UTC);
    }

    /**
     * The month with a number.
     *
     * @param index 0 for the first
     * @return the month
     */
    public Period month(long index) {
        return period(index, 1);
    }

    /**
     * The month that an instant is in.
     *
     * @param instant any instant of the years 1 to 9999
     * @return the month; with a negative number if that is before the subscription began
     */
    public Period monthAt(Instant instant) {
        return periodAt(instant, 1);
    }

    /**
     * The year that an instant is in.
     *
     * @param instant any instant of the years 1 to 9999
     * @return the year, twelve months from the anchor on; with a negative number if that is before the subscription began
     */
    public Period yearAt(Instant instant) {
        return periodAt(instant, MONTHS_A_YEAR);
    }

    private Period period(long index, int months) {
        return new Period(index, boundary(index * months), boundary((index + 1) * months));
    }

    private Period periodAt(Instant instant, int months) {
        long index = Math.floorDiv(ChronoUnit.MONTHS.between(start.atZone(zone), instant.atZone(zone)), (long) months);
        while (boundary(index * months).isAfter(instant)) {
            index--;
        }
        while (!boundary((index + 1) * months).isAfter(instant)) {
            index++;
        }
        return period(index, months);
    }

    private Instant boundary(long months) {
        ZonedDateTime beginning = start.atZone(zone);
        return beginning.plusMonths(months).toInstant();
    }
}
