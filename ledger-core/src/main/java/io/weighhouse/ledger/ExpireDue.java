// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

/**
 * Books what time has ended already: holds and lots whose instant has come, a bounded number of them.
 *
 * <p>Nothing depends on it: an account is brought up to the time whenever it is touched. It keeps accounts that nobody
 * touches from piling up work.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param limit how many accounts at most, 1 to 10,000
 */
public record ExpireDue(int limit) implements Command<Integer> {

    private static final int MAX_LIMIT = 10_000;

    /**
     * Checks the limit.
     *
     * @param limit how many accounts at most, 1 to 10,000
     * @throws IllegalArgumentException if it is out of range
     */
    public ExpireDue {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("must be 1 to 10000: limit=" + limit);
        }
    }

    /** {@return {@code expire}} */
    @Override
    public String verb() {
        return "expire";
    }
}
