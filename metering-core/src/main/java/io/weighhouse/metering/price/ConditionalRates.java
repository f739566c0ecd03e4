// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.util.List;

/**
 * Other rates, for when a condition holds.
 *
 * <p>A meter that has a base rate but none here keeps the rate that it has.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param when when they hold
 * @param rates rates in the order of their meters, at least one, each meter once
 */
public record ConditionalRates(RateCondition when, List<Rate> rates) {

    /**
     * Checks and sorts.
     *
     * @param when when they hold; not always
     * @param rates at least one rate, each meter once
     * @throws IllegalArgumentException if no rate or two of one meter are given, or they hold always
     */
    public ConditionalRates {
        if (when.equals(RateCondition.always())) {
            throw new IllegalArgumentException("must have a condition, or be base rates: " + rates);
        }
        rates = RateCard.sorted(rates);
    }
}
