// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was earned against what it cost.
 *
 * <p>Revenue is earned when credit is spent, at what was paid for the lot that it came from: of 5,000 credits for $99.99, one credit
 * earns $0.019998; promotional credit earns nothing.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param by what the rows are grouped by
 * @param rows in the order of their values
 * @param total all rows together
 */
public record MarginReport(List<Dimension> by, List<Row> rows, Margin total) {

    private static final int MARGIN_PLACES = 6;

    /**
     * One group.
     *
     * @param values its value in each dimension; empty where there is none
     * @param margin its figures
     */
    public record Row(Map<Dimension, String> values, Margin margin) {

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
     * Revenue, cost, and what is neither.
     *
     * @param earned what was paid for the credit that was spent, by currency
     * @param breakage what was paid for credit that expired unspent, by currency; it belongs to no call
     * @param cost what the providers take of us, by currency
     * @param promotional spent credit that nobody paid for, by unit
     * @param unvalued spent credit of which nobody said what was paid for it, and what is owed, by unit
     */
    public record Margin(
            Map<String, BigDecimal> earned,
            Map<String, BigDecimal> breakage,
            Map<String, BigDecimal> cost,
            Map<Unit, Amount> promotional,
            Map<Unit, Amount> unvalued) {

        /**
         * What was earned in one currency.
         *
         * @param currency such as {@code USD}
         * @return how much, zero if nothing
         */
        public BigDecimal earned(String currency) {
            return earned.getOrDefault(currency, BigDecimal.ZERO);
        }

        /**
         * What the providers take in one currency.
         *
         * @param currency such as {@code USD}
         * @return how much, zero if nothing
         */
        public BigDecimal cost(String currency) {
            return cost.getOrDefault(currency, BigDecimal.ZERO);
        }

        /**
         * What is left of the revenue when the cost is paid, as a part of it: (earned - cost) / earned.
         *
         * @param currency such as {@code USD}
         * @return the margin to six decimal places, rounded down; empty if nothing was earned
         */
        public Optional<BigDecimal> margin(String currency) {
            BigDecimal revenue = earned(currency);
            return revenue.signum() == 0
                    ? Optional.empty()
                    : Optional.of(revenue.subtract(cost(currency)).divide(revenue, MARGIN_PLACES, RoundingMode.FLOOR));
        }
    }

    /**
     * Copies the lists.
     *
     * @param by what the rows are grouped by
     * @param rows in the order of their values
     * @param total all rows together
     */
    public MarginReport {
        by = List.copyOf(by);
        rows = List.copyOf(rows);
    }

    /**
     * The rows as comma-separated values, after a line of headings; the same rows give the same bytes.
     *
     * <p>{@code day,sku,earned,breakage,cost,margin,promotional,unvalued}, of which each lists what there is, such as {@code USD=0.02};
     * the margin is of each currency in which something was earned.
     *
     * @return the text, lines ended by CR LF
     */
    public String toCsv() {
        return CsvRows.of(this);
    }
}
