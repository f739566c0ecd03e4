// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import com.fasterxml.jackson.core.JsonLocation;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.RateFactor;
import io.weighhouse.metering.price.Sku;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one card of our own format, in its canonical or in a friendlier form. */
final class CardReader {

    /** For how many a price may be said, besides one; times are kept in milliseconds. */
    private static final Map<String, Long> QUANTITIES = Map.of(
            "perOne", 1L,
            "perThousand", 1_000L,
            "perMillion", 1_000_000L,
            "perSecond", 1_000L,
            "perMinute", 60_000L,
            "perHour", 3_600_000L);

    private final StrictJson in;
    private final List<Rate> rates = new ArrayList<>();
    private final List<ConditionReader> conditional = new ArrayList<>();
    private final List<RateFactor> factors = new ArrayList<>();
    private final List<RateCard.ModelRate> models = new ArrayList<>();
    private final Map<Meter, Long> least = new LinkedHashMap<>();
    private @Nullable Sku sku;
    private @Nullable String currency;
    private boolean active = true;
    private long from = Long.MIN_VALUE;
    private long to = Long.MAX_VALUE;
    private long maxOutputTokens;

    private CardReader(StrictJson in) {
        this.in = in;
    }

    static RateCard read(StrictJson in) throws IOException {
        JsonLocation at = in.here();
        CardReader reader = new CardReader(in);
        in.object(reader::field);
        Sku sku = StrictJson.required(at, "sku", reader.sku);
        String currency = StrictJson.required(at, "currency", reader.currency);
        return StrictJson.made(at, () -> reader.card(RateCard.builder(sku).currency(currency)));
    }

    private boolean field(String name) throws IOException {
        switch (name) {
            case "sku" -> sku = in.as(Sku::parse);
            case "currency" -> currency = in.text();
            case "active" -> active = in.flag();
            case "from" -> from = in.as(CardReader::epochMillis);
            case "to" -> to = in.as(CardReader::epochMillis);
            case "maxOutputTokens" -> {
                maxOutputTokens = in.natural();
                if (maxOutputTokens == 0) {
                    throw in.wrong("must be > 0: maxOutputTokens=0");
                }
            }
            case "rates" -> rates.addAll(rates(in));
            case "when" -> in.array(each -> conditional.add(ConditionReader.rates(each)));
            case "factors" -> in.array(each -> factors.add(factor(each)));
            case "models" -> in.array(each -> models.add(ModelReader.read(each)));
            case "least" -> in.object(this::least);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean least(String id) throws IOException {
        least.put(in.meter(id), in.natural());
        return true;
    }

    private RateCard card(RateCard.Builder card) {
        if (!active) {
            card.inactive();
        }
        card.effective(new RateCard.Validity(from, to));
        if (maxOutputTokens > 0) {
            card.maxOutputTokens(maxOutputTokens);
        }
        rates.forEach(card::rate);
        conditional.forEach(each -> card.when(each.condition(), each.rates().toArray(Rate[]::new)));
        factors.forEach(card::factor);
        for (RateCard.ModelRate each : models) {
            if (each.perPeriod()) {
                card.periodModel(each.meter(), each.model());
            } else {
                card.model(each.meter(), each.model());
            }
        }
        least.forEach(card::atLeast);
        return card.build();
    }

    /** A moment, or a day, which begins at midnight UTC. */
    private static long epochMillis(String text) {
        Instant instant = text.length() == "2026-11-01".length()
                ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                : Instant.parse(text);
        try {
            return instant.toEpochMilli();
        } catch (ArithmeticException tooFar) {
            throw new IllegalArgumentException("must be within 292 million years: " + text, tooFar);
        }
    }

    static List<Rate> rates(StrictJson in) throws IOException {
        List<Rate> rates = new ArrayList<>();
        in.object(id -> {
            Meter meter = in.meter(id);
            if (in.isObject()) {
                in.object(unit -> rates.add(rate(in, meter, unit)));
                if (rates.isEmpty() || rates.get(rates.size() - 1).meter() != meter) {
                    throw in.wrong("must have a price: " + id);
                }
            } else {
                rates.add(rate(in, meter, "perOne"));
            }
            return true;
        });
        return rates;
    }

    private static Rate rate(StrictJson in, Meter meter, String unit) throws IOException {
        Long quantity = QUANTITIES.get(unit);
        boolean ofTime = quantity != null && unit.matches("per(Second|Minute|Hour)");
        if (quantity == null || (ofTime && !meter.id().endsWith("_millis"))) {
            throw in.wrong("must be one of perOne, perThousand, perMillion, or of time: " + unit + " for " + meter);
        }
        BigDecimal price = in.decimal();
        return StrictJson.made(in.here(), () -> Rate.per(quantity, meter, price));
    }

    private static RateFactor factor(StrictJson in) throws IOException {
        JsonLocation at = in.here();
        ConditionReader reader = ConditionReader.factor(in);
        return StrictJson.made(at, () -> reader.factor(at));
    }
}
