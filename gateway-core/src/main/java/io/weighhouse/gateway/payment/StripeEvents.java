// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.gateway.payment.PaymentEvent.Ignored;
import io.weighhouse.gateway.payment.PaymentEvent.Origin;
import io.weighhouse.gateway.payment.PaymentEvent.Unreadable;
import java.time.Instant;
import java.util.Map;

/**
 * Reads Stripe's webhooks and objects, without Stripe's library.
 *
 * <p>A {@code checkout.session.completed} whose payment is paid becomes a {@link PaymentEvent.Paid} of the session's payment
 * intent; the guide docs/guides/stripe.md has every type. What has nothing to do with money becomes {@link PaymentEvent.Ignored};
 * what should have and lacks a part becomes {@link PaymentEvent.Unreadable}. Both forms of the interface are read, that before
 * and that since version 2025-03-31, in which periods and subscriptions moved into items and parents.
 *
 * <p>Stripe's times are whole seconds. Of a subscription's events of one second, the one of its creation is made the first and the
 * one of its deletion the last, by a nanosecond each.
 *
 * <p>This class is thread-safe.
 */
public final class StripeEvents {

    /** The source of Stripe's events: {@code stripe}. */
    public static final String SOURCE = "stripe";

    /** The year 3000 or so: what is beyond is no time. */
    private static final long MAX_SECONDS = 1L << 35;

    private static final Map<String, String> TYPE_OF_OBJECT = Map.of(
            "checkout.session", "checkout.session.completed",
            "invoice", "invoice.paid",
            "subscription", "customer.subscription.updated",
            "charge", "charge.refunded",
            "refund", "refund.updated",
            "dispute", "charge.dispute.updated",
            "invoice_payment", "invoice_payment.paid");

    private StripeEvents() {}

    /**
     * The event that a webhook's body is.
     *
     * @param body the bytes as they came, verified before
     * @return the event
     * @throws IllegalArgumentException if they are no event: no JSON object, or one without id, type or time; the message has
     *     nothing of them
     */
    public static PaymentEvent parse(byte[] body) {
        JsonNode root = Json.parse(body);
        String type = Json.text(root, "type");
        String id = Json.text(root, "id");
        JsonNode created = root.path("created");
        // A test event may lack its time; one with money in it has it.
        boolean timed = created.isMissingNode()
                || (created.isIntegralNumber() && created.longValue() >= 0 && created.longValue() < MAX_SECONDS);
        if (type.isEmpty() || type.length() > Texts.MAX_TYPE || id.isEmpty() || !Texts.isId(id) || !timed) {
            throw new IllegalArgumentException("must have an id, a type and a time: event");
        }
        Instant at = Instant.ofEpochSecond(created.asLong(0)).plusNanos(rank(type));
        Origin origin = new Origin(SOURCE, id, type, at);
        return read(origin, root.path("data").path("object"));
    }

    /**
     * The event that says how an object of Stripe's interface stands: a subscription, a charge, a refund, a dispute, an invoice, a
     * checkout session or an invoice's payment, as it was fetched.
     *
     * @param body the object's JSON
     * @param asOf when it was fetched; nothing that happened before and is reported later changes it again
     * @return the event
     * @throws IllegalArgumentException if it is no object; the message has nothing of it
     */
    public static PaymentEvent object(byte[] body, Instant asOf) {
        JsonNode root = Json.parse(body);
        String type = TYPE_OF_OBJECT.getOrDefault(Json.text(root, "object"), "unknown");
        String id = "fetched:" + Json.text(root, "id") + ':' + asOf.toEpochMilli();
        return read(new Origin(SOURCE, id, type, asOf), root);
    }

    /**
     * What is kept of a webhook's body: ids, amounts, times, codes; no names, addresses, e-mail addresses, telephone numbers, card
     * data, free text, keys or secrets.
     *
     * @param body the bytes as they came
     * @return JSON
     * @throws IllegalArgumentException if they are no JSON object; the message has nothing of them
     */
    public static String redact(byte[] body) {
        return Redaction.of(Json.parse(body));
    }

    private static PaymentEvent read(Origin origin, JsonNode object) {
        try {
            return StripeObjects.read(origin, object);
        } catch (StripeObjects.MissingException missing) {
            return new Unreadable(origin, String.valueOf(missing.getMessage()));
        } catch (IllegalArgumentException | ArithmeticException outOfRange) {
            return new Unreadable(origin, "a part of it is out of range");
        }
    }

    /** An event that is none of money. */
    static PaymentEvent ignored(Origin origin, NothingReason why) {
        return new Ignored(origin, why);
    }

    private static int rank(String type) {
        return switch (type) {
            case "customer.subscription.updated" -> 1;
            case "customer.subscription.deleted" -> 2;
            default -> 0;
        };
    }
}
