// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.util.Objects;

/**
 * The part of a hold that counts against a limit: a budget of a team, an allowance of calls in a month.
 *
 * <p>It is admitted if what the counter has used and reserved stays within the limit with it: 98 used, 1 reserved and a limit
 * of 100 leave room for 1. The limit comes with each hold, so that a changed plan counts at once. Use is booked when the
 * hold ends, on this counter, whatever period it is by then.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param counter an open {@link AccountKind#COUNTER} of the same tenant, one for each period
 * @param amount how much is reserved, zero or more, in the counter's unit
 * @param limit how much the counter may have used and reserved in all, zero or more
 */
public record LimitLeg(AccountId counter, Amount amount, Amount limit) {

    /**
     * Checks the parts against each other.
     *
     * @param counter the counter
     * @param amount how much is reserved, zero or more
     * @param limit how much the counter may have used and reserved in all, zero or more
     * @throws IllegalArgumentException if one is negative or too large, or the units differ
     */
    public LimitLeg {
        Objects.requireNonNull(counter, "counter");
        Require.notNegative("amount", amount);
        Require.notNegative("limit", limit);
        if (!amount.unit().equals(limit.unit())) {
            throw new IllegalArgumentException("must be of " + amount.unit() + ": limit=" + limit);
        }
        if (limit.minor() > Account.MAX_BALANCE_MINOR) {
            throw new IllegalArgumentException("must be < 2^61 smallest parts: limit=" + limit);
        }
    }
}
