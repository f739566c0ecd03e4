// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

/**
 * What a price book answers to a call for a sku: prices, or why there are none.
 *
 * <p>This class is immutable and thread-safe.
 */
public sealed interface Pinning {

    /**
     * There are prices.
     *
     * @param prices what the call is rated by, whatever happens to the book
     * @param ceiling whether these are the ceiling prices, because the book does not know the sku
     */
    record Pinned(PinnedCard prices, boolean ceiling) implements Pinning {}

    /**
     * The book has a card, and it says that no new call may be made.
     *
     * @param sku what was asked for
     */
    record Inactive(Sku sku) implements Pinning {}

    /**
     * The book has no card that holds at that time, under no name that it knows. Unknown is never free.
     *
     * @param sku what was asked for
     */
    record Unknown(Sku sku) implements Pinning {}
}
