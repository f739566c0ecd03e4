// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The figures of a subscription business for a stretch of time, from the history of its subscriptions.
 *
 * <p>Of 4 who paid at the beginning of March 1 was lost, so churn is 1 of 4; with 3 at $29 a month and 1 at $290 a year at the
 * end, $111.17 recur each month, $27.79 for each who pays. Yearly prices count a twelfth each month, and each figure is rounded
 * once, half to even.
 *
 * <p>Who pays is a subscription with a price that is paid or in grace; a trial is none. Everything is as of the history that is
 * known when it is asked: a payment that is reported late changes the figures of the month that it is for.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param range from when until when
 * @param serving how many subscriptions serve at the end, by the plan that counts
 * @param revenue what recurs at the end, and of how many
 * @param movements what came, went and changed within the range
 * @param trials the trials that ended within the range
 */
public record BusinessFigures(
        Range range, Map<String, Long> serving, Revenue revenue, Movements movements, Trials trials) {

    /**
     * From when until when.
     *
     * @param from the first instant that counts
     * @param until the first that no longer counts, later
     */
    public record Range(Instant from, Instant until) {

        /**
         * Checks the order.
         *
         * @param from the first instant that counts
         * @param until the first that no longer counts
         * @throws IllegalArgumentException if it is not later
         */
        public Range {
            if (!until.isAfter(from)) {
                throw new IllegalArgumentException("must be after from=" + from + ": until=" + until);
            }
        }
    }

    /**
     * What recurs at the end of the range.
     *
     * @param paying how many pay
     * @param yearly what they pay in twelve months, by money
     */
    public record Revenue(long paying, Map<Unit, Amount> yearly) {

        /**
         * What recurs each month in one money.
         *
         * @param unit which
         * @return a twelfth of what is paid in a year, rounded half to even
         */
        public Amount monthly(Unit unit) {
            return divided(unit, MONTHS);
        }

        /**
         * What recurs each month for each who pays.
         *
         * @param unit which money
         * @return a twelfth of what is paid in a year by the number of those who pay, rounded half to even; zero if nobody pays
         */
        public Amount monthlyOfEach(Unit unit) {
            return paying == 0 ? Amount.zero(unit) : divided(unit, Math.multiplyExact(MONTHS, paying));
        }

        private Amount divided(Unit unit, long by) {
            BigDecimal minor = BigDecimal.valueOf(
                    yearly.getOrDefault(unit, Amount.zero(unit)).minor());
            return Amount.ofMinor(
                    minor.divide(BigDecimal.valueOf(by), 0, RoundingMode.HALF_EVEN)
                            .longValueExact(),
                    unit);
        }
    }

    /**
     * What came, went and changed.
     *
     * @param payingBefore how many paid at the beginning
     * @param gained how many pay at the end that did not at the beginning
     * @param lost how many paid at the beginning and do not at the end
     * @param upgrades how often a dearer plan was chosen, by the price of a month
     * @param downgrades how often a cheaper one
     */
    public record Movements(long payingBefore, long gained, long lost, long upgrades, long downgrades) {

        /** {@return the lost of those who paid at the beginning} */
        public Ratio churn() {
            return new Ratio(lost, payingBefore);
        }
    }

    /**
     * Trials that ended.
     *
     * @param ended how many
     * @param converted of these, how many pay at the end of the range
     */
    public record Trials(long ended, long converted) {

        /** {@return the converted of those that ended} */
        public Ratio conversion() {
            return new Ratio(converted, ended);
        }
    }

    /**
     * A part of a whole, exactly.
     *
     * @param part 0 or more
     * @param whole 0 or more
     */
    public record Ratio(long part, long whole) {

        /**
         * The part in percent.
         *
         * @return to two decimal places, half to even; empty if the whole is nothing
         */
        public Optional<BigDecimal> percent() {
            return whole == 0
                    ? Optional.empty()
                    : Optional.of(BigDecimal.valueOf(part)
                            .multiply(HUNDRED)
                            .divide(BigDecimal.valueOf(whole), 2, RoundingMode.HALF_EVEN));
        }
    }

    private static final long MONTHS = 12;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /**
     * Copies the map.
     *
     * @param range from when until when
     * @param serving how many subscriptions serve at the end
     * @param revenue what recurs at the end
     * @param movements what came, went and changed
     * @param trials the trials that ended
     */
    public BusinessFigures {
        serving = Collections.unmodifiableMap(new TreeMap<>(serving));
    }

    /**
     * The figures of some subscriptions.
     *
     * @param histories the whole history of each, oldest first, as {@link Subscriptions#historyAsync} has it
     * @param plans what is sold, by which prices are known
     * @param range from when until when
     * @return the figures
     * @throws IllegalArgumentException if a history names a plan that is not in the catalogue
     */
    public static BusinessFigures of(Iterable<List<SubscriptionChange>> histories, Plans plans, Range range) {
        FiguresFold fold = new FiguresFold(plans, range);
        histories.forEach(fold::add);
        return fold.figures();
    }
}
