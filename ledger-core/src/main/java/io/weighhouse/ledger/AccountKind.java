// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

/** What an account is for; only a {@link #WALLET} has a floor, every other kind may go either way. */
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
    CLEARING
}
