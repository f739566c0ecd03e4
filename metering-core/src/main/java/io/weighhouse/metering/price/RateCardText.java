// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import io.weighhouse.metering.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** Writes cards as the price book format has them: fields in a fixed order, what is usual left out, decimals in strings. */
final class RateCardText {

    private RateCardText() {}

    static String digest(RateCard card) {
        try {
            byte[] bytes = json(card).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    static String json(RateCard card) {
        JsonText json = new JsonText();
        json.beginObject().field("sku", card.sku().toString()).field("currency", card.currency());
        if (!card.isActive()) {
            json.field("active", false);
        }
        if (card.validity().fromEpochMillis() != Long.MIN_VALUE) {
            json.field(
                    "from",
                    Instant.ofEpochMilli(card.validity().fromEpochMillis()).toString());
        }
        if (card.validity().toEpochMillis() != Long.MAX_VALUE) {
            json.field(
                    "to", Instant.ofEpochMilli(card.validity().toEpochMillis()).toString());
        }
        card.maxOutputTokens().ifPresent(tokens -> json.field("maxOutputTokens", tokens));
        rates(json, card.rates());
        if (!card.conditional().isEmpty()) {
            json.beginArray("when");
            for (ConditionalRates rates : card.conditional()) {
                condition(json.beginObject(), rates.when());
                rates(json, rates.rates());
                json.endObject();
            }
            json.endArray();
        }
        if (!card.factors().isEmpty()) {
            json.beginArray("factors");
            for (RateFactor factor : card.factors()) {
                json.beginObject().field("name", factor.name());
                condition(json, factor.when());
                json.field("multiplier", factor.multiplier().toPlainString())
                        .field("reach", factor.reach().name())
                        .endObject();
            }
            json.endArray();
        }
        models(json, card.models());
        if (!card.least().isEmpty()) {
            json.beginObject("least");
            card.least().forEach((meter, quantity) -> json.field(meter.id(), quantity));
            json.endObject();
        }
        return json.endObject().toString();
    }

    private static void rates(JsonText json, List<Rate> rates) {
        json.beginObject("rates");
        for (Rate rate : rates) {
            json.field(rate.meter().id(), rate.unitPrice().toPlainString());
        }
        json.endObject();
    }

    private static void condition(JsonText json, RateCondition when) {
        if (when.tier() != null) {
            json.field("serviceTier", when.tier());
        }
        if (when.region() != null) {
            json.field("region", when.region());
        }
        TimeWindow window = when.window();
        if (window != null) {
            json.beginObject("window")
                    .field("zone", window.zone().getId())
                    .field("from", window.from().toString())
                    .field("to", window.to().toString());
            if (window.days().size() < DayOfWeek.values().length) {
                json.beginArray("days");
                window.days().stream().sorted(Comparator.naturalOrder()).forEach(day -> json.element(day.name()));
                json.endArray();
            }
            json.endObject();
        }
        if (when.aboveTokens() >= 0) {
            json.field("aboveInputTokens", when.aboveTokens());
        }
    }

    private static void models(JsonText json, List<RateCard.ModelRate> models) {
        if (models.isEmpty()) {
            return;
        }
        json.beginArray("models");
        for (RateCard.ModelRate rate : models) {
            json.beginObject().field("meter", rate.meter().id()).field("perPeriod", rate.perPeriod());
            model(json, rate.model());
            json.endObject();
        }
        json.endArray();
    }

    private static void model(JsonText json, QuantityModel model) {
        if (model instanceof QuantityModel.Graduated graduated) {
            steps(json, "graduated", graduated.steps());
        } else if (model instanceof QuantityModel.Volume volume) {
            steps(json, "volume", volume.steps());
        } else if (model instanceof QuantityModel.Package pack) {
            json.beginObject("package")
                    .field("size", pack.size())
                    .field("unitPrice", pack.unitPrice().toPlainString())
                    .endObject();
        } else if (model instanceof QuantityModel.Proportional proportional) {
            json.beginObject("proportional")
                    .field("per", proportional.per())
                    .field("price", proportional.price().toPlainString())
                    .endObject();
        } else {
            QuantityModel.Percentage percentage = (QuantityModel.Percentage) model;
            json.beginObject("percentage")
                    .field("part", percentage.part().toPlainString())
                    .field("fee", percentage.fee().toPlainString())
                    .field("minimum", percentage.minimum().toPlainString())
                    .field("maximum", percentage.maximum().toPlainString())
                    .endObject();
        }
    }

    private static void steps(JsonText json, String name, List<QuantityModel.Step> steps) {
        json.beginArray(name);
        for (QuantityModel.Step step : steps) {
            json.beginObject();
            if (step.upTo() != Long.MAX_VALUE) {
                json.field("upTo", step.upTo());
            }
            json.field("unitPrice", step.unitPrice().toPlainString());
            if (step.fee().signum() > 0) {
                json.field("fee", step.fee().toPlainString());
            }
            json.endObject();
        }
        json.endArray();
    }
}
