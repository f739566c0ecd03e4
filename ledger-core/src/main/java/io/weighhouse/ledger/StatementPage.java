// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * Which part of a statement to read, in which order.
 *
 * <p>{@code StatementPage.newestFirst(50)} is the last 50 transactions; {@code .from(cursor)}, with the cursor that the
 * statement gave, the 50 before them. A cursor stays good while further transactions are booked. Newest first is quick at
 * any age of the account; oldest first walks over all that is newer than the page.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param order which end first
 * @param cursor where to go on, as {@link Statement#next()} gave it; empty for the first page
 * @param limit how many lines at most, 1 to 1000
 * @param range which transactions, by the time they were booked
 */
public record StatementPage(Order order, OptionalLong cursor, int limit, Range range) {

    /** Which end of a statement comes first. */
    public enum Order {
        /** In the order of booking. */
        OLDEST_FIRST,
        /** Against the order of booking. */
        NEWEST_FIRST
    }

    /**
     * From when until when.
     *
     * @param from the first instant that counts
     * @param until the first instant that no longer counts, after {@code from}
     */
    public record Range(Instant from, Instant until) {

        /** All of time. */
        public static final Range ALL = new Range(Instant.MIN, Instant.MAX);

        /**
         * Checks the order.
         *
         * @param from the first instant that counts
         * @param until the first instant that no longer counts
         * @throws IllegalArgumentException if it is not after {@code from}
         */
        public Range {
            if (!until.isAfter(from)) {
                throw new IllegalArgumentException("must be after from=" + from + ": until=" + until);
            }
        }
    }

    /**
     * Checks the limit and the cursor.
     *
     * @param order which end first
     * @param cursor where to go on; empty for the first page
     * @param limit how many lines at most, 1 to 1000
     * @param range which transactions
     * @throws IllegalArgumentException if the limit is out of range, or the cursor is not more than zero
     */
    public StatementPage {
        Require.limit(limit);
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
        return new StatementPage(Order.OLDEST_FIRST, OptionalLong.empty(), limit, Range.ALL);
    }

    /**
     * The first page against the order of booking.
     *
     * @param limit how many lines at most, 1 to 1000
     * @return the page
     * @throws IllegalArgumentException if the limit is out of range
     */
    public static StatementPage newestFirst(int limit) {
        return new StatementPage(Order.NEWEST_FIRST, OptionalLong.empty(), limit, Range.ALL);
    }

    /**
     * The page that starts at a cursor.
     *
     * @param value a cursor that a statement of the same account, order and range gave
     * @return the page
     * @throws IllegalArgumentException if it is not more than zero
     */
    public StatementPage from(long value) {
        return new StatementPage(order, OptionalLong.of(value), limit, range);
    }

    /**
     * The page of what was booked in a time.
     *
     * @param from the first instant that counts
     * @param until the first instant that no longer counts
     * @return the page
     * @throws IllegalArgumentException if it is not after {@code from}
     */
    public StatementPage between(Instant from, Instant until) {
        return new StatementPage(order, cursor, limit, new Range(from, until));
    }
}
