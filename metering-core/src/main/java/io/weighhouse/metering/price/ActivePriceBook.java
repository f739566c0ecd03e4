// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.util.Set;

/**
 * The price book that is in force, behind one volatile reference.
 *
 * <p>{@code swap(next)} puts another one in force at once, without a pause: a call that has pinned its card keeps it, the
 * next call sees the new book whole. What looks like a mistake is refused by {@link #swap(PriceBook, Set)}.
 *
 * <p>This class is thread-safe.
 */
public final class ActivePriceBook {

    /** Written under the lock, so that a book is always held against the one that it follows. */
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
     * @return the one that was in force until then
     */
    public synchronized PriceBook swap(PriceBook next) {
        PriceBook before = book;
        book = next;
        return before;
    }

    /**
     * Puts another book in force unless some guards object: {@code swap(next, EnumSet.of(JUMP, ZERO_CROSSING))} lets skus
     * vanish and refuses a price that is ten times today's.
     *
     * @param next the book
     * @param guards which guards may object; {@code EnumSet.allOf(Guard.class)} for all
     * @return whether it is in force, and in either case what is different
     */
    public synchronized GuardedSwap swap(PriceBook next, Set<PriceBookDiff.Guard> guards) {
        PriceBookDiff diff = PriceBookDiff.between(book, next);
        return diff.isSafe(guards) ? new GuardedSwap.Swapped(swap(next), diff) : new GuardedSwap.Refused(diff);
    }
}
