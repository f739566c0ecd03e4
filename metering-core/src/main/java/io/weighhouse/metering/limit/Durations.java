// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads durations, rounded up to nanoseconds; null for anything else, and for more than 292 years. */
final class Durations {

    private static final String NUMBER = "[0-9]{1,19}(?:\\.[0-9]{0,40})?|\\.[0-9]{1,40}";
    private static final Pattern PLAIN = Pattern.compile(NUMBER);

    /** A number and a unit of Go's {@code time.Duration}; both letters that look like a mu stand for micro. */
    private static final Pattern PART = Pattern.compile("(" + NUMBER + ")(ns|us|\u00b5s|\u03bcs|ms|s|m|h)");

    private static final BigDecimal NANOS_PER_MILLI = BigDecimal.valueOf(1_000_000L);
    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000L);
    private static final BigDecimal MOST_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

    private static final Map<String, BigDecimal> NANOS_PER_UNIT = Map.of(
            "ns", BigDecimal.ONE,
            "us", BigDecimal.valueOf(1_000L),
            "\u00b5s", BigDecimal.valueOf(1_000L),
            "\u03bcs", BigDecimal.valueOf(1_000L),
            "ms", NANOS_PER_MILLI,
            "s", NANOS_PER_SECOND,
            "m", BigDecimal.valueOf(60_000_000_000L),
            "h", BigDecimal.valueOf(3_600_000_000_000L));

    private Durations() {}

    /** As in {@code 1s}, {@code 6m0s} or {@code 1h2m3.5s}; a number alone is in seconds. */
    static @Nullable Duration parse(String text) {
        Matcher part = PART.matcher(text);
        BigDecimal nanos = BigDecimal.ZERO;
        int at = 0;
        while (at < text.length() && part.region(at, text.length()).lookingAt()) {
            nanos = nanos.add(times(part.group(1), NANOS_PER_UNIT.get(part.group(2))));
            at = part.end();
        }
        if (at == 0) {
            return seconds(text);
        }
        return at == text.length() ? ofNanos(nanos) : null;
    }

    /** A number of seconds, such as {@code 20} or {@code 1.5}. */
    static @Nullable Duration seconds(String text) {
        return plain(text, NANOS_PER_SECOND);
    }

    /** A number of milliseconds. */
    static @Nullable Duration millis(String text) {
        return plain(text, NANOS_PER_MILLI);
    }

    private static @Nullable Duration plain(String text, BigDecimal unit) {
        return PLAIN.matcher(text).matches() ? ofNanos(times(text, unit)) : null;
    }

    private static BigDecimal times(String number, @Nullable BigDecimal unit) {
        return unit == null ? BigDecimal.ZERO : new BigDecimal(number).multiply(unit);
    }

    private static @Nullable Duration ofNanos(BigDecimal exact) {
        BigDecimal nanos = exact.setScale(0, RoundingMode.CEILING);
        return nanos.compareTo(MOST_NANOS) > 0 ? null : Duration.ofNanos(nanos.longValueExact());
    }
}
