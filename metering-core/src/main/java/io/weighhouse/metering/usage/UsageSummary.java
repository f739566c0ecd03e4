// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import java.util.List;
import java.util.Map;

/**
 * The answer to a question: a row for each group, and their sum.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param by what the rows are grouped by
 * @param rows in the order of their values
 * @param total all rows together
 */
public record UsageSummary(List<Dimension> by, List<Row> rows, UsageTotals total) {

    /**
     * One group.
     *
     * @param values its value in each dimension; empty where a call has none
     * @param totals its sums
     */
    public record Row(Map<Dimension, String> values, UsageTotals totals) {

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

    /**
     * Copies the lists.
     *
     * @param by what the rows are grouped by
     * @param rows in the order of their values
     * @param total all rows together
     */
    public UsageSummary {
        by = List.copyOf(by);
        rows = List.copyOf(rows);
    }

    /**
     * The rows as comma-separated values, after a line of headings; the same rows give the same bytes.
     *
     * <p>{@code day,sku,calls,errors,aborted,expired,latency_millis,quantities,price,refunded,cost,shadow_cost}, of which the last five
     * list what there is, such as {@code input_tokens=500 output_tokens=2000} or {@code CREDIT/2=8.00}.
     *
     * @return the text, lines ended by CR LF
     */
    public String toCsv() {
        return CsvRows.of(this);
    }
}
