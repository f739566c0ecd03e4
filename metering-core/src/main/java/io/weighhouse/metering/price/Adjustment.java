// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.math.BigDecimal;
import java.util.List;

/**
 * What, beside the rates, went into a charge: where it was served, by which factors, at which discount.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param serviceTier the service tier that it was rated in; empty for the standard one
 * @param region the region that it was rated in; empty if none mattered
 * @param factors the provider's factors that held, for the reader; each line says what it was multiplied by
 * @param discount what the customer paid less
 */
public record Adjustment(String serviceTier, String region, List<Factor> factors, Discount discount) {

    /** Nothing out of the usual. */
    public static final Adjustment NONE = new Adjustment("", "", List.of(), Discount.NONE);

    /**
     * Keeps its own copy.
     *
     * @param serviceTier the service tier that it was rated in
     * @param region the region that it was rated in
     * @param factors the provider's factors that held
     * @param discount what the customer paid less
     */
    public Adjustment {
        factors = List.copyOf(factors);
    }

    /**
     * A factor that held.
     *
     * @param name what the card calls it
     * @param multiplier what it multiplied by
     */
    public record Factor(String name, BigDecimal multiplier) {

        /**
         * Checks name and number.
         *
         * @param name what the card calls it, 1 to 256 characters
         * @param multiplier what it multiplied by, {@code >= 0}
         * @throws IllegalArgumentException if one is out of its range
         */
        public Factor {
            Texts.name("factor", name);
            multiplier = Texts.decimal(name, multiplier);
        }
    }
}
