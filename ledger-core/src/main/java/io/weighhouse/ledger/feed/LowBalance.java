// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.feed;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.money.Amount;

/**
 * When a wallet counts as low, and when it is no longer low.
 *
 * <p>With {@code below} 5 and {@code clearedAt} 8, a wallet that goes 9, 4, 6, 4 is told once, at the first 4; once it has
 * reached 8 the next fall below 5 is told again.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param wallet which wallet
 * @param below it is low when less than this is available, more than zero
 * @param clearedAt it is no longer low when this much is available, {@code below} or more
 */
public record LowBalance(AccountId wallet, Amount below, Amount clearedAt) {

    /**
     * Checks the amounts.
     *
     * @param wallet which wallet
     * @param below it is low when less than this is available, more than zero
     * @param clearedAt it is no longer low when this much is available, {@code below} or more
     * @throws IllegalArgumentException if either is out of range, or they are of two units
     */
    public LowBalance {
        if (!below.isPositive()) {
            throw new IllegalArgumentException("must be > 0: below=" + below);
        }
        if (clearedAt.compareTo(below) < 0) {
            throw new IllegalArgumentException("must be >= below=" + below + ": clearedAt=" + clearedAt);
        }
    }

    /**
     * Low below an amount, and no longer low at the same amount.
     *
     * @param wallet which wallet
     * @param below more than zero
     * @return the threshold
     * @throws IllegalArgumentException if the amount is not more than zero
     */
    public static LowBalance below(AccountId wallet, Amount below) {
        return new LowBalance(wallet, below, below);
    }
}
