// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.util.Objects;

/**
 * How much of a limit a call used in the end.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param counter a counter that the hold has a leg on
 * @param used how much, zero or more, in the counter's unit; it may be more than was reserved
 */
public record LimitUse(AccountId counter, Amount used) {

    /**
     * Checks the amount.
     *
     * @param counter a counter that the hold has a leg on
     * @param used how much, zero or more
     * @throws IllegalArgumentException if it is negative
     */
    public LimitUse {
        Objects.requireNonNull(counter, "counter");
        Require.notNegative("used", used);
    }
}
