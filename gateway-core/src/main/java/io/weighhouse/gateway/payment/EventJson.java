// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.gateway.payment.PaymentEvent.CustomerLinked;
import io.weighhouse.gateway.payment.PaymentEvent.Dispute;
import io.weighhouse.gateway.payment.PaymentEvent.DisputeChanged;
import io.weighhouse.gateway.payment.PaymentEvent.Ignored;
import io.weighhouse.gateway.payment.PaymentEvent.InvoiceFailed;
import io.weighhouse.gateway.payment.PaymentEvent.InvoicePaid;
import io.weighhouse.gateway.payment.PaymentEvent.Origin;
import io.weighhouse.gateway.payment.PaymentEvent.Paid;
import io.weighhouse.gateway.payment.PaymentEvent.PaymentLinked;
import io.weighhouse.gateway.payment.PaymentEvent.Refund;
import io.weighhouse.gateway.payment.PaymentEvent.RefundChanged;
import io.weighhouse.gateway.payment.PaymentEvent.Refunded;
import io.weighhouse.gateway.payment.PaymentEvent.SubscriptionChanged;
import io.weighhouse.gateway.payment.PaymentEvent.Term;
import io.weighhouse.gateway.payment.PaymentEvent.Unpaid;
import io.weighhouse.gateway.payment.PaymentEvent.Unreadable;
import io.weighhouse.gateway.payment.ReportedSubscription.Dates;
import io.weighhouse.gateway.payment.ReportedSubscription.Status;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Neutral events as they are stored: without API keys, and without references that are e-mail addresses. */
final class EventJson {

    private EventJson() {}

    static ObjectNode write(PaymentEvent event) {
        return Json.object(root -> {
            Origin origin = event.origin();
            root.put("source", origin.source()).put("id", origin.id()).put("type", origin.type());
            root.put("at", origin.at().toString());
            if (event instanceof Paid paid) {
                root.put("event", "paid");
                write(root, paid.payment());
                write(root, paid.customer());
                write(root, paid.purchase());
            } else if (event instanceof Unpaid unpaid) {
                root.put("event", "unpaid").put("failed", unpaid.failed());
                write(root, unpaid.payment());
            } else if (event instanceof InvoicePaid paid) {
                root.put("event", "invoice-paid");
                write(root, paid.payment());
                write(root, paid.customer());
                write(root, paid.purchase());
                Json.put(root, "subscription", paid.term().subscription());
                Json.put(root, "paidUntil", paid.term().paidUntil());
            } else if (event instanceof InvoiceFailed failed) {
                root.put("event", "invoice-failed");
                write(root, failed.payment());
                write(root, failed.customer());
                Json.put(root, "subscription", failed.subscription());
            } else if (event instanceof SubscriptionChanged changed) {
                root.put("event", "subscription");
                write(root, changed.customer());
                write(root, changed.state());
            } else {
                writeRest(root, event);
            }
        });
    }

    private static void writeRest(ObjectNode root, PaymentEvent event) {
        if (event instanceof Refunded refunded) {
            root.put("event", "refunded");
            write(root, refunded.payment());
            Json.put(root, "total", refunded.total());
        } else if (event instanceof RefundChanged changed) {
            root.put("event", "refund");
            write(root, changed.payment());
            Refund refund = changed.refund();
            root.put("refund", refund.id());
            Json.put(root, "amount", refund.amount());
            root.put("createdAt", refund.createdAt().toString()).put("failed", refund.failed());
        } else if (event instanceof DisputeChanged changed) {
            root.put("event", "dispute");
            write(root, changed.payment());
            root.put("dispute", changed.dispute().id());
            Json.put(root, "amount", changed.dispute().amount());
            root.put("standing", changed.dispute().standing().name());
        } else if (event instanceof CustomerLinked linked) {
            root.put("event", "customer-linked");
            write(root, linked.customer());
            linked.payment().ifPresent(payment -> write(root, payment));
        } else if (event instanceof PaymentLinked linked) {
            root.put("event", "payment-linked");
            write(root, linked.payment());
        } else if (event instanceof Ignored ignored) {
            root.put("event", "ignored").put("why", ignored.why().name());
        } else if (event instanceof Unreadable unreadable) {
            root.put("event", "unreadable").put("problem", unreadable.problem());
        }
    }

