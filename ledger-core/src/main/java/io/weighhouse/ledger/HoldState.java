// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

/** How far a hold has come; every hold ends once, and only an expired one may still be settled, once. */
public enum HoldState {

    /** It sets its amount aside. */
    OPEN,

    /** It ended with a capture. */
    CAPTURED,

    /** It was given back. */
    RELEASED,

    /** Its time ran out, which did what the hold had declared; a capture may still come. */
    EXPIRED,

    /** Its time had run out when its capture came. */
    SETTLED_LATE
}
