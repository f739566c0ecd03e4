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

    /** Postings that a caller chose. */
    ADJUSTMENT
}
