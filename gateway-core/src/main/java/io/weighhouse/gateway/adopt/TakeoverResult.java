// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.adopt;

/**
 * What became of an old balance.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum TakeoverResult {
    /** It was booked; or it is zero, and the wallet is open. */
    TAKEN,
    /** It had been booked before, by an earlier start of the same run. */
    TAKEN_BEFORE,
    /** An earlier start of the run booked another amount: the old system has moved on. What was booked stands. */
    CHANGED,
    /** It is less than zero; what a customer owes is for a person to decide. */
    NEGATIVE,
    /** It is no decimal number: empty, NaN, infinite, or something else. */
    NOT_A_NUMBER,
    /** It has more than 40 characters, or more than 18 decimal places. */
    TOO_MANY_DIGITS,
    /** It is more than an account can hold. */
    TOO_LARGE,
    /** It would have to be rounded, and the run does not round. */
    NOT_EXACT,
    /** The reference, or its wallet, came before in this start. */
    DUPLICATE,
    /** Nobody knows which wallet the reference has. */
    UNKNOWN_CUSTOMER,
    /** The wallet is closed, of another unit or kind, or the ledger declined for another reason. */
    WALLET_UNUSABLE;

    /** {@return whether the wallet has what the report says} */
    public boolean isTaken() {
        return this == TAKEN || this == TAKEN_BEFORE;
    }
}
