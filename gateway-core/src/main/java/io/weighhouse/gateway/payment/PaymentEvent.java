// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.money.Amount;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One thing that a payment provider, a bank or an administrator reports about money that comes from outside.
 *
 * <p>{@link StripeEvents} makes these of Stripe's webhooks. Any other source makes them by hand: an administrator's top-up of
 * 5.00 USD is a {@link Paid} whose payment is {@code manual_17} and whose origin is the source {@code admin}.
 *
 * <p>Every event says what is true as of {@link Origin#at()}, never what to do: a refund is the total that has been refunded, a
 * subscription its whole state. So events may come twice, late, and in any order.
 *
 * <p>Events are immutable and thread-safe.
 */
public sealed interface PaymentEvent {

    /** {@return where the event comes from, and as of when it is true} */
    Origin origin();

    /**
     * Where an event comes from.
     *
     * @param source who reports it, such as {@code stripe}: 1 to 32 letters, digits, {@code -} or {@code _}
     * @param id what the source calls the event, 1 to 120 visible ASCII characters; the same event has the same id when it is
     *     sent again
     * @param type what kind of event it is in the source's words, at most 80 characters
     * @param at as of when it is true; of two reports of one thing, the later one holds
     */
    record Origin(String source, String id, String type, Instant at) {

        /**
         * Checks the texts.
         *
         * @param source who reports it
         * @param id what the source calls the event
         * @param type what kind of event it is in the source's words
         * @param at as of when it is true
         * @throws IllegalArgumentException if a text is out of range
         */
        public Origin {
            Texts.name("source", source);
            Texts.id("id", id);
            Texts.atMost(Texts.MAX_TYPE, "type", type);
            Objects.requireNonNull(at, "at");
        }

        /** {@return the source, a colon and the id: by it, the event is kept} */
        public String key() {
            return source + ':' + id;
        }
    }

    /**
     * A one-off payment has arrived in full: it credits.
     *
     * @param origin where the event comes from
     * @param payment what was paid
     * @param customer who paid
     * @param purchase how much, and for what
     */
    record Paid(Origin origin, PaymentRef payment, Customer customer, Purchase purchase) implements PaymentEvent {}

    /**
     * A one-off payment is under way, or has failed: it credits nothing.
     *
     * @param origin where the event comes from
     * @param payment what is to be paid
     * @param failed whether it has failed; else it may still arrive
     */
    record Unpaid(Origin origin, PaymentRef payment, boolean failed) implements PaymentEvent {}

    /**
     * An invoice is paid: it extends its subscription, and credits if its price gives credits.
     *
     * @param origin where the event comes from
     * @param payment the invoice, which is the payment; what else it is known by are its aliases
     * @param customer who paid
     * @param purchase how much, and for what
     * @param term what it extends
     */
    record InvoicePaid(Origin origin, PaymentRef payment, Customer customer, Purchase purchase, Term term)
            implements PaymentEvent {}

    /**
     * What an invoice extends.
     *
     * @param subscription the provider's name of the subscription; empty for none
     * @param paidUntil until when it is paid; empty if the invoice does not say
     */
    record Term(String subscription, Optional<Instant> paidUntil) {

        /**
         * Checks the name.
         *
         * @param subscription the provider's name of the subscription; empty for none
         * @param paidUntil until when it is paid
         * @throws IllegalArgumentException if the name is out of range
         */
        public Term {
            Texts.idOrEmpty("subscription", subscription);
            Objects.requireNonNull(paidUntil, "paidUntil");
        }
    }

    /**
     * An attempt to collect an invoice has failed. It changes nothing by itself: the subscription's own report follows.
     *
     * @param origin where the event comes from
     * @param payment the invoice
     * @param customer who has not paid
     * @param subscription the provider's name of the subscription; empty for none
     */
    record InvoiceFailed(Origin origin, PaymentRef payment, Customer customer, String subscription)
            implements PaymentEvent {}

    /**
     * A subscription is in this state, whatever it was before.
     *
     * @param origin where the event comes from
     * @param customer whose it is
     * @param state the whole state
     */
    record SubscriptionChanged(Origin origin, Customer customer, ReportedSubscription state) implements PaymentEvent {}

    /**
     * So much of a payment has been refunded in all.
     *
     * @param origin where the event comes from
     * @param payment of which payment
     * @param total how much in all, zero or more, in the currency in which it was paid
     */
    record Refunded(Origin origin, PaymentRef payment, Amount total) implements PaymentEvent {

        /**
         * Checks the total.
         *
         * @param origin where the event comes from
         * @param payment of which payment
         * @param total how much in all, zero or more
         * @throws IllegalArgumentException if it is negative
         */
        public Refunded {
            Texts.notNegative("total", total);
        }
    }

    /**
     * One refund among those of a payment was made, or has failed.
     *
     * @param origin where the event comes from
     * @param payment of which payment
     * @param refund which refund
     */
    record RefundChanged(Origin origin, PaymentRef payment, Refund refund) implements PaymentEvent {}

    /**
     * One refund.
     *
     * @param id what the provider calls it
     * @param amount how much, zero or more
     * @param createdAt when it was made: a total that is reported later contains it
     * @param failed whether it has failed as of the event, so that the payment has its money again
     */
    record Refund(String id, Amount amount, Instant createdAt, boolean failed) {

        /**
         * Checks the parts.
         *
         * @param id what the provider calls it
         * @param amount how much, zero or more
         * @param createdAt when it was made
         * @param failed whether it has failed
         * @throws IllegalArgumentException if the id is out of range or the amount negative
         */
        public Refund {
            Texts.id("refund", id);
            Texts.notNegative("amount", amount);
            Objects.requireNonNull(createdAt, "createdAt");
        }
    }

    /**
     * A payment is disputed, or a dispute of it has ended.
     *
     * @param origin where the event comes from
     * @param payment which payment
     * @param dispute which dispute, and how it stands
     */
    record DisputeChanged(Origin origin, PaymentRef payment, Dispute dispute) implements PaymentEvent {}

    /**
     * One dispute.
     *
     * @param id what the provider calls it
     * @param amount how much is disputed, zero or more
     * @param standing how it stands
     */
    record Dispute(String id, Amount amount, Standing standing) {

        /** How a dispute stands. */
        public enum Standing {
            /** Nobody knows yet: the credits are frozen. */
            OPEN,
            /** The money stays or has come back: the credits are free. */
            WON,
            /** The money is gone: the credits are taken back. */
            LOST
        }

        /**
         * Checks the parts.
         *
         * @param id what the provider calls it
         * @param amount how much is disputed, zero or more
         * @param standing how it stands
         * @throws IllegalArgumentException if the id is out of range or the amount negative
         */
        public Dispute {
            Texts.id("dispute", id);
            Texts.notNegative("amount", amount);
            Objects.requireNonNull(standing, "standing");
        }
    }

    /**
     * A provider's customer is the one that the application knows under its own reference.
     *
     * @param origin where the event comes from
     * @param customer both names
     * @param payment what the first invoice is known by, if the event says so
     */
    record CustomerLinked(Origin origin, Customer customer, Optional<PaymentRef> payment) implements PaymentEvent {}

    /**
     * One payment is known by several names: an invoice, and the payment intent that paid it.
     *
     * @param origin where the event comes from
     * @param payment the payment with its aliases
     */
    record PaymentLinked(Origin origin, PaymentRef payment) implements PaymentEvent {}

    /**
     * Something that has nothing to do with money here; it is kept and does nothing.
     *
     * @param origin where the event comes from
     * @param why why it does nothing
     */
    record Ignored(Origin origin, NothingReason why) implements PaymentEvent {}

    /**
     * Something that should have to do with money and cannot be understood; it is parked.
     *
     * @param origin where the event comes from
     * @param problem what is wrong with it, without anything personal, at most 200 characters
     */
    record Unreadable(Origin origin, String problem) implements PaymentEvent {

        /**
         * Checks the text.
         *
         * @param origin where the event comes from
         * @param problem what is wrong with it, at most 200 characters
         * @throws IllegalArgumentException if it is longer
         */
        public Unreadable {
            Texts.atMost(Texts.MAX_PROBLEM, "problem", problem);
        }
    }
}
