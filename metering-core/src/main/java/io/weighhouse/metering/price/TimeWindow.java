// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * Some hours of some days of the week, where a place's clocks count.
 *
 * <p>{@code TimeWindow.of("Asia/Shanghai", "00:30", "08:30")} is every day from half past midnight, inclusive, to half past
 * eight, exclusive. One that ends before it begins goes over midnight, and then belongs to the day on which it began:
 * {@code of("UTC", "16:30", "00:30").on(FRIDAY)} holds on a Saturday at 00:10 and not on a Friday at 00:10. One that ends
 * when it begins is the whole day.
 *
 * <p>This class is immutable and thread-safe. It allocates only when the zone's clocks have been changed since it was last
 * asked.
 */
public final class TimeWindow {

    private static final int MILLIS_A_DAY = 24 * 60 * 60 * 1_000;
    private static final Set<DayOfWeek> EVERY_DAY = Set.copyOf(EnumSet.allOf(DayOfWeek.class));

    private final ZoneId zone;
    private final LocalTime from;
    private final LocalTime to;
    private final Set<DayOfWeek> days;

    private final int fromMillis;
    private final int toMillis;

    /** A bit for each day, Monday the lowest. */
    private final int dayBits;

    /** The offset that was found last, and between which changes of the clocks it holds. */
    private volatile Offset known = new Offset(0, 0, 0);

    private record Offset(long fromEpochMillis, long toEpochMillis, int millis) {}

    private TimeWindow(ZoneId zone, LocalTime from, LocalTime to, Set<DayOfWeek> days) {
        this.zone = zone;
        this.from = from;
        this.to = to;
        this.days = days;
        this.fromMillis = (int) (from.toNanoOfDay() / 1_000_000);
        this.toMillis = (int) (to.toNanoOfDay() / 1_000_000);
        int bits = 0;
        for (DayOfWeek day : days) {
            bits |= 1 << (day.getValue() - 1);
        }
        this.dayBits = bits;
    }

    /**
     * The same hours of every day.
     *
     * @param zone a zone of the time zone database, such as {@code Asia/Shanghai} or {@code UTC}
     * @param from the first moment, such as {@code 16:30}
     * @param to the first moment after it
     * @return that window
     * @throws IllegalArgumentException if the zone is unknown or a time is none
     */
    public static TimeWindow of(String zone, String from, String to) {
        try {
            return new TimeWindow(ZoneId.of(zone), LocalTime.parse(from), LocalTime.parse(to), EVERY_DAY);
        } catch (java.time.DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "must be a zone and two times such as 16:30: zone=" + Texts.quoted(zone) + " from="
                            + Texts.quoted(from) + " to=" + Texts.quoted(to),
                    unknown);
        }
    }

    /**
     * The same hours on some days only.
     *
     * @param first a day on which the window begins
     * @param more other such days
     * @return the new window
     */
    public TimeWindow on(DayOfWeek first, DayOfWeek... more) {
        return new TimeWindow(zone, from, to, Set.copyOf(EnumSet.of(first, more)));
    }

    /** {@return where the clocks count} */
    public ZoneId zone() {
        return zone;
    }

    /** {@return the first moment} */
    public LocalTime from() {
        return from;
    }

    /** {@return the first moment after it} */
    public LocalTime to() {
        return to;
    }

    /** {@return the days on which it begins} */
    public Set<DayOfWeek> days() {
        return days;
    }

    /**
     * Whether a moment lies in the window.
     *
     * @param epochMillis a moment, in milliseconds since 1970
     * @return whether it does
     */
    public boolean contains(long epochMillis) {
        long local = epochMillis + offsetMillis(epochMillis);
        int time = Math.floorMod(local, MILLIS_A_DAY);
        long day = Math.floorDiv(local, MILLIS_A_DAY);
        if (fromMillis < toMillis) {
            return time >= fromMillis && time < toMillis && begins(day);
        }
        return time >= fromMillis ? begins(day) : time < toMillis && begins(day - 1);
    }

    /** The first day of 1970 was a Thursday. */
    private boolean begins(long epochDay) {
        return (dayBits >> Math.floorMod(epochDay + 3, 7) & 1) != 0;
    }

    private int offsetMillis(long epochMillis) {
        Offset offset = known;
        if (epochMillis < offset.fromEpochMillis || epochMillis >= offset.toEpochMillis) {
            offset = offsetAt(Instant.ofEpochMilli(epochMillis));
            known = offset;
        }
        return offset.millis;
    }

    private Offset offsetAt(Instant instant) {
        ZoneRules rules = zone.getRules();
        ZoneOffsetTransition before = rules.previousTransition(instant.plusMillis(1));
        ZoneOffsetTransition after = rules.nextTransition(instant);
        return new Offset(
                before == null ? Long.MIN_VALUE : before.toEpochSecond() * 1_000,
                after == null ? Long.MAX_VALUE : after.toEpochSecond() * 1_000,
                rules.getOffset(instant).getTotalSeconds() * 1_000);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TimeWindow that
                && zone.equals(that.zone)
                && from.equals(that.from)
                && to.equals(that.to)
                && days.equals(that.days);
    }

    @Override
    public int hashCode() {
        return Objects.hash(zone, from, to, days);
    }

    /** {@return the hours, the zone, and the days unless they are all: {@code 16:30-00:30 UTC [FRIDAY]}} */
    @Override
    public String toString() {
        return from + "-" + to + ' ' + zone + (days.size() == 7 ? "" : " " + EnumSet.copyOf(days));
    }
}
