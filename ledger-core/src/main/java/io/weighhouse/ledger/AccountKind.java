// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

/** What an account is for; only a {@link #WALLET} has a floor. */
public enum AccountKind {

    /** Credit that a customer can spend; it never goes below its floor by an admitted command. */
    WALLET,

    /** What customers paid for usage. */
    REVENUE,

    /** What usage cost at the providers. */
    PROVIDER_COST,

    /** Where credit comes from that nobody paid for. */
    PROMOTION,

    /** Where money stands between the outside world and a wallet; where paid credit comes from. */
    CLEARING,

    /** What expired unspent. */
    BREAKAGE,

    /**
     * What was used of a limit: calls in a month, a team's budget. It counts what holds use and takes no postings, so that it
     * has no part in the trial balance.
     */
    COUNTER
}
