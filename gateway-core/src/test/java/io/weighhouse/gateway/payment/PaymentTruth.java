// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import static io.weighhouse.gateway.payment.PayHouse.AT;
import static io.weighhouse.gateway.payment.PayHouse.stripe;

import io.weighhouse.gateway.plan.SubscriptionState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * What really happened at a payment provider in some seconds, in order, and the events that it sent about it. The model says, by
 * adding up what really happened, what must come of them in whatever order they arrive.
 */
final class PaymentTruth {

    private static final int SECONDS = 30;

    final List<PaymentEvent> events = new ArrayList<>();
    final List<Payment> payments = new ArrayList<>();
    final List<Subscription> subscriptions = new ArrayList<>();
    private final Random random;

    /** One payment as it ended. */
    static final class Payment {
        String id = "";
        int customer;
        long cents;
        boolean paid;
        long refunded;
        long lost;
        long disputed;

        /** Whether the provider has contradicted itself within a second, so that nobody can say. */
        boolean contested;

        /** A thousand credits a dollar. */
        long credits() {
            return paid ? cents * 10 * 1_000_000 : 0;
        }

        long reversed() {
            return paid ? Math.min(cents, refunded + lost) * 10 * 1_000_000 : 0;
        }

        long frozen() {
            return paid ? Math.min(cents, refunded + lost + disputed) * 10 * 1_000_000 - reversed() : 0;
        }
    }

    /** One subscription: what was said of it last, and until when it is paid. */
    static final class Subscription {
        String id = "";
        long saidAt = -1;
        final Set<Said> said = new HashSet<>();
        long paidUntil;
    }

    record Said(SubscriptionState state, long periodEnd) {}

