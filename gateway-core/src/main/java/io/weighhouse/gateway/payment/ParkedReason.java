// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

/** Why an event cannot be carried out for now; its name is the stable code. */
public enum ParkedReason {
    /** No account is known for the payer. It goes on when one is bound. */
    CUSTOMER_UNKNOWN,
    /** The payer's names belong to different accounts. */
    CUSTOMER_CONFLICT,
    /** A refund or a dispute of a payment that is not known. It goes on when the payment is reported or linked. */
    PAYMENT_UNKNOWN,
    /** The payment was credited before, to another account or with another amount. */
    PAYMENT_CONFLICT,
    /** The price list sells nothing at what was paid. */
    PRICE_UNKNOWN,
    /** What was promised is not what the price list sells at what was paid. */
    CLAIM_MISMATCH,
    /** A refund or a dispute is in another currency than the payment. */
    CURRENCY_MISMATCH,
    /** Two reports of one second contradict each other. */
    TIE,
    /** The subscription is not known here. */
    SUBSCRIPTION_UNKNOWN,
    /** The ledger has declined; the detail says with which code. */
    LEDGER_DECLINED,
    /** It cannot be understood; the detail says what is wrong. */
    UNREADABLE,
    /** More happened to one payment than is remembered. */
    TOO_MUCH
}
