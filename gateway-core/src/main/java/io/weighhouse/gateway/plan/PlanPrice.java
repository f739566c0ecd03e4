// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.money.Amount;
import java.util.Objects;

/**
 * What a plan costs, and for how long that pays.
 *
 * <p>{@code PlanPrice.monthly(Amount.of("29", USD_2))} is $29 a month; {@code yearly} of $290 pays for twelve months, each with
 * its own allowance. Weighhouse does not collect it: a payment provider does, and its reports extend the subscription. It is
 * here for the figures of the business, and to tell a plan that must be paid from one that need not.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param amount zero or more, in whatever money
 * @param every what it pays for
 */
public record PlanPrice(Amount amount, Every every) {

    /** What a price pays for. */
    public enum Every {
        /** A month. */
        MONTH(1),
        /** Twelve months. */
        YEAR(12);

        private final int months;

        Every(int months) {
            this.months = months;
        }

        /** {@return 1 or 12} */
        public int months() {
            return months;
        }
    }

    /**
     * Checks the amount.
     *
     * @param amount zero or more
     * @param every what it pays for
     * @throws IllegalArgumentException if the amount is negative
     */
    public PlanPrice {
        Objects.requireNonNull(every, "every");
        if (amount.isNegative()) {
            throw new IllegalArgumentException("must be >= 0: amount=" + amount);
        }
    }

    /**
     * A price for each month.
     *
     * @param amount zero or more
     * @return the price
     * @throws IllegalArgumentException if it is negative
     */
    public static PlanPrice monthly(Amount amount) {
        return new PlanPrice(amount, Every.MONTH);
    }

    /**
     * A price for each year.
     *
     * @param amount zero or more
     * @return the price
     * @throws IllegalArgumentException if it is negative
     */
    public static PlanPrice yearly(Amount amount) {
        return new PlanPrice(amount, Every.YEAR);
    }
}
