// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

/**
 * What one row of an event changes; the numbers are stored, so none is ever given another meaning.
 *
 * <p>A row is a type, an account as an index into the event's accounts, and an amount; rows about lots name the lot, and a
 * posting names a second account and what both held before.
 */
final class Row {

    /** Posted: from one account to another. */
    static final int POST = 1;
    /** A lot gets credit. */
    static final int LOT_ADD = 2;
    /** Free credit of a lot is spent. */
    static final int LOT_TAKE = 3;
    /** Credit of a lot that a hold reserved is spent. */
    static final int LOT_TAKE_RESERVED = 4;
    /** A hold reserves credit of a lot. */
    static final int LOT_RESERVE = 5;
    /** A hold gives credit of a lot free. */
    static final int LOT_FREE = 6;
    /** Credit of a lot expires. */
    static final int LOT_EXPIRE = 7;
    /** Credit of a lot repays debt. */
    static final int LOT_REPAY_DEBT = 8;
    /** Credit of a lot repays overdraft. */
    static final int LOT_REPAY_OVERDRAFT = 9;
    /** The credit limit is used. */
    static final int OVERDRAFT_ADD = 10;
    /** A part of the credit limit that a hold reserved is used. */
    static final int OVERDRAFT_TAKE_RESERVED = 11;
    /** A hold reserves a part of the credit limit. */
    static final int OVERDRAFT_RESERVE = 12;
    /** A hold gives a part of the credit limit free. */
    static final int OVERDRAFT_FREE = 13;
    /** Debt arises. */
    static final int DEBT_ADD = 14;
    /** Credit is frozen. */
    static final int FREEZE = 15;
    /** Frozen credit comes free. */
    static final int UNFREEZE = 16;
    /** A hold reserves a count. */
    static final int COUNT_RESERVE = 17;
    /** A hold gives a count free. */
    static final int COUNT_FREE = 18;
    /** A counter counts up. */
    static final int COUNT_ADD = 19;
    /** A counter counts back. */
    static final int COUNT_SUBTRACT = 20;

    private Row() {}

    static boolean ofLot(int type) {
        return type >= LOT_ADD && type <= LOT_REPAY_OVERDRAFT;
    }

    /** Whether it is a part of what a spend burnt, and so of what its reversal gives back. */
    static boolean burns(int type) {
        return type == LOT_TAKE
                || type == LOT_TAKE_RESERVED
                || type == OVERDRAFT_ADD
                || type == OVERDRAFT_TAKE_RESERVED
                || type == DEBT_ADD;
    }
}
