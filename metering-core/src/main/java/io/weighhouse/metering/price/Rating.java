// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.util.List;

/**
 * The answer to what something costs: {@link Priced}, {@link Free} or {@link Unpriced}.
 *
 * <p>A price of zero is always said to be one, and a missing price never looks like it.
 *
 * <p>This class is immutable and thread-safe.
 */
public sealed interface Rating {

    /**
     * The charge, for callers that have dealt with {@link Unpriced} already.
     *
     * @return the charge of a priced or free rating
     * @throws IllegalStateException if this is unpriced
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
     * @param meters the meters with a quantity and no rate, in their order; empty if no usage was reported at all
     */
    record Unpriced(Sku sku, List<Meter> meters) implements Rating {

        /**
         * Keeps its own copy.
         *
         * @param sku what was used
         * @param meters the meters without a rate
         */
        public Unpriced {
            meters = List.copyOf(meters);
        }
    }
}
