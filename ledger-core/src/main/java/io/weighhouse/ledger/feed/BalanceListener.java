// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.feed;

import io.weighhouse.ledger.Balance;

/**
 * Hears of wallets that run low.
 *
 * <p>It is called on the executor of the {@link BalanceWatch}, by one thread at a time; while it works, nothing else is told,
 * and nothing is lost: what happens meanwhile is looked at afterwards, as it stands by then. What it throws is counted by
 * {@link BalanceWatch#listenerFailures} and dropped.
 */
@FunctionalInterface
public interface BalanceListener {

    /**
     * A wallet is low, and was not when it was last looked at.
     *
     * @param balance as it stood when it was looked at
     * @param threshold what it fell below
     */
    void onLow(Balance balance, LowBalance threshold);
}
