// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

/** Why a transaction was booked. */
public enum TransactionKind {

    /** Paid credit came into a wallet. */
    TOPUP,

    /** Credit that nobody paid for came into a wallet. */
    BONUS,

    /** A capture took what was used. */
    USAGE,

    /** A capture took nothing; it is booked for its receipt. */
    MEMO,

    /** A customer got credit back: usage was undone, or captured below its checkpoints. */
    REFUND,

    /** Postings that a caller chose, or a balance that was set. */
    ADJUSTMENT,

    /** A lot expired, or credit came back into one that had. */
    EXPIRY,

    /** Anything else was undone. */
    REVERSAL
}
