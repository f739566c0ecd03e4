// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

/**
 * What came of an event. The same event again has no second effect and is answered by how things stand.
 *
 * <p>Answers are immutable and thread-safe.
 */
public sealed interface Accepted {

    /**
     * The payment's credits are in the wallet.
     *
     * @param payment how it stands
     * @param replayed whether they were before
     */
    record Credited(PaymentView payment, boolean replayed) implements Accepted {}

    /**
     * Credits were taken back, as much as is refunded and lost in all; what was spent of them is owed.
     *
     * @param payment how it stands
     */
    record Reversed(PaymentView payment) implements Accepted {}

    /**
     * Credits are frozen, as much as is disputed.
     *
     * @param payment how it stands
     */
    record Frozen(PaymentView payment) implements Accepted {}

    /**
     * Credits are no longer frozen: the dispute is won.
     *
     * @param payment how it stands
     */
    record Unfrozen(PaymentView payment) implements Accepted {}

    /**
     * A subscription is in the state, or paid until the instant, that was reported.
     *
     * @param subscription its id, as the plans know it
     */
    record SubscriptionUpdated(String subscription) implements Accepted {}

    /**
     * Two names are known to be one.
     *
     * @param name what is linked: the provider's customer, or the payment
     */
    record Linked(String name) implements Accepted {}

    /**
     * Nothing was to be done.
     *
     * @param why why not
     */
    record Nothing(NothingReason why) implements Accepted {}

    /**
     * Nothing can be done for now; it waits, visibly, for what it lacks or for an actor.
     *
     * @param id under which it is found among {@link PaymentBook#parked} and resolved
     * @param why what it waits for
     * @param detail more about it, such as the ledger's code; empty if there is no more
     */
    record Parked(String id, ParkedReason why, String detail) implements Accepted {}
}
