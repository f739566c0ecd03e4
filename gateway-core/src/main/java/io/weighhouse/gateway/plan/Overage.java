// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.money.Amount;

/**
 * What happens to calls beyond what a plan includes.
 *
 * <p>Every overage is immutable and thread-safe.
 */
public sealed interface Overage {

    /** They are refused until the next month begins. */
    Overage REFUSED = new Refused();

    /** They cost what their usage costs, by the prices and the plan's markup. */
    Overage METERED = new Metered();

    /**
     * They cost an amount each.
     *
     * @param amount for each call, or for each of the things that are included; zero or more, in the wallet's unit
     * @return the overage
     * @throws IllegalArgumentException if it is negative
     */
    static Overage charged(Amount amount) {
        return new Charged(amount);
    }

    /** Refused until the next month begins. */
    record Refused() implements Overage {}

    /** Charged by their usage. */
    record Metered() implements Overage {}

    /**
     * Charged by the piece: at $0.005 a call, 200 calls beyond the allowance cost $1.
     *
     * <p>The wallet pays, up to its credit limit if the plan is postpaid. A call is never split: one of 5 pages that finds 2
     * included pages left pays for 5.
     *
     * @param amount for each, zero or more, in the wallet's unit
     */
    record Charged(Amount amount) implements Overage {

        /**
         * Checks the amount.
         *
         * @param amount for each
         * @throws IllegalArgumentException if it is negative
         */
        public Charged {
            if (amount.isNegative()) {
                throw new IllegalArgumentException("must be >= 0: amount=" + amount);
            }
        }
    }
}
