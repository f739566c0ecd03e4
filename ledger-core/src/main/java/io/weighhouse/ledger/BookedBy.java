// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

/** Which step of an operation booked a transaction. */
public enum BookedBy {

    /** {@link PostTransaction}. */
    POST,

    /** {@link GrantCredit}. */
    GRANT,

    /** {@link AdjustBalance}. */
    ADJUST,

    /** {@link ReverseTransaction}. */
    REVERSE,

    /** {@link CaptureHold}: the last capture of the call. */
    CAPTURE
}
