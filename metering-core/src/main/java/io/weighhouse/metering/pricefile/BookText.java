// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import io.weighhouse.metering.json.JsonText;
import io.weighhouse.metering.price.Buyer;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.MarkupRule;
import io.weighhouse.metering.price.PolicyQuestion;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.PricingPolicy;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Rounding;
import io.weighhouse.metering.price.Sku;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a book in its one canonical form: a line for each card and each rule, so that two versions can be compared. */
final class BookText {

    private static final Map<String, PricingPolicy> PRESETS =
            Map.of("strict", PricingPolicy.STRICT, "litellm", PricingPolicy.LITELLM, "genai", PricingPolicy.GENAI);

    private BookText() {}

    static PricingPolicy preset(String name) {
        PricingPolicy preset = PRESETS.get(name);
        if (preset == null) {
            throw new IllegalArgumentException("must be one of strict, litellm, genai: policy=" + name);
        }
        return preset;
    }

    static String of(PriceBook book) {
        StringBuilder text = new StringBuilder(1 << 12);
        text.append(new JsonText().beginObject().field("version", book.version()));
        policy(text, book.policy());
        array(text, "cards", book.cards().stream().map(RateCard::toJson).toList());
        Map<String, String> aliases = new TreeMap<>();
        book.aliases().forEach((name, sku) -> aliases.put(name.toString(), sku.toString()));
        List<String> lines = new ArrayList<>();
        aliases.forEach(
                (name, sku) -> lines.add(inner(new JsonText().beginObject().field(name, sku))));
        section(text, "aliases", '{', lines, '}');
        section(text, "patterns", '[', patterns(book), ']');
        List<String> cards = new ArrayList<>();
        book.buyerCards()
                .forEach(own ->
                        cards.add(buyer(own.buyer()) + ",\"card\":" + own.card().toJson() + '}'));
        section(text, "overrides", '[', cards, ']');
        section(
                text,
                "markups",
                '[',
                book.markups().stream().map(BookText::markup).toList(),
                ']');
        book.ceilingCard().ifPresent(card -> text.append(",\n\"ceiling\":").append(card.toJson()));
        return text.append("}\n").toString();
    }

    private static void policy(StringBuilder text, PricingPolicy policy) {
        if (policy.equals(PricingPolicy.STRICT)) {
            return;
        }
        for (Map.Entry<String, PricingPolicy> preset : PRESETS.entrySet()) {
            if (policy.equals(preset.getValue())) {
                text.append(",\n").append(inner(new JsonText().beginObject().field("policy", preset.getKey())));
                return;
            }
        }
        JsonText json = new JsonText().beginObject().beginObject("policy");
        for (PolicyQuestion question : PolicyQuestion.values()) {
            if (policy.answer(question) != question.strictAnswer()) {
                json.field(question.name(), policy.answer(question).name());
            }
        }
        text.append(",\n").append(inner(json.endObject()));
    }

    private static List<String> patterns(PriceBook book) {
        List<String> lines = new ArrayList<>();
        book.patterns()
                .forEach(pattern -> lines.add(new JsonText()
                        .beginObject()
                        .field("provider", pattern.provider())
                        .field("name", pattern.name())
                        .field("sku", pattern.sku().toString())
                        .endObject()
                        .toString()));
        return lines;
    }

    /** Without its end. */
    private static String buyer(Buyer buyer) {
        JsonText json = new JsonText().beginObject();
        buyerFields(json, buyer);
        return json.toString();
    }

    private static void buyerFields(JsonText json, Buyer buyer) {
        if (!buyer.tenant().isEmpty()) {
            json.field("tenant", buyer.tenant());
        }
        if (!buyer.customer().isEmpty()) {
            json.field("customer", buyer.customer());
        }
    }

    private static String markup(MarkupRule rule) {
        Markup markup = rule.markup();
        JsonText json = new JsonText().beginObject();
        buyerFields(json, rule.buyer());
        Sku sku = rule.sku();
        if (sku != null) {
            json.field("sku", sku.toString());
        }
        json.field("unit", markup.unit().toString());
        json.field("multiplier", markup.multiplier().toPlainString());
        if (markup.fixedFee().signum() > 0) {
            json.field("fixedFee", markup.fixedFee().toPlainString());
        }
        markup.creditPrice().ifPresent(price -> json.field("creditPrice", price.toPlainString()));
        Map<String, BigDecimal> byCurrency = new TreeMap<>(markup.creditPrices());
        byCurrency.remove("");
        if (!byCurrency.isEmpty()) {
            json.beginObject("creditPrices");
            byCurrency.forEach((currency, price) -> json.field(currency, price.toPlainString()));
            json.endObject();
        }
        if (markup.rounding() != Rounding.HALF_UP) {
            json.field("rounding", markup.rounding().name());
        }
        if (!markup.minimum().isZero()) {
            json.field("minimum", markup.minimum().toDecimal().toPlainString());
        }
        markup.maximum()
                .ifPresent(most -> json.field("maximum", most.toDecimal().toPlainString()));
        return json.endObject().toString();
    }

    private static void section(StringBuilder text, String name, char begin, List<String> lines, char end) {
        if (!lines.isEmpty()) {
            text.append(",\n\"").append(name).append("\":").append(begin).append('\n');
            text.append(String.join(",\n", lines)).append('\n').append(end);
        }
    }

    private static void array(StringBuilder text, String name, List<String> lines) {
        if (lines.isEmpty()) {
            text.append(",\n\"").append(name).append("\":[]");
        } else {
            section(text, name, '[', lines, ']');
        }
    }

    /** What stands inside of an object that is not ended. */
    private static String inner(JsonText json) {
        return json.toString().substring(1);
    }
}
