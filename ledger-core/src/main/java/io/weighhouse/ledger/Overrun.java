// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

/**
 * What a capture does about the part above its hold.
 *
 * <p>The examples capture 7 of a hold of 4, on a wallet with 5 posted and nothing else held.
 */
public enum Overrun {

    /** The capture is declined, and the hold stays open. */
    REJECT,

    /** It takes the hold and no more: 4. */
    CLAMP,

    /** It takes what the wallet can pay beside its other holds: 5. */
    TAKE_AVAILABLE,

    /** It takes all: 7, and the wallet owes 2. */
    DEBT
}
