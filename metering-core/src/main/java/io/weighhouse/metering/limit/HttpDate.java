// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the three forms of a date that HTTP has (RFC 9110, section 5.6.7). */
final class HttpDate {

    private static final DateTimeFormatter PREFERRED = ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'");
    private static final DateTimeFormatter ASCTIME = ofPattern("EEE MMM ppd HH:mm:ss uuuu");

    private HttpDate() {}

    /** The instant; null if it is none. */
    static @Nullable Instant parse(String text, Instant now) {
        int comma = text.indexOf(',');
        if (comma < 0) {
            return parse(text, ASCTIME);
        }
        // Only the obsolete form with a year of two digits has the day's whole name.
        return parse(text, comma > 3 ? twoDigitYears(now) : PREFERRED);
    }

    private static @Nullable Instant parse(String text, DateTimeFormatter form) {
        try {
            return LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException noDate) {
            return null;
        }
    }

    /** A date that seems to be more than 50 years ahead is one of the past. */
    private static DateTimeFormatter twoDigitYears(Instant now) {
        long second = Math.max(0, Math.min(now.getEpochSecond(), UpstreamReader.MOST_EPOCH_SECOND));
        int first = Instant.ofEpochSecond(second).atOffset(ZoneOffset.UTC).getYear() - 49;
        return new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, LocalDate.of(first, 1, 1))
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    private static DateTimeFormatter ofPattern(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT);
    }
}
