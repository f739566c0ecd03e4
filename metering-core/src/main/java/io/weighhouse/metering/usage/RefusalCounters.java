// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import io.weighhouse.metering.call.CallSignals;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts calls that were refused, by day, tenant, code and labels.
 *
 * <p>A refused call leaves nothing in the books, so these counts may lose: they begin anew with the process, two nodes count apart, and
 * beyond {@link #MAX_ROWS} rows what comes new is counted by day and code only, beyond twice as many not at all ({@link #lost}). 40
 * days are kept. For money, ask the ledger.
 *
 * <p>This class is thread-safe, and counting takes no lock.
 */
public final class RefusalCounters implements CallSignals {

    /** How many rows are kept with tenant and labels. */
    public static final int MAX_ROWS = 20_000;

    private static final int MAX_DAYS = 40;

    /**
     * How often one code was told in one group.
     *
     * @param values the group's value in each dimension that was asked by; empty where there is none
     * @param code such as {@code RATE_LIMITED}
     * @param count how often, more than zero
     */
    public record Row(Map<Dimension, String> values, String code, long count) {

        /**
         * The group's value in a dimension.
         *
         * @param dimension one that was asked by
         * @return the value, empty if it has none
         */
        public String value(Dimension dimension) {
            return values.getOrDefault(dimension, "");
        }
    }

    private record Key(LocalDate day, String code, GroupKey group) {}

    private final InstantSource clock;
    private final Map<Key, LongAdder> counts = new ConcurrentHashMap<>();
    private final LongAdder lost = new LongAdder();
    private volatile @Nullable LocalDate newest;

    private RefusalCounters(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Counters that have counted nothing.
     *
     * @param clock tells the day, in UTC
     * @return the counters
     */
    public static RefusalCounters of(InstantSource clock) {
        return new RefusalCounters(clock);
    }

    /**
     * Counts a refusal of which nothing but the code is known.
     *
     * @param code such as {@code RATE_LIMITED}
     */
    @Override
    public void refused(String code) {
        refused("", code, Map.of());
    }

    /**
     * Counts a refusal.
     *
     * @param tenant whose call it was, empty if nobody knows
     * @param code such as {@code RATE_LIMITED}
     * @param labels such as {@code plan} and {@code endpoint}; each value more makes rows
     */
    public void refused(String tenant, String code, Map<String, String> labels) {
        LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        forgetBefore(day);
        Key key = new Key(day, code, new GroupKey(tenant, "", "", labels));
        LongAdder count = counts.get(key);
        if (count == null && counts.size() >= MAX_ROWS) {
            key = new Key(day, code, GroupKey.nobody());
            if (counts.size() >= 2 * MAX_ROWS && !counts.containsKey(key)) {
                lost.increment();
                return;
            }
        }
        counts.computeIfAbsent(key, any -> new LongAdder()).increment();
    }

    private void forgetBefore(LocalDate day) {
        LocalDate known = newest;
        if (known == null || day.isAfter(known)) {
            newest = day;
            LocalDate first = day.minusDays(MAX_DAYS - 1L);
            counts.keySet().removeIf(key -> key.day().isBefore(first));
        }
    }

    /** {@return how many refusals were not counted because there were too many rows} */
    public long lost() {
        return lost.sum();
    }

    /**
     * The counts.
     *
     * @param question whose, of which days, of what, by what
     * @return a row for each code and group, in the order of their values and then of the codes
     */
    public List<Row> rows(UsageQuestion question) {
        Map<String, Row> rows = new TreeMap<>();
        counts.forEach((key, count) -> {
            Function<Dimension, String> value = dimension -> dimension.equals(Dimension.DAY)
                    ? key.day().toString()
                    : key.group().value(dimension);
            if (question.days().contain(key.day())
                    && question.admits(key.group().tenant(), value)) {
                Map<Dimension, String> values = new TreeMap<>();
                StringBuilder order = new StringBuilder();
                for (Dimension dimension : question.by()) {
                    values.put(dimension, value.apply(dimension));
                    order.append(value.apply(dimension)).append('\0');
                }
                Row more = new Row(Collections.unmodifiableMap(values), key.code(), count.sum());
                rows.merge(
                        order.append(key.code()).toString(),
                        more,
                        (a, b) -> new Row(a.values(), a.code(), a.count() + b.count()));
            }
        });
        return new ArrayList<>(rows.values());
    }

    /**
     * How often each code was told.
     *
     * @param question whose, of which days, of what; what it groups by is not looked at
     * @return the counts by code
     */
    public Map<String, Long> byCode(UsageQuestion question) {
        Map<String, Long> codes = new HashMap<>();
        rows(question).forEach(row -> codes.merge(row.code(), row.count(), Long::sum));
        return Map.copyOf(codes);
    }
}
