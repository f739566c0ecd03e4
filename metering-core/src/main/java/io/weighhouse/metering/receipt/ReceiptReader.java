// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.receipt;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.metering.price.Adjustment;
import io.weighhouse.metering.price.AppliedRate;
import io.weighhouse.metering.price.CardSource;
import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.ChargeLine;
import io.weighhouse.metering.price.Discount;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.ReportedCost;
import io.weighhouse.metering.price.Rounding;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Terms;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the objects of a receipt's JSON.
 *
 * <p>Fields come in any order, but each must be there, of the right kind, and no other; what a field says is checked by
 * the type that it becomes, and a complaint gets the field's name.
 */
final class ReceiptReader {

    private static final int MOST_SHOWN = 40;

    private final JsonNode node;
    private int asked;

    private ReceiptReader(JsonNode node) {
        if (!node.isObject()) {
            throw new IllegalArgumentException("must be a receipt, a JSON object: " + shortened(node.toString()));
        }
        this.node = node;
    }

    static Receipt receipt(JsonNode root) {
        ReceiptReader in = new ReceiptReader(root);
        long version = in.natural("v");
        if (version != ReceiptJson.VERSION && version != ReceiptJson.VERSION_BESIDE) {
            throw new IllegalArgumentException("must be a receipt of version 1 or 2: v=" + version);
        }
        Attempt last = attempt(in);
        Beside beside = version == ReceiptJson.VERSION
                ? Beside.NOTHING
                : beside(in, last.charge().price().unit());
        Receipt receipt = new Receipt(in.text("call"), last.basis(), last.cause(), last.charge(), beside);
        in.requireNothingElse();
        return receipt;
    }

    private static Beside beside(ReceiptReader in, Unit unit) {
        List<Attempt> earlier = new ArrayList<>();
        if (in.has("earlier")) {
            for (JsonNode node : in.array("earlier")) {
                ReceiptReader attempt = new ReceiptReader(node);
                earlier.add(attempt(attempt));
                attempt.requireNothingElse();
            }
        }
        return new Beside(in.has("bound") ? in.amount("bound", unit) : null, earlier);
    }

    private static Attempt attempt(ReceiptReader in) {
        Unit unit = in.as("unit", Unit::parse);
        Markup markup = markup(in, unit);
        Sku sku = in.as("sku", Sku::parse);
        CardSource source = new CardSource(in.text("book"), in.has("card") ? in.text("card") : "");
        Adjustment adjustment = adjustment(in);
        Terms terms = in.as("currency", currency -> new Terms(sku, source, currency, markup, adjustment));
        List<ChargeLine> lines = new ArrayList<>();
        for (JsonNode line : in.array("lines")) {
            lines.add(line(new ReceiptReader(line), unit));
        }
        Charge charge = new Charge(terms, lines, in.decimal("cost"), in.amount("price", unit), reported(in));
        requireRemainder(in, charge);
        return new Attempt(in.as("basis", Basis::valueOf), in.text("cause"), charge);
    }

    private static Markup markup(ReceiptReader in, Unit unit) {
        Markup markup = in.as("multiplier", Markup.into(unit)::multiplier);
        markup = in.as("fixedFee", markup::fixedFee);
        if (in.has("creditPrice")) {
            markup = in.as("creditPrice", markup::creditPrice);
        }
        markup = in.as("minimum", markup::minimum);
        if (in.has("maximum")) {
            markup = in.as("maximum", markup::maximum);
        }
        return markup.rounding(in.as("rounding", Rounding::valueOf));
    }

    private static Adjustment adjustment(ReceiptReader in) {
        String serviceTier = in.has("serviceTier") ? in.text("serviceTier") : "";
        String region = in.has("region") ? in.text("region") : "";
        List<Adjustment.Factor> factors = new ArrayList<>();
        if (in.has("factors")) {
            for (JsonNode node : in.array("factors")) {
                ReceiptReader factor = new ReceiptReader(node);
                factors.add(new Adjustment.Factor(factor.text("name"), factor.decimal("multiplier")));
                factor.requireNothingElse();
            }
        }
        Discount discount =
                in.has("discount") ? new Discount(in.decimal("discount"), in.natural("discountToDate")) : Discount.NONE;
        return new Adjustment(serviceTier, region, factors, discount);
    }

