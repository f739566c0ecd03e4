// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.metering.usage.Dimension;
import io.weighhouse.metering.usage.RefusalCounters;
import io.weighhouse.metering.usage.UsageLog;
import io.weighhouse.metering.usage.UsageQuestion;
import io.weighhouse.metering.usage.UsageSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Calls, limit hits and errors of each plan and endpoint.
 *
 * <p>A row reads: plan {@code professional}, endpoint {@code /v1/scan}: 1,000 calls, 3 of them errors, and 12 more that a limit or
 * an allowance refused. Calls and errors are what the books say; limit hits are counted apart, by counters that say they may
 * lose.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param rows in the order of their plans and endpoints
 */
public record TierFigures(List<Row> rows) {

    private static final Dimension PLAN = Dimension.label("plan");
    private static final Dimension ENDPOINT = Dimension.label("endpoint");

    /** The refusals that are limits of a plan. */
    private static final Set<String> LIMITS = Set.of("RATE_LIMITED", "ALLOWANCE_USED_UP");

    /**
     * One plan and endpoint.
     *
     * @param plan the label {@code plan} of the calls, empty for those without
     * @param endpoint the label {@code endpoint} of the calls, empty for those without
     * @param calls how many calls have ended
     * @param errors of these, where the provider failed
     * @param limitHits how many more a limit or an allowance refused
     */
    public record Row(String plan, String endpoint, long calls, long errors, long limitHits) {

        private Row plus(Row more) {
            return new Row(plan, endpoint, calls + more.calls, errors + more.errors, limitHits + more.limitHits);
        }
    }

    /**
     * Copies the list.
     *
     * @param rows in the order of their plans and endpoints
     */
    public TierFigures {
        rows = List.copyOf(rows);
    }

    /**
     * The figures of what a question asks for.
     *
     * @param question whose, of which days, of what; what it groups by is not looked at
     * @param calls the calls
     * @param refusals the refusals, with the labels {@code plan} and {@code endpoint}
     * @return the figures
     */
    public static TierFigures of(UsageQuestion question, UsageLog calls, RefusalCounters refusals) {
        UsageQuestion asked = question.by(PLAN, ENDPOINT);
        Map<List<String>, Row> rows = new TreeMap<>((one, other) -> {
            int plans = one.get(0).compareTo(other.get(0));
            return plans == 0 ? one.get(1).compareTo(other.get(1)) : plans;
        });
        for (UsageSummary.Row row : calls.summary(asked).rows()) {
            add(
                    rows,
                    new Row(
                            row.value(PLAN),
                            row.value(ENDPOINT),
                            row.totals().counts().calls(),
                            row.totals().counts().errors(),
                            0));
        }
        for (RefusalCounters.Row row : refusals.rows(asked)) {
            if (LIMITS.contains(row.code())) {
                add(rows, new Row(row.value(PLAN), row.value(ENDPOINT), 0, 0, row.count()));
            }
        }
        return new TierFigures(new ArrayList<>(rows.values()));
    }

    private static void add(Map<List<String>, Row> rows, Row row) {
        rows.merge(List.of(row.plan(), row.endpoint()), row, Row::plus);
    }

    /**
     * The sums of one plan.
     *
     * @param plan its name
     * @return all of its rows together, with an empty endpoint
     */
    public Row of(String plan) {
        Row sum = new Row(plan, "", 0, 0, 0);
        for (Row row : rows) {
            sum = row.plan().equals(plan) ? sum.plus(row) : sum;
        }
        return sum;
    }
}
