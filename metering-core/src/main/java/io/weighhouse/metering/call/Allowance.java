// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.util.Objects;

/**
 * A budget or an allowance that a call counts against, beside the wallet that pays: a team's money in a month, a plan's calls.
 *
 * <p>The counter is an account of the ledger, one for each period; the call reserves what its caps could use, and books what
 * it used. With a limit of 100 calls, 98 used and 1 in flight, one more is opened and the next is refused; with a budget of
 * 5.00 in money, calls of at most 2.00 each, two are opened at once.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param counter an open counter account of the call's tenant
 * @param what what is counted: requests, tokens, money of the wallet's unit, or the meter of a name; not calls in flight
 * @param limit how much the counter may have used and reserved in all, in its unit, 0 or more; the smallest part of the unit
 *     is one of what is counted
 */
public record Allowance(AccountId counter, Counted what, Amount limit) {

    /**
     * Checks the parts.
     *
     * @param counter an open counter account of the call's tenant
     * @param what what is counted
     * @param limit how much the counter may have used and reserved in all
     * @throws IllegalArgumentException if calls in flight are counted, money in another unit than the limit's, or the limit
     *     is negative or too large
     */
    public Allowance {
        Objects.requireNonNull(counter, "counter");
        if (what.equals(Counted.IN_FLIGHT)) {
            throw new IllegalArgumentException("must be something that is used up: what=" + what);
        }
        if (limit.isNegative() || limit.minor() > Account.MAX_BALANCE_MINOR) {
            throw new IllegalArgumentException("must be 0 to 2^61 - 1 smallest parts: limit=" + limit);
        }
    }

    /**
     * Counts without any limit, as for prices that depend on the quantity to date.
     *
     * @param counter an open counter account of the call's tenant
     * @param what what is counted
     * @param unit the counter's unit
     * @return an allowance that is never used up
     */
    public static Allowance unlimited(AccountId counter, Counted what, Unit unit) {
        return new Allowance(counter, what, Amount.ofMinor(Account.MAX_BALANCE_MINOR, unit));
    }
}
