// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import java.util.OptionalLong;

/**
 * Which part of a statement to read, in which order.
 *
 * <p>{@code StatementPage.newestFirst(50)} is the last 50 transactions; {@code .from(cursor)}, with the cursor that the
 * statement gave, the 50 before them. A cursor stays good while further transactions are booked.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param order which end first
 * @param cursor where to go on, as {@link Statement#next()} gave it; empty for the first page
 * @param limit how many lines at most, 1 to 1000
 */
public record StatementPage(Order order, OptionalLong cursor, int limit) {

    /** Which end of a statement comes first. */
    public enum Order {
        /** In the order of booking. */
        OLDEST_FIRST,
        /** Against the order of booking. */
        NEWEST_FIRST
    }

    private static final int MAX_LIMIT = 1000;

    /**
     * Checks the limit and the cursor.
     *
     * @param order which end first
     * @param cursor where to go on; empty for the first page
     * @param limit how many lines at most, 1 to 1000
     * @throws IllegalArgumentException if the limit is out of range, or the cursor is not more than zero
     */
    public StatementPage {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("must be 1 to 1000: limit=" + limit);
        }
        if (cursor.isPresent() && cursor.getAsLong() < 1) {
            throw new IllegalArgumentException("must be > 0: cursor=" + cursor.getAsLong());
        }
    }

    /**
     * The first page in the order of booking.
     *
     * @param limit how many lines at most, 1 to 1000
     * @return the page
     * @throws IllegalArgumentException if the limit is out of range
     */
    public static StatementPage oldestFirst(int limit) {
        return new StatementPage(Order.OLDEST_FIRST, OptionalLong.empty(), limit);
    }

    /**
     * The first page against the order of booking.
     *
     * @param limit how many lines at most, 1 to 1000
     * @return the page
     * @throws IllegalArgumentException if the limit is out of range
     */
    public static StatementPage newestFirst(int limit) {
        return new StatementPage(Order.NEWEST_FIRST, OptionalLong.empty(), limit);
    }

    /**
     * The page that starts at a cursor.
     *
     * @param value a cursor that a statement of the same account and order gave
     * @return the page
     * @throws IllegalArgumentException if it is not more than zero
     */
    public StatementPage from(long value) {
        return new StatementPage(order, OptionalLong.of(value), limit);
    }
}
