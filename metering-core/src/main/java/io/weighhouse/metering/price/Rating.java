// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.util.List;

/**
 * The answer to what something costs: {@link Priced}, {@link Free}, {@link Unpriced} or {@link Inconsistent}.
 *
 * <p>A price of zero is always said to be one, and a missing price never looks like it.
 *
 * <p>This class is immutable and thread-safe.
 */
public sealed interface Rating {

    /**
     * The charge, for callers that have dealt with {@link Unpriced} and {@link Inconsistent} already.
     *
     * @return the charge of a priced or free rating
     * @throws IllegalStateException if this is unpriced or inconsistent
     */
    default Charge chargeOrThrow() {
        if (this instanceof Priced priced) {
            return priced.charge();
        }
        if (this instanceof Free free) {
            return free.charge();
        }
        throw new IllegalStateException("must be priced: " + this);
    }

    /**
     * There is a price, and it is more than nothing.
     *
     * @param charge what is charged and why
     */
    record Priced(Charge charge) implements Rating {

        /**
         * Checks that it is so.
         *
         * @param charge a charge with a price {@code > 0}
         * @throws IllegalArgumentException if the price is zero
         */
        public Priced {
            if (!charge.price().isPositive()) {
                throw new IllegalArgumentException("must be > 0: price=" + charge.price());
            }
        }
    }

    /**
     * Nothing is charged: the rates are explicit zeros, nothing was used, the markup takes nothing, or what it takes
     * rounds to nothing and no minimum says otherwise.
     *
     * @param charge a charge with a price of zero; its cost need not be zero
     */
    record Free(Charge charge) implements Rating {

        /**
         * Checks that it is so.
         *
         * @param charge a charge with a price of zero
         * @throws IllegalArgumentException if there is a price
         */
        public Free {
            if (!charge.price().isZero()) {
                throw new IllegalArgumentException("must be 0: price=" + charge.price());
            }
        }
    }

    /**
     * No price can be told, and so nothing may be given away: the card has no rate for something that was used.
     *
     * @param sku what was used
     * @param meters the meters with a quantity and no rate, in their order; empty if no usage was reported at all, or the
     *     card does not know the service tier
     * @param why what is missing, in words
     */
    record Unpriced(Sku sku, List<Meter> meters, String why) implements Rating {

        /**
         * Keeps its own copy.
         *
         * @param sku what was used
         * @param meters the meters without a rate
         * @param why what is missing
         */
        public Unpriced {
            meters = List.copyOf(meters);
        }
    }

    /**
     * No price can be told, because the provider's counts contradict each other and the policy refuses such counts.
     *
     * @param sku what was used
     * @param conservative what to charge at most: the larger of whole and parts, without any cheaper class
     * @param what the contradiction, with its numbers
     */
    record Inconsistent(Sku sku, Usage conservative, String what) implements Rating {}
}
