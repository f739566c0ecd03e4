// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

/** Why an event does nothing; its name is the stable code. */
public enum NothingReason {
    /** The type is none that moves money or a subscription. */
    UNKNOWN_TYPE,
    /** A checkout that stores a means of payment and takes no money. */
    SETUP_ONLY,
    /** The money is under way; another event will say that it has arrived. */
    AWAITING_PAYMENT,
    /** The payment has failed or the checkout has expired. */
    PAYMENT_FAILED,
    /** An invoice could not be collected; the subscription's own report says what follows from it. */
    DUNNING,
    /** Nothing was to be paid, so nothing is credited. */
    NOTHING_PAID,
    /** An invoice of no subscription; what pays it is reported as a payment of its own. */
    INVOICE_WITHOUT_SUBSCRIPTION,
    /** Something later is known already. */
    OUTDATED,
    /** It says what is known already. */
    UNCHANGED,
    /** Nothing was credited for the payment, so there is nothing to take back or to freeze. */
    NO_CREDITS,
    /** An actor has decided that nothing is to be done. */
    DISMISSED,
    /** There is no parked event of that id; it may have been resolved meanwhile. */
    NOT_PARKED
}
