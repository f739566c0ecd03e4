// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.price;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.price.ActivePriceBook;
import io.weighhouse.metering.price.Buyer;
import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.ChargeDraft;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Pinning;
import io.weighhouse.metering.price.PolicyAnswer;
import io.weighhouse.metering.price.PolicyQuestion;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.PricingPolicy;
import io.weighhouse.metering.price.QuantityModel;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Rating;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.testkit.Generators;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** What holds for cards with conditions, factors, models and leasts, in every context and under every preset. */
class ContextProperties {

    @Property
    void rate_inAnyContext_addsUpIsNotNegativeAndHasTheShortWaysPrice(
            @ForAll("cards") RateCard card,
            @ForAll("markups") Markup markup,
            @ForAll("policies") PricingPolicy policy,
            @ForAll("usages") Usage usage,
            @ForAll("contexts") RatingContext context) {
        PinnedCard pinned = PinnedCard.of("1", card, markup).under(policy);
        Rating rating = pinned.rate(usage, context);
        long price = pinned.priceMinor(CappedUsages.tally(usage), context);
        ChargeDraft draft = new ChargeDraft();
        assertThat(pinned.rateInto(CappedUsages.tally(usage), context, draft)).isEqualTo(price);
        if (rating instanceof Rating.Unpriced) {
            assertThat(price).isEqualTo(PinnedCard.UNPRICED);
            return;
        }
        assertThat(draft.toCharge()).isEqualTo(rating.chargeOrThrow());
        Charge charge = rating.chargeOrThrow();
        assertThat(charge.price().minor()).isEqualTo(price).isNotNegative();
        assertThat(charge.addsUp()).isTrue();
        assertThat(rating instanceof Rating.Free).isEqualTo(charge.price().isZero());
        Receipt receipt = Receipt.of("call", Basis.REPORTED, charge);
        assertThat(Receipt.fromJson(receipt.toJson())).isEqualTo(receipt);
        assertThat(Receipt.fromBytes(receipt.toBytes())).isEqualTo(receipt);
        long lines =
                charge.lines().stream().mapToLong(line -> line.price().minor()).sum();
        assertThat(lines).isEqualTo(price);
    }

    @Property
    void quote_inAnyContext_isNeverLessThanAnyUsageWithinTheCaps(
            @ForAll("cards") RateCard card,
            @ForAll("markups") Markup markup,
            @ForAll("usages") Usage caps,
            @ForAll("contexts") RatingContext context,
            @ForAll Random random) {
        PinnedCard pinned = PinnedCard.of("1", card, markup);
        Rating quote = pinned.quote(caps, context);
        assertThat(pinned.quoteMinor(caps, context))
                .isEqualTo(
                        quote instanceof Rating.Unpriced
                                ? PinnedCard.UNPRICED
                                : quote.chargeOrThrow().price().minor());
        Assume.that(!(quote instanceof Rating.Unpriced));
        for (int i = 0; i < 10; i++) {
            Rating within = pinned.rate(CappedUsages.within(caps, random), context);
            assertThat(within.chargeOrThrow().price())
                    .isLessThanOrEqualTo(quote.chargeOrThrow().price());
        }
    }

    @Property
    void rate_moreOfWhatIsNotPrompt_isNeverCheaper(
            @ForAll("cards") RateCard card,
            @ForAll("markups") Markup markup,
            @ForAll("usages") Usage usage,
            @ForAll("contexts") RatingContext context,
            @ForAll @LongRange(min = 1, max = 3_000) long more) {
        // By volume, one unit more may make all the others cheaper.
        Assume.that(card.models().stream().noneMatch(model -> model.model() instanceof QuantityModel.Volume));
        PinnedCard pinned = PinnedCard.of("1", card, markup);
        Rating rating = pinned.rate(usage, context);
        Assume.that(!(rating instanceof Rating.Unpriced));
        for (Meter meter : usage.meters()) {
            Rating larger = pinned.rate(usage.with(meter, usage.quantity(meter) + more), context);
            if (!isPrompt(meter) && !(larger instanceof Rating.Unpriced)) {
                assertThat(larger.chargeOrThrow().price())
                        .isGreaterThanOrEqualTo(rating.chargeOrThrow().price());
            }
        }
    }

