// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks the payment provider how things stand now, when events alone do not say.
 *
 * <p>What it answers is taken like any other event: for a subscription whose two reports of one second contradict each other, a
 * {@link PaymentEvent.SubscriptionChanged} as of now; for a refund of a payment that is not known, a {@link
 * PaymentEvent.PaymentLinked} that says which invoice it paid. Stripe's objects are made into events by {@link
 * StripeEvents#object}. Without an answer the event is parked.
 *
 * <p>An implementation is thread-safe. It calls the provider on threads of its own.
 */
@FunctionalInterface
public interface ProviderFetch {

    /** Never knows more. */
    ProviderFetch NONE = wanted -> CompletableFuture.completedFuture(List.of());

    /**
     * How something stands now.
     *
     * @param wanted what is asked about
     * @return completes with events that say so, none if nothing more can be told; exceptionally counts as none, and the event is
     *     parked until it is tried again
     */
    CompletionStage<List<PaymentEvent>> fetch(Wanted wanted);

    /**
     * What is asked about.
     *
     * @param source where it is known, such as {@code stripe}
     * @param kind what it is
     * @param id the provider's name of it
     */
    record Wanted(String source, Kind kind, String id) {}

    /** What kinds of things are asked about. */
    enum Kind {
        /** A payment of which only a refund or a dispute is known, or whose dispute is contradictory. */
        PAYMENT,
        /** A subscription whose state is contradictory. */
        SUBSCRIPTION
    }
}
