// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;

/**
 * What an event did to one part of one account: a lot, what holds reserve, the used credit limit, debt, a count.
 *
 * <p>A capture of 5 that burnt the last 3 of lot 17, which the hold had reserved, and used 2 of the credit limit: {@code LOT
 * 17, -3}, {@code LOT_RESERVED 17, -3} and {@code OVERDRAFT, +2}. The sum of all moves of an account is its state: lots less
 * overdraft less debt are the posted balance of a wallet, what is reserved is held.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param account whose
 * @param part which part
 * @param lot the lot's number, 0 for plain credit and for what is no lot
 * @param change how it changed, of either sign
 */
public record Move(AccountId account, Part part, long lot, Amount change) {

    /** What an account consists of. */
    public enum Part {
        /** Credit in a lot, reserved or not. */
        LOT,
        /** The part of a lot that open holds have set aside. */
        LOT_RESERVED,
        /** The used part of the credit limit. */
        OVERDRAFT,
        /** The part of the credit limit that open holds have set aside. */
        OVERDRAFT_RESERVED,
        /** What is owed beyond the credit limit. */
        DEBT,
        /** What is set aside without expiry. */
        FROZEN,
        /** What a counter has counted. */
        USED,
        /** What open holds have reserved on a counter. */
        USE_RESERVED
    }
}
