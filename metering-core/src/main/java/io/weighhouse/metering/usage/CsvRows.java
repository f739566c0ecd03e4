// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import io.weighhouse.ledger.export.CsvText;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Answers as comma-separated values. */
final class CsvRows {

    private static final String NEW_LINE = "\r\n";

    private CsvRows() {}

    static String of(UsageSummary summary) {
        StringBuilder text = new StringBuilder();
        headings(
                text,
                summary.by(),
                "calls,errors,aborted,expired,latency_millis,quantities,price,refunded,cost,shadow_cost");
        for (UsageSummary.Row row : summary.rows()) {
            UsageTotals totals = row.totals();
            UsageTotals.Counts counts = totals.counts();
            values(text, summary.by(), row::value)
                    .append(counts.calls())
                    .append(',')
                    .append(counts.errors())
                    .append(',')
                    .append(counts.aborted())
                    .append(',')
                    .append(counts.expired())
                    .append(',')
                    .append(totals.latencyMillis())
                    .append(',')
                    .append(list(totals.quantities(), String::valueOf))
                    .append(',')
                    .append(amounts(totals.money().price()))
                    .append(',')
                    .append(amounts(totals.money().refunded()))
                    .append(',')
                    .append(decimals(totals.money().cost()))
                    .append(',')
                    .append(decimals(totals.money().shadowCost()))
                    .append(NEW_LINE);
        }
        return text.toString();
    }

    static String of(MarginReport report) {
        StringBuilder text = new StringBuilder();
        headings(text, report.by(), "earned,breakage,cost,margin,promotional,unvalued");
        for (MarginReport.Row row : report.rows()) {
            MarginReport.Margin margin = row.margin();
            String margins = margin.earned().keySet().stream()
                    .flatMap(currency ->
                            margin.margin(currency).stream().map(part -> currency + '=' + part.toPlainString()))
                    .collect(Collectors.joining(" "));
            values(text, report.by(), row::value)
                    .append(decimals(margin.earned()))
                    .append(',')
                    .append(decimals(margin.breakage()))
                    .append(',')
                    .append(decimals(margin.cost()))
                    .append(',')
                    .append(margins)
                    .append(',')
                    .append(amounts(margin.promotional()))
                    .append(',')
                    .append(amounts(margin.unvalued()))
                    .append(NEW_LINE);
        }
        return text.toString();
    }

    private static void headings(StringBuilder text, List<Dimension> by, String rest) {
        for (Dimension dimension : by) {
            text.append(CsvText.foreign(dimension.toString())).append(',');
        }
        text.append(rest).append(NEW_LINE);
    }

    private static StringBuilder values(StringBuilder text, List<Dimension> by, Function<Dimension, String> value) {
        for (Dimension dimension : by) {
            text.append(CsvText.foreign(value.apply(dimension))).append(',');
        }
        return text;
    }

    private static String amounts(Map<Unit, Amount> amounts) {
        return list(amounts, amount -> amount.toDecimal().toPlainString());
    }

    private static String decimals(Map<String, BigDecimal> decimals) {
        return list(decimals, BigDecimal::toPlainString);
    }

    private static <K, V> String list(Map<K, V> values, Function<V, String> written) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey().toString() + '=' + written.apply(entry.getValue()))
                .collect(Collectors.joining(" "));
    }
}
