// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.QuantityModel;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.RateCondition;
import io.weighhouse.metering.price.RateFactor;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.TimeWindow;
import io.weighhouse.metering.price.Usage;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Cards with everything that a card can have, and the contexts that make a difference to them. */
final class PriceGenerators {

    private static final List<String> TIERS = List.of("flex", "batch");
    private static final List<String> REGIONS = List.of("eu", "us");
    private static final List<TimeWindow> WINDOWS = List.of(
            TimeWindow.of("UTC", "16:30", "00:30"),
            TimeWindow.of("Asia/Shanghai", "00:00", "12:00").on(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY));

    private PriceGenerators() {}

    static Arbitrary<RateCard> cards() {
        Arbitrary<BigDecimal> byTheMillion = Generators.prices("0.0001", 12);
        return Arbitraries.of(byTheMillion, Generators.prices("2", 2)).flatMap(PriceGenerators::cards);
    }

    static Arbitrary<RatingContext> contexts() {
        Arbitrary<String> tiers = Arbitraries.of("", "standard", "flex", "batch");
        Arbitrary<String> regions = Arbitraries.of("", "eu", "us", "elsewhere");
        return Combinators.combine(tiers, regions, Arbitraries.longs().between(0, 4_000_000_000_000L), usages())
                .as((tier, region, at, toDate) -> RatingContext.standard()
                        .serviceTier(tier)
                        .region(region)
                        .at(at)
                        .toDate(toDate));
    }

    private static Arbitrary<Usage> usages() {
        return Arbitraries.oneOf(Arbitraries.just(Usage.empty()), Generators.usages(3_000));
    }

    private static Arbitrary<RateCard> cards(Arbitrary<BigDecimal> prices) {
        Arbitrary<Map<Meter, BigDecimal>> rates =
                Arbitraries.maps(Generators.meters(), prices).ofMinSize(1).ofMaxSize(8);
        Arbitrary<Map<RateCondition, Map<Meter, BigDecimal>>> conditional =
                Arbitraries.maps(conditions(), rates).ofMaxSize(4);
        Arbitrary<Map<String, RateFactor>> factors =
                Arbitraries.maps(Arbitraries.of("a", "b", "c"), factors()).ofMaxSize(2);
        Arbitrary<Map<Meter, RateCard.ModelRate>> models =
                Arbitraries.maps(Generators.meters(), models(prices)).ofMaxSize(2);
        Arbitrary<Map<Meter, Long>> least = Arbitraries.maps(
                        Generators.meters(), Arbitraries.longs().between(1, 3_000))
                .ofMaxSize(2);
        return Combinators.combine(rates, conditional, factors, models, least)
                .as(PriceGenerators::card)
                .withoutEdgeCases();
    }

    private static RateCard card(
            Map<Meter, BigDecimal> rates,
            Map<RateCondition, Map<Meter, BigDecimal>> conditional,
            Map<String, RateFactor> factors,
            Map<Meter, RateCard.ModelRate> models,
            Map<Meter, Long> least) {
        RateCard.Builder card = RateCard.builder(Sku.of("provider", "model")).currency("USD");
        rates.keySet().removeAll(models.keySet());
        rates.forEach((meter, price) -> card.rate(new Rate(meter, price)));
        for (Meter root : List.of(Meter.INPUT_TOKENS, Meter.OUTPUT_TOKENS)) {
            if (!rates.containsKey(root) && !models.containsKey(root)) {
                card.rate(Rate.of(root, "0.000001"));
            }
        }
        conditional.forEach((when, other) -> {
            other.keySet().removeAll(models.keySet());
            if (!other.isEmpty()) {
                card.when(
                        when,
                        other.entrySet().stream()
                                .map(rate -> new Rate(rate.getKey(), rate.getValue()))
                                .toArray(Rate[]::new));
            }
        });
        factors.forEach((name, factor) ->
                card.factor(new RateFactor(name, factor.when(), factor.multiplier(), factor.reach())));
        models.forEach((meter, model) -> {
            if (model.perPeriod()) {
                card.periodModel(meter, model.model());
            } else {
                card.model(meter, model.model());
            }
        });
        least.forEach(card::atLeast);
        return card.build();
    }

    private static Arbitrary<RateCondition> conditions() {
        Arbitrary<RateCondition> kinds = Combinators.combine(
                        Arbitraries.of(TIERS).injectNull(0.5),
                        Arbitraries.of(REGIONS).injectNull(0.6),
                        Arbitraries.of(WINDOWS).injectNull(0.7),
                        Arbitraries.oneOf(
                                Arbitraries.just(-1L), Arbitraries.longs().between(0, 2_000)))
                .as(RateCondition::new);
        return kinds.filter(condition -> !condition.equals(RateCondition.always()));
    }

    private static Arbitrary<RateFactor> factors() {
        return Combinators.combine(
                        conditions(),
                        Arbitraries.of("0", "0.5", "1.1", "6").map(BigDecimal::new),
                        Arbitraries.of(RateFactor.Reach.class))
                .as((when, multiplier, reach) -> new RateFactor("factor", when, multiplier, reach));
    }

    private static Arbitrary<RateCard.ModelRate> models(Arbitrary<BigDecimal> prices) {
        return Combinators.combine(quantityModels(prices), Arbitraries.of(true, false))
                .as((model, perPeriod) -> new RateCard.ModelRate(Meter.PAGES, model, perPeriod));
    }

    static Arbitrary<QuantityModel> quantityModels() {
        return quantityModels(Generators.prices("2", 3));
    }

    private static Arbitrary<QuantityModel> quantityModels(Arbitrary<BigDecimal> prices) {
        Arbitrary<List<QuantityModel.Step>> steps = Combinators.combine(
                        Arbitraries.longs().between(1, 1_500),
                        Arbitraries.longs().between(1, 1_500),
                        prices.list().ofSize(3),
                        Arbitraries.oneOf(Arbitraries.just(BigDecimal.ZERO), prices)
                                .list()
                                .ofSize(3))
                .as((first, more, each, fees) -> List.of(
                        new QuantityModel.Step(first, each.get(0), fees.get(0)),
                        new QuantityModel.Step(first + more, each.get(1), fees.get(1)),
                        new QuantityModel.Step(Long.MAX_VALUE, each.get(2), fees.get(2))));
        Arbitrary<QuantityModel> packages = Combinators.combine(
                        Arbitraries.longs().between(1, 1_500), prices)
                .as(QuantityModel.Package::new);
        Arbitrary<QuantityModel> percentages = Combinators.combine(prices, prices, prices, prices)
                .as((part, fee, minimum, more) ->
                        new QuantityModel.Percentage(part, fee, minimum, minimum.add(more.scaleByPowerOfTen(3))));
        return Arbitraries.oneOf(
                steps.map(QuantityModel.Graduated::new), steps.map(QuantityModel.Volume::new), packages, percentages);
    }
}
