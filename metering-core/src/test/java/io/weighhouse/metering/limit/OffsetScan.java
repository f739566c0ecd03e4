// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/**
 * How the clock of a zone runs, found by looking at it: nothing is asked of its rules but the offset at an instant.
 *
 * <p>It answers by walking over stretches of one offset, where code under test asks for transitions and midnights.
 */
final class OffsetScan {

    static final long HOUR = 3_600;

    /** No zone moves its clock forth and back in less. */
    private static final long STRIDE = 12 * HOUR;

    /** Seconds from start until before the end, all of one offset. */
    record Stretch(long start, long end, long offset) {}

    private final List<Stretch> stretches = new ArrayList<>();

    OffsetScan(ZoneRules rules, Instant from, Instant to) {
        long start = from.getEpochSecond();
        long offset = offset(rules, start);
        for (long second = start; second < to.getEpochSecond(); second += STRIDE) {
            long later = second + STRIDE;
            if (offset(rules, later) != offset) {
                long moved = moved(rules, second, later);
                stretches.add(new Stretch(start, moved, offset));
                start = moved;
                offset = offset(rules, moved);
            }
        }
        stretches.add(new Stretch(start, to.getEpochSecond(), offset));
    }

    /** The seconds at which the clock is moved. */
    List<Long> moves() {
        return stretches.stream().skip(1).map(Stretch::start).toList();
    }

    /** The first second at which the clock shows the date or a later one. */
    long start(LocalDate date) {
        long midnight = date.toEpochDay() * 24 * HOUR;
        for (Stretch stretch : stretches) {
            long second = Math.max(stretch.start(), midnight - stretch.offset());
            if (second < stretch.end()) {
                return second;
            }
        }
        throw new IllegalArgumentException("must be within what was scanned: date=" + date);
    }

    /** The seconds from one to before another at which the clock shows a full hour. */
    List<Long> fullHours(long from, long to) {
        List<Long> seconds = new ArrayList<>();
        for (Stretch stretch : stretches) {
            long end = Math.min(to, stretch.end());
            long second = Math.max(from, stretch.start());
            while (second < end && (second + stretch.offset()) % HOUR != 0) {
                second++;
            }
            for (; second < end; second += HOUR) {
                seconds.add(second);
            }
        }
        return seconds;
    }

    /** The first second after one that has another offset, by halving. */
    private static long moved(ZoneRules rules, long from, long to) {
        long same = from;
        long other = to;
        while (other - same > 1) {
            long middle = (same + other) >>> 1;
            if (offset(rules, middle) == offset(rules, from)) {
                same = middle;
            } else {
                other = middle;
            }
        }
        return other;
    }

    private static long offset(ZoneRules rules, long second) {
        ZoneOffset offset = rules.getOffset(Instant.ofEpochSecond(second));
        return offset.getTotalSeconds();
    }
}
