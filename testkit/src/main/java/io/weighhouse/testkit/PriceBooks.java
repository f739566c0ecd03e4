// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.metering.price.Buyer;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PolicyAnswer;
import io.weighhouse.metering.price.PolicyQuestion;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.PricingPolicy;
import io.weighhouse.metering.price.QuantityModel;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.RateCondition;
import io.weighhouse.metering.price.RateFactor;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.SkuPattern;
import io.weighhouse.metering.price.TimeWindow;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Cards with everything that a card can say, and books of them. */
final class PriceBooks {

    private PriceBooks() {}

    static Arbitrary<RateCard> cards(Arbitrary<Sku> skus) {
        Arbitrary<RateCard.Builder> plain = Combinators.combine(skus, rates(1), validities(), Arbitraries.integers())
                .as((sku, rates, validity, bits) -> {
                    RateCard.Builder card = RateCard.builder(sku)
                            .currency((bits & 1) == 0 ? "USD" : "EUR")
                            .effective(validity);
                    rates.forEach((meter, price) -> card.rate(new Rate(meter, price)));
                    if ((bits & 6) == 0) {
                        card.inactive();
                    }
                    return (bits & 8) == 0 ? card : card.maxOutputTokens((bits >>> 8) + 1L);
                });
        Arbitrary<Map<RateCondition, Map<Meter, BigDecimal>>> conditional =
                Arbitraries.maps(conditions(), rates(1)).ofMaxSize(3);
        Arbitrary<Map<String, RateFactor>> factors = Arbitraries.maps(
                        Arbitraries.of("region:eu", "tier:fast", "any \"thing\""),
                        Combinators.combine(
                                        anyCondition(),
                                        Generators.prices("9", 3),
                                        Arbitraries.of(RateFactor.Reach.class))
                                .as((when, multiplier, reach) -> new RateFactor("x", when, multiplier, reach)))
                .ofMaxSize(2);
        Arbitrary<Map<Meter, QuantityModel>> models = Arbitraries.maps(
                        Arbitraries.of(Meter.PAGES, Meter.CLIPS, Meter.SESSIONS), models())
                .ofMaxSize(2);
        Arbitrary<Map<Meter, Long>> least = Arbitraries.maps(
                        Generators.meters(), Arbitraries.longs().between(1, Long.MAX_VALUE))
                .ofMaxSize(2);
        return Combinators.combine(plain, conditional, factors, models, least)
                .as(PriceBooks::card)
                .withoutEdgeCases();
    }

    private static RateCard card(
            RateCard.Builder card,
            Map<RateCondition, Map<Meter, BigDecimal>> conditional,
            Map<String, RateFactor> factors,
            Map<Meter, QuantityModel> models,
            Map<Meter, Long> least) {
        conditional.forEach((when, prices) -> card.when(
                when,
                prices.entrySet().stream()
                        .map(price -> new Rate(price.getKey(), price.getValue()))
                        .toArray(Rate[]::new)));
        factors.forEach((name, factor) ->
                card.factor(new RateFactor(name, factor.when(), factor.multiplier(), factor.reach())));
        models.forEach((meter, model) -> {
            if (model instanceof QuantityModel.Graduated || model instanceof QuantityModel.Volume) {
                card.periodModel(meter, model);
            } else {
                card.model(meter, model);
            }
        });
        least.forEach(card::atLeast);
        return card.build();
    }

    private static Arbitrary<Map<Meter, BigDecimal>> rates(int fewest) {
        return Arbitraries.maps(Generators.meters(), Generators.prices("0.0001", 9))
                .ofMinSize(fewest)
                .ofMaxSize(4);
    }

    private static Arbitrary<RateCard.Validity> validities() {
        Arbitrary<Long> moments = Arbitraries.longs();
        Arbitrary<RateCard.Validity> some = Combinators.combine(moments, moments)
                .as((a, b) ->
                        a.equals(b) ? RateCard.Validity.ALWAYS : new RateCard.Validity(Math.min(a, b), Math.max(a, b)));
        return Arbitraries.oneOf(Arbitraries.just(RateCard.Validity.ALWAYS), some);
    }

    private static Arbitrary<RateCondition> conditions() {
        return anyCondition().filter(when -> !when.equals(RateCondition.always()));
    }

    private static Arbitrary<RateCondition> anyCondition() {
        Arbitrary<String> tiers = Arbitraries.of("batch", "flex", "1080p");
        Arbitrary<String> regions = Arbitraries.of("eu", "us", "a\\b");
        return Combinators.combine(
                        tiers.injectNull(0.5),
                        regions.injectNull(0.5),
                        windows().injectNull(0.7),
                        Arbitraries.longs().between(-1, 300_000))
                .as(RateCondition::new);
    }