    private static void write(ObjectNode root, PaymentRef payment) {
        root.put("payment", payment.id());
        ArrayNode aliases = root.putArray("aliases");
        new TreeSet<>(payment.aliases()).forEach(aliases::add);
    }

    private static void write(ObjectNode root, Customer customer) {
        Json.put(root, "customer", customer.id());
        Json.put(root, "reference", Customers.pseudonym(customer.reference()));
    }

    private static void write(ObjectNode root, Purchase purchase) {
        Json.put(root, "paid", purchase.paid());
        Json.put(root, "tax", purchase.tax());
        Json.put(root, "price", purchase.priceId());
        Json.put(root, "claimed", purchase.claimedCredits());
    }

    private static void write(ObjectNode root, ReportedSubscription state) {
        root.put("subscription", state.id()).put("status", state.status().name());
        Json.put(root, "price", state.priceId());
        Json.put(root, "periodEnd", state.dates().periodEnd());
        Json.put(root, "trialEnd", state.dates().trialEnd());
        root.put("endsWithPeriod", state.endsWithPeriod());
    }

    static PaymentEvent read(JsonNode root) {
        Origin origin = new Origin(
                Json.text(root, "source"), Json.text(root, "id"), Json.text(root, "type"), Json.instant(root, "at"));
        return switch (Json.text(root, "event")) {
            case "paid" -> new Paid(origin, payment(root), customer(root), purchase(root));
            case "unpaid" ->
                new Unpaid(origin, payment(root), root.path("failed").booleanValue());
            case "invoice-paid" -> new InvoicePaid(origin, payment(root), customer(root), purchase(root), term(root));
            case "invoice-failed" ->
                new InvoiceFailed(origin, payment(root), customer(root), Json.text(root, "subscription"));
            case "subscription" -> new SubscriptionChanged(origin, customer(root), subscription(root));
            case "refunded" -> new Refunded(origin, payment(root), Json.amount(root, "total"));
            case "refund" -> new RefundChanged(origin, payment(root), refund(root));
            case "dispute" -> new DisputeChanged(origin, payment(root), dispute(root));
            case "customer-linked" ->
                new CustomerLinked(
                        origin,
                        customer(root),
                        root.hasNonNull("payment") ? Optional.of(payment(root)) : Optional.empty());
            case "payment-linked" -> new PaymentLinked(origin, payment(root));
            case "ignored" -> new Ignored(origin, NothingReason.valueOf(Json.text(root, "why")));
            case "unreadable" -> new Unreadable(origin, Json.text(root, "problem"));
            default -> throw new IllegalStateException("was written by a later version: event " + origin.key());
        };
    }

    private static PaymentRef payment(JsonNode root) {
        Set<String> aliases = new LinkedHashSet<>();
        root.path("aliases").forEach(alias -> aliases.add(alias.textValue()));
        return new PaymentRef(Json.text(root, "payment"), aliases);
    }

    private static Customer customer(JsonNode root) {
        return new Customer(Json.text(root, "customer"), Json.text(root, "reference"), "");
    }

    private static Purchase purchase(JsonNode root) {
        return new Purchase(
                Json.amount(root, "paid"),
                Json.amount(root, "tax"),
                Json.text(root, "price"),
                Json.text(root, "claimed"));
    }

    private static Term term(JsonNode root) {
        return new Term(Json.text(root, "subscription"), Json.maybeInstant(root, "paidUntil"));
    }

    private static Refund refund(JsonNode root) {
        return new Refund(
                Json.text(root, "refund"),
                Json.amount(root, "amount"),
                Json.instant(root, "createdAt"),
                root.path("failed").booleanValue());
    }

    private static Dispute dispute(JsonNode root) {
        return new Dispute(
                Json.text(root, "dispute"),
                Json.amount(root, "amount"),
                Dispute.Standing.valueOf(Json.text(root, "standing")));
    }

    private static ReportedSubscription subscription(JsonNode root) {
        return new ReportedSubscription(
                Json.text(root, "subscription"),
                Status.valueOf(Json.text(root, "status")),
                Json.text(root, "price"),
                new Dates(Json.maybeInstant(root, "periodEnd"), Json.maybeInstant(root, "trialEnd")),
                root.path("endsWithPeriod").booleanValue());
    }
}