    PaymentTruth(long seed) {
        random = new Random(seed);
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            payment("pi_" + i);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            subscription("sub_" + i);
        }
        if (random.nextInt(4) == 0) {
            send(
                    "checkout.session.completed",
                    AT,
                    StripeSamples.session("pi_s", "setup", "no_payment_required", "cus_0", 500));
        }
    }

    private void send(String type, long at, String object) {
        events.add(stripe("evt_" + events.size(), type, at, object));
    }

    private void payment(String id) {
        Payment payment = new Payment();
        payment.id = id;
        payment.customer = random.nextInt(PayHouse.CUSTOMERS);
        payment.cents = random.nextBoolean() ? 500 : 1000;
        payments.add(payment);
        String customer = "cus_" + payment.customer;
        long at = AT + random.nextInt(3);
        int kind = random.nextInt(6);
        String completed = kind < 2 ? "unpaid" : "paid";
        send(
                "checkout.session.completed",
                at,
                StripeSamples.session(id, "payment", completed, customer, payment.cents));
        if (kind == 0) {
            send(
                    "checkout.session.async_payment_failed",
                    at + 1,
                    StripeSamples.session(id, "payment", "unpaid", customer, payment.cents));
            return;
        }
        if (kind == 1) {
            send(
                    "checkout.session.async_payment_succeeded",
                    at + 1,
                    StripeSamples.session(id, customer, payment.cents));
        }
        payment.paid = true;
        refunds(payment);
        if (random.nextInt(3) == 0) {
            disputes(payment);
        }
    }

    /** Refunds second by second; each may fail later. The totals are those of the moment at which they are sent. */
    private void refunds(Payment payment) {
        if (random.nextBoolean()) {
            return;
        }
        List<String> ids = new ArrayList<>();
        List<Long> amounts = new ArrayList<>();
        List<Long> made = new ArrayList<>();
        long total = 0;
        long lastTotalAt = -1;
        Set<Long> failures = new HashSet<>();
        for (long at = AT + 3; at < AT + SECONDS; at += random.nextInt(4)) {
            boolean fail = !ids.isEmpty() && random.nextInt(6) == 0;
            if (fail) {
                int which = random.nextInt(ids.size());
                total -= amounts.get(which);
                send(
                        "refund.failed",
                        at,
                        StripeSamples.refund(
                                payment.id, ids.remove(which), amounts.remove(which), made.remove(which), "failed"));
                failures.add(at);
            } else if (total < payment.cents) {
                long amount = 1L + random.nextInt((int) (payment.cents - total));
                String id = "re_" + payment.id + "_" + events.size();
                total += amount;
                ids.add(id);
                amounts.add(amount);
                made.add(at);
                send("refund.created", at, StripeSamples.refund(payment.id, id, amount, at, "succeeded"));
                send("charge.refunded", at, StripeSamples.charge(payment.id, total));
                lastTotalAt = at;
            }
            if (random.nextInt(3) == 0) {
                break;
            }
        }
        payment.refunded = total;
        payment.contested = failures.contains(lastTotalAt);
    }

    private void disputes(Payment payment) {
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            String id = "dp_" + payment.id + "_" + i;
            long amount = random.nextBoolean() ? payment.cents : 1 + random.nextInt((int) payment.cents);
            long at = AT + 4 + random.nextInt(5);
            send("charge.dispute.created", at, StripeSamples.dispute(payment.id, id, amount, "needs_response"));
            switch (random.nextInt(5)) {
                case 0 -> payment.disputed += amount;
                case 1 -> {
                    send(
                            "charge.dispute.closed",
                            at + random.nextInt(3),
                            StripeSamples.dispute(payment.id, id, amount, "won"));
                }
                case 2 -> {
                    send(
                            "charge.dispute.closed",
                            at + random.nextInt(3),
                            StripeSamples.dispute(payment.id, id, amount, "lost"));
                    payment.lost += amount;
                }
                case 3 -> {
                    send("charge.dispute.closed", at + 1, StripeSamples.dispute(payment.id, id, amount, "lost"));
                    send("charge.dispute.closed", at + 5, StripeSamples.dispute(payment.id, id, amount, "won"));
                }
                default -> {
                    send("charge.dispute.closed", at + 1, StripeSamples.dispute(payment.id, id, amount, "lost"));
                    send("charge.dispute.closed", at + 1, StripeSamples.dispute(payment.id, id, amount, "won"));
                    payment.disputed += amount;
                    payment.contested = true;
                }
            }
        }
    }

    private void subscription(String id) {
        Subscription subscription = new Subscription();
        subscription.id = id;
        subscriptions.add(subscription);
        String customer = "cus_" + random.nextInt(PayHouse.CUSTOMERS);
        long at = AT;
        say(subscription, customer, "created", at, random.nextBoolean() ? "trialing" : "incomplete");
        for (int i = random.nextInt(5); i > 0; i--) {
            at += random.nextInt(3);
            say(
                    subscription,
                    customer,
                    "updated",
                    at,
                    List.of("active", "past_due", "trialing").get(random.nextInt(3)));
            if (random.nextBoolean()) {
                long until = at + 100 + random.nextInt(100);
                String invoice = StripeSamples.invoice("in_" + events.size(), id, customer, until);
                send("invoice.paid", at, invoice);
                send("invoice.payment_succeeded", at, invoice);
                subscription.paidUntil = Math.max(subscription.paidUntil, until);
            } else if (random.nextInt(3) == 0) {
                send(
                        "invoice.payment_failed",
                        at,
                        StripeSamples.invoice("in_" + events.size(), id, customer, at + 500));
            }
        }
        if (random.nextInt(3) == 0) {
            say(subscription, customer, "deleted", at, "canceled");
        }
    }

    private void say(Subscription of, String customer, String verb, long at, String status) {
        long end = at + 50;
        send("customer.subscription." + verb, at, StripeSamples.subscription(of.id, customer, status, end));
        if (status.equals("incomplete")) {
            return;
        }
        long rank = at * 3 + List.of("created", "updated", "deleted").indexOf(verb);
        if (rank > of.saidAt) {
            of.said.clear();
        }
        of.saidAt = rank;
        of.said.add(new Said(SubscriptionState.valueOf(status.toUpperCase(Locale.ROOT)), end));
    }
}
