// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.util.Objects;

/**
 * How much a capture takes, and who gets it.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param to the account that is paid, neither a wallet nor a counter
 * @param amount what was used in all since the hold was placed, zero or more
 * @param overrun what happens to a part above the hold
 */
public record Taking(AccountId to, Amount amount, Overrun overrun) {

    /**
     * Checks the amount.
     *
     * @param to the account that is paid
     * @param amount what was used in all, zero or more
     * @param overrun what happens to a part above the hold
     * @throws IllegalArgumentException if the amount is negative
     */
    public Taking {
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(overrun, "overrun");
        Require.notNegative("amount", amount);
    }
}
