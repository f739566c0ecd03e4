// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.gateway.payment.PaymentEvent.CustomerLinked;
import io.weighhouse.gateway.payment.PaymentEvent.Dispute;
import io.weighhouse.gateway.payment.PaymentEvent.Dispute.Standing;
import io.weighhouse.gateway.payment.PaymentEvent.DisputeChanged;
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
import io.weighhouse.gateway.payment.ReportedSubscription.Dates;
import io.weighhouse.gateway.payment.ReportedSubscription.Status;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Instant;
import java.util.Optional;

/** What Stripe's objects say. */
final class StripeObjects {

    private static final int MAX_CLAIM = 40;

    private StripeObjects() {}

    /** A part without which an object says nothing; the message names the field and has nothing of the object. */
    static final class MissingException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        MissingException(String field) {
            super("must have " + field);
        }
    }

    static PaymentEvent read(Origin origin, JsonNode object) {
        return switch (origin.type()) {
            case "checkout.session.completed", "checkout.session.async_payment_succeeded" -> session(origin, object);
            case "checkout.session.async_payment_failed", "checkout.session.expired" ->
                new Unpaid(origin, sessionPayment(object), true);
            case "invoice.paid", "invoice.payment_succeeded" -> invoicePaid(origin, object);
            case "invoice.payment_failed" ->
                new InvoiceFailed(origin, invoice(object), customer(object), subscriptionOf(object));
            case "invoice_payment.paid" -> invoicePayment(origin, object);
            case "customer.subscription.created",
                    "customer.subscription.updated",
                    "customer.subscription.deleted",
                    "customer.subscription.paused",
                    "customer.subscription.resumed",
                    "customer.subscription.trial_will_end" -> subscription(origin, object);
            case "charge.refunded" -> refunded(origin, object);
            case "refund.created", "refund.updated", "refund.failed", "charge.refund.updated" -> refund(origin, object);
            case "charge.dispute.created",
                    "charge.dispute.updated",
                    "charge.dispute.closed",
                    "charge.dispute.funds_withdrawn",
                    "charge.dispute.funds_reinstated" -> dispute(origin, object);
            default -> StripeEvents.ignored(origin, NothingReason.UNKNOWN_TYPE);
        };
    }

    private static PaymentEvent session(Origin origin, JsonNode session) {
        String mode = Json.text(session, "mode");
        Customer customer =
                customer(session).reference(referenceOf(session)).apiKey(metadata(session, "apiKey", "api_key"));
        if (mode.equals("setup")) {
            return StripeEvents.ignored(origin, NothingReason.SETUP_ONLY);
        }
        if (mode.equals("subscription")) {
            String invoice = id(session, "invoice");
            return new CustomerLinked(
                    origin,
                    customer.apiKey(""),
                    invoice.isEmpty()
                            ? Optional.empty()
                            : Optional.of(PaymentRef.of(invoice).alias(Json.text(session, "id"))));
        }
        String status = Json.text(session, "payment_status");
        if (status.equals("no_payment_required")) {
            return StripeEvents.ignored(origin, NothingReason.NOTHING_PAID);
        }
        if (!status.equals("paid")) {
            return new Unpaid(origin, sessionPayment(session), false);
        }
        required(session, "payment_intent");
        return new Paid(origin, sessionPayment(session), customer, sessionPurchase(session));
    }

    /** The intent, of which the session is another name; a session that never had one is all there is to name. */
    private static PaymentRef sessionPayment(JsonNode session) {
        String intent = id(session, "payment_intent");
        String id = required(session, "id");
        return intent.isEmpty() ? PaymentRef.of(id) : PaymentRef.of(intent).alias(id);
    }

    private static Purchase sessionPurchase(JsonNode session) {
        Amount total = amount(session, "amount_total");
        JsonNode tax = session.path("total_details").path("amount_tax");
        // More tax than there was paid is no tax that anybody can believe.
        boolean taxed = tax.canConvertToLong() && tax.longValue() > 0 && tax.longValue() <= total.minor();
        return Purchase.of(total)
                .tax(Amount.ofMinor(taxed ? tax.longValue() : 0, total.unit()))
                .price(metadata(session, "price_id", "priceId"))
                .claiming(claim(session));
    }

    /** What was promised, if it is a number; anything else is a promise too, and none that the list can keep. */
    private static String claim(JsonNode session) {
        JsonNode metadata = session.path("metadata").path("credits");
        String claim = metadata.asText("");
        return claim.length() > MAX_CLAIM || (!claim.isEmpty() && !Redaction.isDecimal(metadata)) ? "?" : claim;
    }

    private static PaymentEvent invoicePaid(Origin origin, JsonNode invoice) {
        Amount paid = amount(invoice, "amount_paid");
        PriceAndEnd line = lines(invoice);
        return new InvoicePaid(
                origin,
                invoice(invoice),
                customer(invoice),
                Purchase.of(paid).price(line.price),
                new Term(subscriptionOf(invoice), line.end));
    }

    /** An invoice, and the intents and charges that are known to have paid it. */
    private static PaymentRef invoice(JsonNode invoice) {
        PaymentRef payment = PaymentRef.of(required(invoice, "id"))
                .alias(id(invoice, "payment_intent"))
                .alias(id(invoice, "charge"));
        for (JsonNode one : invoice.path("payments").path("data")) {
            payment = payment.alias(id(one.path("payment"), "payment_intent"));
        }
        return payment;
    }

    private static String subscriptionOf(JsonNode invoice) {
        String before = id(invoice, "subscription");
        return before.isEmpty() ? id(invoice.path("parent").path("subscription_details"), "subscription") : before;
    }

    /** Of an invoice's lines: the price of the first that a subscription made, and the end of the last period. */
    private record PriceAndEnd(String price, Optional<Instant> end) {}

    private static PriceAndEnd lines(JsonNode invoice) {
        String price = "";
        long end = 0;
        for (JsonNode line : invoice.path("lines").path("data")) {
            String type = line.path("parent").path("type").asText(Json.text(line, "type"));
            boolean recurring = type.equals("subscription_item_details") || type.equals("subscription");
            if (recurring) {
                String of = id(line.path("pricing").path("price_details"), "price");
                of = of.isEmpty() ? id(line, "price") : of;
                price = price.isEmpty() ? of : price;
                end = Math.max(end, line.path("period").path("end").asLong(0));
            }
        }
        return new PriceAndEnd(price, end == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(end)));
    }

    private static PaymentEvent invoicePayment(Origin origin, JsonNode object) {
        PaymentRef payment = PaymentRef.of(required(object, "invoice"))
                .alias(id(object.path("payment"), "payment_intent"))
                .alias(id(object.path("payment"), "charge"));
        return new PaymentLinked(origin, payment);
    }

    private static PaymentEvent subscription(Origin origin, JsonNode object) {
        JsonNode item = object.path("items").path("data").path(0);
        Optional<Instant> end = time(object, "current_period_end").or(() -> time(item, "current_period_end"));
        String price = id(item, "price");
        return new SubscriptionChanged(
                origin,
                customer(object),
                new ReportedSubscription(
                        required(object, "id"),
                        status(origin, object),
                        price.isEmpty() ? id(item, "plan") : price,
                        new Dates(end, time(object, "trial_end")),
                        object.path("cancel_at_period_end").booleanValue()));
    }

    private static Status status(Origin origin, JsonNode object) {
        if (origin.type().equals("customer.subscription.deleted")) {
            return Status.CANCELED;
        }
        return switch (required(object, "status")) {
            case "incomplete" -> Status.INCOMPLETE;
            case "trialing" -> Status.TRIALING;
            case "active" -> Status.ACTIVE;
            case "past_due", "unpaid" -> Status.PAST_DUE;
            case "paused" -> Status.PAUSED;
            case "canceled", "incomplete_expired" -> Status.CANCELED;
            default -> throw new MissingException("a known status");
        };
    }

    private static PaymentEvent refunded(Origin origin, JsonNode charge) {
        return new Refunded(origin, chargePayment(charge, required(charge, "id")), amount(charge, "amount_refunded"));
    }

    private static PaymentEvent refund(Origin origin, JsonNode refund) {
        String status = Json.text(refund, "status");
        boolean failed = status.equals("failed") || status.equals("canceled");
        Instant created = time(refund, "created").orElseThrow(() -> new MissingException("created"));
        return new RefundChanged(
                origin,
                chargePayment(refund, id(refund, "charge")),
                new Refund(required(refund, "id"), amount(refund, "amount"), created, failed));
    }

    private static PaymentEvent dispute(Origin origin, JsonNode dispute) {
        Standing standing = switch (required(dispute, "status")) {
            case "lost" -> Standing.LOST;
            case "won", "warning_closed", "charge_refunded", "prevented" -> Standing.WON;
            default -> Standing.OPEN;
        };
        return new DisputeChanged(
                origin,
                chargePayment(dispute, id(dispute, "charge")),
                new Dispute(required(dispute, "id"), amount(dispute, "amount"), standing));
    }

    /** The payment of a charge: its intent, of which the charge is another name, or the charge itself. */
    private static PaymentRef chargePayment(JsonNode object, String charge) {
        String intent = id(object, "payment_intent");
        if (intent.isEmpty() && charge.isEmpty()) {
            throw new MissingException("payment_intent or charge");
        }
        return intent.isEmpty() ? PaymentRef.of(charge) : PaymentRef.of(intent).alias(charge);
    }

    private static Customer customer(JsonNode object) {
        return Customer.of(id(object, "customer"));
    }

    /** What the checkout's maker calls the payer. A reference that nobody can store is none. */
    private static String referenceOf(JsonNode session) {
        String reference = Json.text(session, "client_reference_id");
        return Texts.isId(reference) ? reference : "";
    }

    private static String metadata(JsonNode object, String name, String other) {
        JsonNode metadata = object.path("metadata");
        String value = Json.text(metadata, name);
        return value.isEmpty() ? Json.text(metadata, other) : value;
    }

    private static Amount amount(JsonNode object, String name) {
        JsonNode minor = object.path(name);
        if (!minor.isIntegralNumber() || !minor.canConvertToLong()) {
            throw new MissingException(name);
        }
        Unit unit = Currencies.of(required(object, "currency"));
        return Amount.ofMinor(minor.longValue(), unit);
    }

    private static Optional<Instant> time(JsonNode object, String name) {
        JsonNode seconds = object.path(name);
        return seconds.isIntegralNumber() && seconds.longValue() > 0
                ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
                : Optional.empty();
    }

    /** An id, of an object that may have been expanded; empty if there is none. */
    private static String id(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isObject() ? Json.text(value, "id") : value.isNull() ? "" : value.asText("");
    }

    private static String required(JsonNode object, String name) {
        String value = id(object, name);
        if (value.isEmpty()) {
            throw new MissingException(name);
        }
        return value;
    }
}