    /** Linear: base rates only, no fee and no least, requests counted. */
    @Property
    void rate_onLinearCards_splitAndMergedCallsDifferByAtMostOneUnitEach(
            @ForAll("plainCards") RateCard card,
            @ForAll("markups") Markup markup,
            @ForAll("usages") Usage one,
            @ForAll("usages") Usage other) {
        RateCard.Builder linear = RateCard.builder(card.sku()).currency("USD");
        card.rates().forEach(linear::rate);
        PinnedCard pinned =
                PinnedCard.of("1", linear.build(), markup.fixedFee("0").minimum("0"));
        Usage merged = one.with(Meter.REQUESTS, one.quantity(Meter.REQUESTS));
        for (Meter meter : other.meters()) {
            merged = merged.with(meter, merged.quantity(meter) + other.quantity(meter));
        }
        Assume.that(!(pinned.rate(merged) instanceof Rating.Unpriced));
        long split = price(pinned, one.with(Meter.REQUESTS, one.quantity(Meter.REQUESTS)))
                + price(pinned, other.with(Meter.REQUESTS, other.quantity(Meter.REQUESTS)));
        assertThat(Math.abs(split - price(pinned, merged))).isLessThanOrEqualTo(2);
    }

    @Property
    void rate_afterASwap_isWhatItWasBefore(
            @ForAll("cards") RateCard card,
            @ForAll("cards") RateCard next,
            @ForAll("markups") Markup markup,
            @ForAll("usages") Usage usage,
            @ForAll("contexts") RatingContext context) {
        ActivePriceBook prices = new ActivePriceBook(
                PriceBook.builder("1").card(card).markup(markup).build());
        PinnedCard pinned = pinned(prices, card.sku());
        Rating before = pinned.rate(usage, context);
        prices.swap(
                PriceBook.builder("2").card(next).markup(markup.multiplier("3")).build());
        assertThat(pinned.rate(usage, context)).isEqualTo(before);
        assertThat(pinned.priceMinor(CappedUsages.tally(usage), context))
                .isEqualTo(
                        before instanceof Rating.Unpriced
                                ? PinnedCard.UNPRICED
                                : before.chargeOrThrow().price().minor());
        assertThat(pinned(prices, card.sku()).terms().bookVersion()).isEqualTo("2");
    }

    @Property
    void pin_unknownModel_neverSettlesAtNothing(
            @ForAll("names") String name, @ForAll("cards") RateCard card, @ForAll("markups") Markup markup) {
        Sku asked = Sku.of("provider", "x" + name);
        PriceBook.Builder book = PriceBook.builder("1")
                .card(card)
                .markup(markup.minimum("1"))
                .ceiling(RateCard.builder(Sku.of("any", "ceiling"))
                        .currency("USD")
                        .rate(Rate.of(Meter.INPUT_TOKENS, "1"))
                        .rate(Rate.of(Meter.OUTPUT_TOKENS, "1"))
                        .build());
        assertThat(book.build().pin(asked, Buyer.ANYONE, 0)).isEqualTo(new Pinning.Unknown(asked));

        PricingPolicy ceiling = PricingPolicy.STRICT.with(PolicyQuestion.UNKNOWN_MODEL, PolicyAnswer.CEILING);
        Pinning.Pinned pinned = (Pinning.Pinned) book.policy(ceiling).build().pin(asked, Buyer.ANYONE, 0);
        assertThat(pinned.ceiling()).isTrue();
        assertThat(pinned.prices().rate(Usage.tokens(1, 1))).isInstanceOf(Rating.Priced.class);
    }

    private static PinnedCard pinned(ActivePriceBook prices, Sku sku) {
        return ((Pinning.Pinned) prices.get().pin(sku, Buyer.ANYONE, 0)).prices();
    }

    private static long price(PinnedCard card, Usage usage) {
        return card.rate(usage).chargeOrThrow().price().minor();
    }

    private static boolean isPrompt(Meter meter) {
        Meter parent = meter.inheritsFrom();
        return parent == null ? meter == Meter.INPUT_TOKENS : isPrompt(parent);
    }

    @Provide
    Arbitrary<RateCard> cards() {
        return Generators.conditionalRateCards();
    }

    @Provide
    Arbitrary<RateCard> plainCards() {
        return Generators.rateCards();
    }

    @Provide
    Arbitrary<Markup> markups() {
        return Generators.markups();
    }

    @Provide
    Arbitrary<Usage> usages() {
        return Generators.usages(5_000);
    }

    @Provide
    Arbitrary<RatingContext> contexts() {
        return Generators.ratingContexts();
    }

    @Provide
    Arbitrary<PricingPolicy> policies() {
        return Arbitraries.of(PricingPolicy.STRICT, PricingPolicy.LITELLM, PricingPolicy.GENAI);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().withCharRange('!', '~').ofMaxLength(40);
    }
}
