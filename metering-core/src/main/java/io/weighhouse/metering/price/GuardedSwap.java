// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

/**
 * What became of a price book that was to be put in force unless a guard objects.
 *
 * <p>This class is immutable and thread-safe.
 */
public sealed interface GuardedSwap {

    /**
     * It is in force.
     *
     * @param before the book that was in force until then
     * @param diff what is different
     */
    record Swapped(PriceBook before, PriceBookDiff diff) implements GuardedSwap {}

    /**
     * A guard objects; the book before it stays in force.
     *
     * @param diff what is different, the findings among it
     */
    record Refused(PriceBookDiff diff) implements GuardedSwap {}
}