    private static @Nullable ReportedCost reported(ReceiptReader in) {
        if (!in.has("reportedCost")) {
            return null;
        }
        return new ReportedCost(in.decimal("reportedCost"), in.flag("reportedIsBilled"));
    }

    /** The remainder follows from the rest; it is on the receipt for people. */
    private static void requireRemainder(ReceiptReader in, Charge charge) {
        if (in.has("remainder")) {
            String said = in.text("remainder");
            String follows = charge.roundingRemainder().toPlainString();
            if (!said.equals(follows)) {
                throw complaint("remainder", "must be " + shortened(follows), said);
            }
        }
    }

    private static ChargeLine line(ReceiptReader in, Unit unit) {
        Meter meter = in.as("meter", ReceiptReader::meter);
        long quantity = in.natural("quantity");
        AppliedRate rate = new AppliedRate(
                in.decimal("unitPrice"),
                in.has("factor") ? in.decimal("factor") : BigDecimal.ONE,
                in.has("billed") ? in.natural("billed") : quantity,
                in.has("toDate") ? in.natural("toDate") : 0);
        ChargeLine line = new ChargeLine(meter, quantity, rate, in.decimal("cost"), in.amount("price", unit));
        in.requireNothingElse();
        return line;
    }

    /** Ids that nobody has declared are refused: a text from outside must not make meters. */
    private static Meter meter(String id) {
        return Meter.find(id)
                .orElseThrow(() -> new IllegalArgumentException("must be a meter of this process, see Meter.of"));
    }

    private boolean has(String field) {
        return node.has(field);
    }

    private boolean flag(String field) {
        JsonNode value = required(field);
        if (!value.isBoolean()) {
            throw complaint(field, "must be true or false", value.toString());
        }
        return value.booleanValue();
    }

    private JsonNode required(String field) {
        asked++;
        JsonNode value = node.get(field);
        if (value == null) {
            throw new IllegalArgumentException("must have a field: " + field);
        }
        return value;
    }

    private String text(String field) {
        JsonNode value = required(field);
        if (!value.isTextual()) {
            throw complaint(field, "must be a string", value.toString());
        }
        return value.textValue();
    }

    private <T> T as(String field, Function<String, T> type) {
        String text = text(field);
        try {
            return type.apply(text);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(
                    "field " + field + '=' + shortened(text) + ": " + refused.getMessage(), refused);
        }
    }

    private BigDecimal decimal(String field) {
        String text = text(field);
        if (!text.matches("[0-9]{1,200}([.][0-9]{1,200})?")) {
            throw complaint(field, "must be a decimal number", text);
        }
        return new BigDecimal(text);
    }

    private Amount amount(String field, Unit unit) {
        return as(field, text -> {
            Amount amount = Amount.of(text, unit);
            if (amount.isNegative()) {
                throw new IllegalArgumentException("must be >= 0");
            }
            return amount;
        });
    }

    private long natural(String field) {
        JsonNode value = required(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw complaint(field, "must be a whole number >= 0", value.toString());
        }
        return value.longValue();
    }

    private JsonNode array(String field) {
        JsonNode value = required(field);
        if (!value.isArray()) {
            throw complaint(field, "must be an array", value.toString());
        }
        return value;
    }

    private void requireNothingElse() {
        if (asked != node.size()) {
            throw new IllegalArgumentException("must have " + asked + " fields and no other: has " + node.size() + ", "
                    + shortened(String.join(",", (Iterable<String>) node::fieldNames)));
        }
    }

    private static IllegalArgumentException complaint(String field, String must, String value) {
        return new IllegalArgumentException("field " + field + ": " + must + ": " + shortened(value));
    }

    private static String shortened(String text) {
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
    }
}
