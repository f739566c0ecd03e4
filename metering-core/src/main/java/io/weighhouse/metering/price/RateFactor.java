// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.math.BigDecimal;

/**
 * A factor of the provider's on its own prices: 1.1 for being served from Europe, 6 for the fast tier.
 *
 * <p>All factors that hold are multiplied. A cost of $0.10 with a factor of 1.1 is $0.11, exactly; receipts name the
 * factor.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param name what receipts call it, 1 to 256 characters, such as {@code region:eu}
 * @param when when it holds
 * @param multiplier what prices are multiplied by, {@code >= 0}; kept without trailing zeros
 * @param reach which prices it is for
 */
public record RateFactor(String name, RateCondition when, BigDecimal multiplier, Reach reach) {

    /** Which prices a factor is for. */
    public enum Reach {
        /** Those of input and output tokens and of every meter that inherits from these. */
        TOKENS,
        /** All. */
        EVERYTHING
    }

    /**
     * Checks name and number.
     *
     * @param name what receipts call it, 1 to 256 characters
     * @param when when it holds
     * @param multiplier what prices are multiplied by, {@code >= 0}, of at most 18 digits before the point and 30 after it
     * @param reach which prices it is for
     * @throws IllegalArgumentException if the name is blank or too long, or the number is negative or has more digits
     */
    public RateFactor {
        Texts.name("factor", name);
        multiplier = Texts.decimal(name, multiplier);
    }

    boolean reaches(Meter meter) {
        return reach == Reach.EVERYTHING || meter.isTokens();
    }
}
