// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is kept of a provider's event: what is named here, and nothing else.
 *
 * <p>A list of what to leave out would miss what a provider adds next year. Texts are kept only if they look like ids, codes or
 * versions, so that a name or an address under a kept field is left out all the same.
 */
final class Redaction {

    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_.:/+-]{1,120}");
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,18}(\\.[0-9]{1,18})?");

    /** Fields that are kept whole if they are numbers, truth values or safe texts. */
    private static final Set<String> KEPT = Set.of(
            "id",
            "object",
            "api_version",
            "type",
            "livemode",
            "created",
            "pending_webhooks",
            "request",
            "idempotency_key",
            "amount",
            "amount_total",
            "amount_subtotal",
            "amount_paid",
            "amount_due",
            "amount_remaining",
            "amount_refunded",
            "amount_captured",
            "amount_tax",
            "amount_discount",
            "amount_shipping",
            "subtotal",
            "total",
            "tax",
            "unit_amount",
            "unit_amount_decimal",
            "quantity",
            "currency",
            "status",
            "payment_status",
            "mode",
            "reason",
            "billing_reason",
            "collection_method",
            "attempt_count",
            "attempted",
            "next_payment_attempt",
            "paid",
            "captured",
            "refunded",
            "disputed",
            "proration",
            "failure_code",
            "failure_reason",
            "is_charge_refundable",
            "network_status",
            "payment_intent",
            "charge",
            "invoice",
            "subscription",
            "subscription_item",
            "customer",
            "balance_transaction",
            "client_reference_id",
            "price",
            "product",
            "plan",
            "checkout_session",
            "period_start",
            "period_end",
            "start",
            "end",
            "current_period_start",
            "current_period_end",
            "trial_start",
            "trial_end",
            "cancel_at",
            "canceled_at",
            "cancel_at_period_end",
            "ended_at",
            "start_date",
            "billing_cycle_anchor",
            "interval",
            "interval_count");

    /** Fields that are looked into. */
    private static final Set<String> ENTERED = Set.of(
            "data",
            "object",
            "previous_attributes",
            "request",
            "lines",
            "items",
            "total_details",
            "period",
            "parent",
            "subscription_details",
            "subscription_item_details",
            "pricing",
            "price_details",
            "price",
            "plan",
            "recurring",
            "refunds",
            "payments",
            "payment",
            "metadata",
            "customer",
            "payment_intent",
            "charge",
            "invoice",
            "subscription");

    /** What is kept of metadata, which its maker fills with whatever he likes. */
    private static final Set<String> METADATA = Set.of("credits", "price_id", "priceId");

    private static final Set<String> METADATA_NAMED = Set.of("apiKey", "api_key");

    private Redaction() {}

    static String of(JsonNode root) {
        return Json.write(object(root));
    }

    private static ObjectNode object(JsonNode from) {
        return Json.object(into -> {
            for (Map.Entry<String, JsonNode> field : from.properties()) {
                String name = field.getKey();
                JsonNode value = field.getValue();
                if (name.equals("metadata")) {
                    into.set(name, metadata(value));
                } else if (value.isContainerNode()) {
                    if (ENTERED.contains(name)) {
                        into.set(name, container(value));
                    }
                } else if (KEPT.contains(name) && isSafe(value)) {
                    into.set(name, value);
                }
            }
        });
    }

    private static JsonNode container(JsonNode value) {
        if (value.isObject()) {
            return object(value);
        }
        ArrayNode array = Json.array();
        value.forEach(item -> {
            if (item.isObject()) {
                array.add(object(item));
            }
        });
        return array;
    }

    private static ObjectNode metadata(JsonNode from) {
        return Json.object(into -> {
            for (Map.Entry<String, JsonNode> field : from.properties()) {
                if (METADATA.contains(field.getKey()) && (isSafe(field.getValue()) || isDecimal(field.getValue()))) {
                    into.set(field.getKey(), field.getValue());
                } else if (METADATA_NAMED.contains(field.getKey())) {
                    into.put(field.getKey(), "***");
                }
            }
        });
    }

    private static boolean isSafe(JsonNode value) {
        return value.isNumber()
                || value.isBoolean()
                || (value.isTextual() && SAFE.matcher(value.textValue()).matches());
    }

    /** Whether a text is a plain number. */
    static boolean isDecimal(JsonNode value) {
        return DECIMAL.matcher(value.asText("")).matches();
    }
}
