// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * A price that depends on how much is used, in a call or in a period: graduated, by volume, by package, as a percentage, by the hour.
 *
 * <p>Each is a pure function of what was used before, {@code toDate}, and of what is used now. All that a call costs is
 * the sum of {@link #parts}; nothing is ever negative. {@link #total} is what a whole period costs if it is looked at once,
 * at its end. Graduated, package and volume prices agree with it to the last unit but for one case: a period by volume
 * that has reached a cheaper step costs less at its end than its calls did on the way, and a statement may give the
 * difference back.
 *
 * <p>Every model is immutable and thread-safe.
 */
public sealed interface QuantityModel {

    /**
     * What a call costs, in parts.
     *
     * @param toDate how much was used in the period before, {@code >= 0}
     * @param quantity how much is used now, {@code >= 0}
     * @return the parts, none for a quantity of 0
     * @throws ArithmeticException if both together do not fit a {@code long}
     */
    List<Part> parts(long toDate, long quantity);

    /**
     * A bound on what any call of a quantity costs, whatever came before it.
     *
     * @param quantity how much is used at most, {@code >= 0}
     * @return never less than the parts of that quantity or a smaller one
     */
    BigDecimal most(long quantity);

    /**
     * What a whole period costs.
     *
     * @param quantity how much was used in it, {@code >= 0}
     * @return its cost, exactly
     */
    default BigDecimal total(long quantity) {
        return sum(parts(0, quantity));
    }

    /**
     * Some units at one price.
     *
     * @param quantity how many were used
     * @param billed how many are paid for: all of a package, one of a fee
     * @param unitPrice the price of one of these
     */
    record Part(long quantity, long billed, BigDecimal unitPrice) {

        /** {@return what it costs} */
        public BigDecimal cost() {
            return unitPrice.multiply(BigDecimal.valueOf(billed));
        }
    }

    /**
     * One price up to a quantity, and a fee for reaching it at all.
     *
     * @param upTo the last unit that it is for, {@code > 0}; {@code Long.MAX_VALUE} in the last step
     * @param unitPrice the price of one unit, {@code >= 0}
     * @param fee what is added once, when the first unit of the step is used, {@code >= 0}
     */
    record Step(long upTo, BigDecimal unitPrice, BigDecimal fee) {

        /**
         * Checks the numbers.
         *
         * @param upTo the last unit that it is for, {@code > 0}
         * @param unitPrice the price of one unit, {@code >= 0}
         * @param fee what is added once, {@code >= 0}
         * @throws IllegalArgumentException if one is out of its range
         */
        public Step {
            if (upTo <= 0) {
                throw new IllegalArgumentException("must be > 0: upTo=" + upTo);
            }
            unitPrice = Texts.decimal("unitPrice", unitPrice);
            fee = Texts.decimal("fee", fee);
        }

        /**
         * A step without a fee.
         *
         * @param upTo the last unit that it is for, {@code > 0}
         * @param unitPrice the price of one unit, a decimal number {@code >= 0}
         * @return that step
         * @throws IllegalArgumentException if one is out of its range
         */
        public static Step of(long upTo, String unitPrice) {
            return new Step(upTo, Texts.decimal("unitPrice", unitPrice), BigDecimal.ZERO);
        }
    }

    /**
     * Each unit has the price of the step in which it falls: with a million at $2 and the rest at $1, units 999,999 to
     * 1,000,001 cost $2 + $2 + $1.
     *
     * @param steps ascending, the last one without end
     */
    record Graduated(List<Step> steps) implements QuantityModel {

        /**
         * Checks the steps.
         *
         * @param steps ascending, the last one up to {@code Long.MAX_VALUE}
         * @throws IllegalArgumentException if they are not
         */
        public Graduated {
            steps = checked(steps);
        }

        @Override
        public List<Part> parts(long toDate, long quantity) {
            long end = Math.addExact(toDate, quantity);
            List<Part> parts = new ArrayList<>();
            long from = 0;
            for (Step step : steps) {
                long first = Math.max(from, toDate);
                long last = Math.min(step.upTo, end);
                if (last > first) {
                    parts.add(new Part(last - first, last - first, step.unitPrice));
                    if (first == from && step.fee.signum() > 0) {
                        parts.add(new Part(0, 1, step.fee));
                    }
                }
                from = step.upTo;
            }
            return parts;
        }

        @Override
        public BigDecimal most(long quantity) {
            return mostOf(steps, quantity);
        }
    }

    /**
     * All units of a call have the price of the step that the period reaches with it: with $2 up to a million and $1
     * beyond, a call that reaches 1,000,001 pays $1 for each of its units.
     *
     * @param steps ascending, the last one without end
     */
    record Volume(List<Step> steps) implements QuantityModel {

        /**
         * Checks the steps.
         *
         * @param steps ascending, the last one up to {@code Long.MAX_VALUE}
         * @throws IllegalArgumentException if they are not
         */
        public Volume {
            steps = checked(steps);
        }

        @Override
        public List<Part> parts(long toDate, long quantity) {
            long end = Math.addExact(toDate, quantity);
            if (quantity == 0) {
                return List.of();
            }
            long from = 0;
            for (Step step : steps) {
                if (end <= step.upTo) {
                    Part units = new Part(quantity, quantity, step.unitPrice);
                    boolean reachedNow = toDate <= from && step.fee.signum() > 0;
                    return reachedNow ? List.of(units, new Part(0, 1, step.fee)) : List.of(units);
                }
                from = step.upTo;
            }
            throw new IllegalStateException("must have a last step: " + steps);
        }

        @Override
        public BigDecimal most(long quantity) {
            return mostOf(steps, quantity);
        }
    }

    /**
     * Units are sold in packages, and a begun one is paid for whole: at $5 for 1,000, the 1,001st unit costs $5 and the
     * 1,002nd nothing.
     *
     * @param size how many units are in one, {@code > 0}
     * @param unitPrice the price of one unit: of a package, divided by its size
     */
    @SuppressWarnings("JavaLangClash") // the field's word, and always said with the model's name before it
    record Package(long size, BigDecimal unitPrice) implements QuantityModel {

        /**
         * Checks the numbers.
         *
         * @param size how many units are in one, {@code > 0}
         * @param unitPrice the price of one unit, {@code >= 0}
         * @throws IllegalArgumentException if one is out of its range
         */
        public Package {
            if (size <= 0) {
                throw new IllegalArgumentException("must be > 0: size=" + size);
            }
            unitPrice = Texts.decimal("unitPrice", unitPrice);
        }

        @Override
        public List<Part> parts(long toDate, long quantity) {
            long end = Math.addExact(toDate, quantity);
            long begun = packages(end) - packages(toDate);
            return quantity == 0 ? List.of() : List.of(new Part(quantity, Math.multiplyExact(begun, size), unitPrice));
        }

        @Override
        public BigDecimal most(long quantity) {
            BigInteger units = BigInteger.valueOf(packages(quantity)).multiply(BigInteger.valueOf(size));
            return unitPrice.multiply(new BigDecimal(units));
        }

        private long packages(long units) {
            return units / size + (units % size == 0 ? 0 : 1);
        }
    }

    /**
     * A part of an amount that is itself the quantity, with a fee, a least and a most: 2 % and $0.10, at least $0.50 and at
     * most $5. Of 10 units it takes 0.30 raised to 0.50, of 100 units 2.10, of 10,000 units 200.10 held to 5. Fee, least and
     * most are for a call, or for a period if the card counts by periods: then 10 units after 100 cost 2.30 - 2.10.
     *
     * @param part what is taken of one unit, {@code >= 0}: 0.02 for 2 %
     * @param fee what is added to it, {@code >= 0}
     * @param minimum the least, {@code >= 0}
     * @param maximum the most, not below the least
     */
    record Percentage(BigDecimal part, BigDecimal fee, BigDecimal minimum, BigDecimal maximum)
            implements QuantityModel {

        /**
         * Checks the numbers.
         *
         * @param part what is taken of one unit, {@code >= 0}
         * @param fee what is added to it, {@code >= 0}
         * @param minimum the least, {@code >= 0}
         * @param maximum the most
         * @throws IllegalArgumentException if one is out of its range
         */
        public Percentage {
            part = Texts.decimal("part", part);
            fee = Texts.decimal("fee", fee);
            minimum = Texts.decimal("minimum", minimum);
            maximum = Texts.decimal("maximum", maximum);
            if (maximum.compareTo(minimum) < 0) {
                throw new IllegalArgumentException("must be >= minimum=" + minimum + ": maximum=" + maximum);
            }
        }

        @Override
        public List<Part> parts(long toDate, long quantity) {
            BigDecimal end = most(Math.addExact(toDate, quantity));
            BigDecimal before = toDate == 0 ? BigDecimal.ZERO : most(toDate);
            return quantity == 0 ? List.of() : List.of(new Part(quantity, 1, Texts.canonical(end.subtract(before))));
        }

        @Override
        public BigDecimal most(long quantity) {
            BigDecimal taken = part.multiply(BigDecimal.valueOf(quantity)).add(fee);
            return Texts.canonical(taken.max(minimum).min(maximum));
        }
    }

    /**
     * A price for many, of which a part costs its part: $0.04 an hour, where sound is counted in milliseconds. For prices
     * that are no decimal number for one; of all others a plain rate says the same.
     *
     * <p>3,000 ms at $0.27 an hour cost 0.000225. What does not end as a decimal number is rounded to 30 places.
     *
     * @param per for how many the price is, {@code > 0}
     * @param price the price of that many, {@code >= 0}
     */
    record Proportional(long per, BigDecimal price) implements QuantityModel {

        private static final int MOST_PLACES = 30;

        /**
         * Checks the numbers.
         *
         * @param per for how many the price is, {@code > 0}
         * @param price the price of that many, {@code >= 0}
         * @throws IllegalArgumentException if one is out of its range
         */
        public Proportional {
            if (per <= 0) {
                throw new IllegalArgumentException("must be > 0: per=" + per);
            }
            price = Texts.decimal("price", price);
        }

        @Override
        public List<Part> parts(long toDate, long quantity) {
            return quantity == 0 ? List.of() : List.of(new Part(quantity, 1, cost(quantity, RoundingMode.HALF_EVEN)));
        }

        @Override
        public BigDecimal most(long quantity) {
            return cost(quantity, RoundingMode.UP);
        }

        private BigDecimal cost(long quantity, RoundingMode rounding) {
            BigDecimal whole = price.multiply(BigDecimal.valueOf(quantity));
            return Texts.canonical(whole.divide(BigDecimal.valueOf(per), MOST_PLACES, rounding));
        }
    }

    private static List<Step> checked(List<Step> steps) {
        long before = 0;
        for (Step step : steps) {
            if (step.upTo <= before) {
                throw new IllegalArgumentException("must ascend: upTo=" + step.upTo + " after " + before);
            }
            before = step.upTo;
        }
        if (before != Long.MAX_VALUE) {
            throw new IllegalArgumentException("must end with a step up to Long.MAX_VALUE: " + steps);
        }
        return List.copyOf(steps);
    }

    private static BigDecimal mostOf(List<Step> steps, long quantity) {
        BigDecimal dearest = BigDecimal.ZERO;
        BigDecimal fees = BigDecimal.ZERO;
        for (Step step : steps) {
            dearest = dearest.max(step.unitPrice);
            fees = fees.add(step.fee);
        }
        return quantity == 0
                ? BigDecimal.ZERO
                : dearest.multiply(BigDecimal.valueOf(quantity)).add(fees);
    }

    private static BigDecimal sum(List<Part> parts) {
        return parts.stream().map(Part::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
