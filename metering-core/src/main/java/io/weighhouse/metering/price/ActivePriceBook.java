// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

/**
 * The price book that is in force, behind one volatile reference.
 *
 * <p>{@code swap(next)} puts another one in force at once, without a pause: a call that has pinned its card keeps it, the
 * next call sees the new book whole. Compare the two before, with {@code PriceBookDiff}.
 *
 * <p>This class is thread-safe.
 */
public final class ActivePriceBook {

    private volatile PriceBook book;

    /**
     * Puts a first book in force.
     *
     * @param book the book
     */
    public ActivePriceBook(PriceBook book) {
        this.book = book;
    }

    /** {@return the book that is in force now; ask once for each call} */
    public PriceBook get() {
        return book;
    }

    /**
     * Puts another book in force.
     *
     * @param next the book
     * @return the one that was in force before, or that another thread has just put there
     */
    public PriceBook swap(PriceBook next) {
        PriceBook before = book;
        book = next;
        return before;
    }
}
