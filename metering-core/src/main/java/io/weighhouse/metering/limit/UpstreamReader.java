// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import io.weighhouse.metering.provider.ResponseHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads single headers of one response, and notes which could not be read. */
final class UpstreamReader {

    /** The longest name of a limit. */
    static final int MOST_NAME_CHARS = 200;

    private static final int MOST_VALUE_CHARS = 128;
    private static final int MOST_LIST_CHARS = 4_096;
    private static final int MOST_DIGITS = 19;

    /** The last second of the year 9999. */
    static final long MOST_EPOCH_SECOND = 253_402_300_799L;

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private final ResponseHeaders headers;
    private final Instant now;
    private final Set<String> unreadable = new LinkedHashSet<>();

    UpstreamReader(ResponseHeaders headers, Instant now) {
        this.headers = headers;
        this.now = now;
    }

    UpstreamLimits result(List<UpstreamLimit> limits) {
        Duration retryAfter = retryAfter();
        return new UpstreamLimits(
                limits.stream().filter(UpstreamLimit::saysSomething).toList(), retryAfter, new ArrayList<>(unreadable));
    }

    @Nullable
    Long count(String name) {
        return read(name, MOST_VALUE_CHARS, UpstreamReader::number);
    }

    /** A duration such as {@code 6m0s}. */
    @Nullable
    Duration duration(String name) {
        return read(name, MOST_VALUE_CHARS, Durations::parse);
    }

    /** The time until an instant such as {@code 2026-11-02T10:00:01Z}. */
    @Nullable
    Duration untilTimestamp(String name) {
        return read(name, MOST_VALUE_CHARS, text -> until(timestamp(text)));
    }

    /** The time until an instant such as {@code 1793613601}. */
    @Nullable
    Duration untilEpochSecond(String name) {
        return read(name, MOST_VALUE_CHARS, text -> until(epochSecond(text)));
    }

    @Nullable
    String name(String name) {
        return read(name, MOST_NAME_CHARS, text -> text.isEmpty() ? null : text);
    }

    /** The items of a structured field; none if there is no such field or it cannot be read. */
    List<StructuredList.Item> list(String name) {
        List<StructuredList.Item> items = read(name, MOST_LIST_CHARS, StructuredList::read);
        return items == null ? List.of() : items;
    }

    void noteUnreadable(String name) {
        unreadable.add(name);
    }

    /** The exact one goes before the one in whole seconds. */
    private @Nullable Duration retryAfter() {
        Duration exact = read("retry-after-ms", MOST_VALUE_CHARS, Durations::millis);
        Duration coarse = read("retry-after", MOST_VALUE_CHARS, text -> {
            Duration seconds = Durations.seconds(text);
            return seconds == null ? until(HttpDate.parse(text, now)) : seconds;
        });
        return exact == null ? coarse : exact;
    }

    private <T> @Nullable T read(String name, int mostChars, Function<String, @Nullable T> parser) {
        String value = headers.first(name).orElse(null);
        if (value == null) {
            return null;
        }
        T read = value.length() > mostChars ? null : parser.apply(value.strip());
        if (read == null) {
            noteUnreadable(name);
        }
        return read;
    }

    static @Nullable Long number(String text) {
        if (text.isEmpty() || text.length() > MOST_DIGITS || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException tooLarge) {
            return null;
        }
    }

    private static @Nullable Instant timestamp(String text) {
        try {
            return OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException noTimestamp) {
            return null;
        }
    }

    private static @Nullable Instant epochSecond(String text) {
        Long seconds = number(text);
        return seconds == null || seconds > MOST_EPOCH_SECOND ? null : Instant.ofEpochSecond(seconds);
    }

    private @Nullable Duration until(@Nullable Instant then) {
        if (then == null) {
            return null;
        }
        if (then.isBefore(now)) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(now, then);
        return left.compareTo(LONGEST) > 0 ? null : left;
    }
}