    private static Arbitrary<TimeWindow> windows() {
        Arbitrary<String> times = Arbitraries.of("00:00", "08:30", "16:30:15", "23:59:59.999");
        Arbitrary<Set<DayOfWeek>> days = Arbitraries.of(DayOfWeek.class).set().ofMinSize(1);
        return Combinators.combine(
                        Arbitraries.of("UTC", "Asia/Shanghai", "America/New_York", "+05:30"), times, times, days)
                .as((zone, from, to, on) -> {
                    DayOfWeek[] all = on.toArray(DayOfWeek[]::new);
                    return TimeWindow.of(zone, from, to).on(all[0], all);
                });
    }

    private static Arbitrary<QuantityModel> models() {
        Arbitrary<List<QuantityModel.Step>> steps = Combinators.combine(
                        Arbitraries.longs().between(1, Long.MAX_VALUE - 1).set().ofMaxSize(3),
                        Generators.prices("1", 6),
                        Generators.prices("1", 6))
                .as((ends, price, fee) -> {
                    List<QuantityModel.Step> made = new ArrayList<>();
                    ends.stream().sorted().forEach(end -> made.add(new QuantityModel.Step(end, price, fee)));
                    made.add(new QuantityModel.Step(Long.MAX_VALUE, fee, price));
                    return made;
                });
        return Arbitraries.oneOf(
                steps.map(QuantityModel.Graduated::new),
                steps.map(QuantityModel.Volume::new),
                Combinators.combine(Arbitraries.longs().between(1, Long.MAX_VALUE), Generators.prices("1", 6))
                        .as(QuantityModel.Package::new),
                Combinators.combine(Arbitraries.longs().between(1, Long.MAX_VALUE), Generators.prices("1", 6))
                        .as(QuantityModel.Proportional::new),
                Combinators.combine(Generators.prices("1", 6), Generators.prices("1", 6), Generators.prices("1", 6))
                        .as((part, fee, minimum) ->
                                new QuantityModel.Percentage(part, fee, minimum, minimum.add(BigDecimal.TEN))));
    }

    /** Skus that have no card of another time in one book. */
    private static Arbitrary<List<RateCard>> distinctCards() {
        return cards(skus()).list().ofMaxSize(5).uniqueElements(RateCard::sku);
    }

    static Arbitrary<Sku> skus() {
        return Combinators.combine(
                        Arbitraries.of("openai", "acme", "vertex_ai-models"),
                        Arbitraries.of("gpt", "a/b", "*", "quote\"d", "模型", "back\\slash", "</script>"))
                .as(Sku::of);
    }

    private static Arbitrary<Buyer> buyers() {
        return Combinators.combine(Arbitraries.of("acme", "rival \"2\""), Arbitraries.of("", "ann"))
                .as(Buyer::new);
    }

    static Arbitrary<PriceBook> books() {
        Arbitrary<Map<Sku, Markup>> markups =
                Arbitraries.maps(skus(), Generators.markups()).ofMaxSize(2);
        Arbitrary<Map<Buyer, RateCard>> overrides =
                Arbitraries.maps(buyers(), cards(skus())).ofMaxSize(2);
        return Combinators.combine(distinctCards(), overrides, markups, policies(), Generators.markups())
                .as((cards, own, bySku, policy, markup) -> {
                    PriceBook.Builder book =
                            PriceBook.builder("2026-11").policy(policy).markup(markup);
                    cards.forEach(book::card);
                    for (RateCard card : cards) {
                        book.alias(Sku.of("alias", card.sku().name()), card.sku());
                        book.pattern(new SkuPattern("fits", card.sku().name() + '*', card.sku()));
                        book.ceiling(card);
                    }
                    own.forEach(book::card);
                    own.keySet().forEach(buyer -> book.markup(buyer, markup.multiplier("2")));
                    bySku.forEach((sku, each) -> {
                        book.markup(sku, each);
                        book.markup(Buyer.tenant("acme"), sku, each.creditPrice("EUR", "0.5"));
                    });
                    return book.build();
                })
                .withoutEdgeCases();
    }

    /** Not those that need a ceiling card. */
    private static Arbitrary<PricingPolicy> policies() {
        Arbitrary<PricingPolicy> presets =
                Arbitraries.of(PricingPolicy.STRICT, PricingPolicy.LITELLM, PricingPolicy.GENAI);
        Arbitrary<PolicyQuestion> questions =
                Arbitraries.of(PolicyQuestion.class).filter(question -> question != PolicyQuestion.UNKNOWN_MODEL);
        return Combinators.combine(presets, questions, Arbitraries.integers().between(0, 9))
                .as((preset, question, choice) -> {
                    List<PolicyAnswer> answers =
                            question.answers().stream().sorted().toList();
                    return preset.with(question, answers.get(choice % answers.size()));
                });
    }
}
