// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.math.BigDecimal;
import java.util.List;

/**
 * What a customer pays less, of the cost, before any markup.
 *
 * <p>{@code new Discount("0.1", 2_000_000)} takes a tenth off because two million units were used before. It is applied
 * after the provider's factors and before the markup, and the fixed fee is not discounted.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param part the part that is taken off, 0 to 1; kept without trailing zeros
 * @param toDate on the strength of how much, {@code >= 0}; for the receipt
 */
public record Discount(BigDecimal part, long toDate) {

    /** No discount. */
    public static final Discount NONE = new Discount(BigDecimal.ZERO, 0);

    /**
     * Checks the numbers.
     *
     * @param part the part that is taken off, 0 to 1
     * @param toDate on the strength of how much, {@code >= 0}
     * @throws IllegalArgumentException if one is out of its range
     */
    public Discount {
        part = Texts.decimal("discount", part);
        if (part.compareTo(BigDecimal.ONE) > 0) {
            throw new IllegalArgumentException("must be 0 to 1: discount=" + part.toPlainString());
        }
        if (toDate < 0) {
            throw new IllegalArgumentException("must be >= 0: toDate=" + toDate);
        }
    }

    /**
     * A discount.
     *
     * @param part the part that is taken off, a decimal number from 0 to 1
     * @param toDate on the strength of how much, {@code >= 0}
     * @throws IllegalArgumentException if one is out of its range
     */
    public Discount(String part, long toDate) {
        this(Texts.decimal("discount", part), toDate);
    }

    /**
     * The discount by volume: that of the highest step that was reached.
     *
     * @param steps ascending; none or below the first one, there is no discount
     * @param toDate how much was used in the period before the call, {@code >= 0}
     * @return the discount, which is the same for the whole of the call
     * @throws IllegalArgumentException if the steps do not ascend
     */
    public static Discount byVolume(List<Step> steps, long toDate) {
        BigDecimal part = BigDecimal.ZERO;
        long before = -1;
        for (Step step : steps) {
            if (step.from <= before) {
                throw new IllegalArgumentException("must ascend: from=" + step.from + " after " + before);
            }
            before = step.from;
            part = toDate >= step.from ? step.part : part;
        }
        return new Discount(part, toDate);
    }

    /**
     * A discount from a quantity on.
     *
     * @param from the quantity to date that earns it, {@code >= 0}
     * @param part the part that is taken off, 0 to 1
     */
    public record Step(long from, BigDecimal part) {

        /**
         * Checks the numbers.
         *
         * @param from the quantity to date that earns it, {@code >= 0}
         * @param part the part that is taken off, 0 to 1
         * @throws IllegalArgumentException if one is out of its range
         */
        public Step {
            part = new Discount(part, from).part();
        }
    }

    /** What is left of one. */
    BigDecimal left() {
        return BigDecimal.ONE.subtract(part);
    }
}
