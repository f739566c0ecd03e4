// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.metering.price.TimeWindow;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The hours of {@code off_peak_pricing}: times by UTC, on days by the calendar of another place.
 *
 * <p>A {@link TimeWindow} has one zone for both, so with days the times are moved to that place, and cut at its midnight. That
 * is exact only where clocks are not changed in summer; elsewhere the entry is not understood.
 */
final class LiteLlmHours {

    private static final String HOURS = "hours_utc";
    private static final String WINDOWS = "windows";
    private static final String DAYS = "weekdays";
    private static final String ZONE = "weekday_timezone";

    /** The keys that say when; all others say how much. */
    static final Set<String> KEYS = Set.of(HOURS, WINDOWS, DAYS, ZONE);

    /** A card can have a few more, so there is room for what else it may say. */
    private static final int MOST_WINDOWS = 32;

    private LiteLlmHours() {}

    static List<TimeWindow> windows(JsonNode offPeak) throws UnusableEntryException {
        List<TimeWindow> windows = new ArrayList<>();
        try {
            ZoneId zone = ZoneId.of(offPeak.path(ZONE).asText("UTC"));
            if (offPeak.has(HOURS)) {
                add(windows, offPeak, zone);
            }
            for (JsonNode window : offPeak.path(WINDOWS)) {
                for (Map.Entry<String, JsonNode> field : window.properties()) {
                    if (!field.getKey().equals(HOURS) && !field.getKey().equals(DAYS)) {
                        throw LiteLlmNumbers.notUnderstood(LiteLlmKeys.OFF_PEAK, offPeak);
                    }
                }
                add(windows, window, zone);
            }
        } catch (DateTimeException | IllegalArgumentException refused) {
            throw LiteLlmNumbers.notUnderstood(LiteLlmKeys.OFF_PEAK, offPeak);
        }
        if (windows.isEmpty() || windows.size() > MOST_WINDOWS) {
            throw LiteLlmNumbers.notUnderstood(LiteLlmKeys.OFF_PEAK, offPeak);
        }
        return windows;
    }

    private static void add(List<TimeWindow> windows, JsonNode said, ZoneId zone) {
        Set<DayOfWeek> days = days(said.path(DAYS));
        JsonNode hours = said.path(HOURS);
        if (hours.isTextual()) {
            add(windows, hours.textValue(), days, zone);
        }
        hours.forEach(each -> add(windows, each.asText(), days, zone));
    }

    private static void add(List<TimeWindow> windows, String hours, Set<DayOfWeek> days, ZoneId zone) {
        String[] ends = hours.split("-", -1);
        if (ends.length != 2) {
            throw new IllegalArgumentException(hours);
        }
        LocalTime from = time(ends[0]);
        LocalTime to = time(ends[1]);
        if (days.isEmpty()) {
            windows.add(TimeWindow.of("UTC", from.toString(), to.toString()));
            return;
        }
        int offset = fixedOffset(zone).getTotalSeconds();
        LocalTime localFrom = from.plusSeconds(offset);
        LocalTime localTo = to.plusSeconds(offset);
        if (localFrom.isBefore(localTo) || localTo.equals(LocalTime.MIDNIGHT)) {
            windows.add(on(days, zone, localFrom, localTo));
        } else {
            windows.add(on(days, zone, localFrom, LocalTime.MIDNIGHT));
            windows.add(on(days, zone, LocalTime.MIDNIGHT, localTo));
        }
    }

    private static TimeWindow on(Set<DayOfWeek> days, ZoneId zone, LocalTime from, LocalTime to) {
        DayOfWeek[] all = days.toArray(DayOfWeek[]::new);
        return TimeWindow.of(zone.getId(), from.toString(), to.toString()).on(all[0], all);
    }

    private static LocalTime time(String text) {
        return text.strip().equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(text.strip());
    }

    private static ZoneOffset fixedOffset(ZoneId zone) {
        ZoneRules rules = zone.getRules();
        if (!rules.getTransitionRules().isEmpty()) {
            throw new IllegalArgumentException("must have clocks that are not changed: " + zone);
        }
        List<ZoneOffsetTransition> past = rules.getTransitions();
        return past.isEmpty()
                ? rules.getOffset(Instant.EPOCH)
                : past.get(past.size() - 1).getOffsetAfter();
    }

    /** Names of three letters or more: sat, Saturday. */
    private static Set<DayOfWeek> days(JsonNode names) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (JsonNode name : names) {
            days.add(day(name.asText().toUpperCase(Locale.ROOT)));
        }
        if (days.isEmpty() && !names.isMissingNode()) {
            throw new IllegalArgumentException(names.toString());
        }
        return days;
    }

    private static DayOfWeek day(String name) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (name.length() >= 3 && day.name().startsWith(name)) {
                return day;
            }
        }
        throw new IllegalArgumentException(name);
    }
}
