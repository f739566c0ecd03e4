// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static io.weighhouse.metering.price.Meter.AUDIO_OUTPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.CACHED_INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.CACHE_WRITE_1H_TOKENS;
import static io.weighhouse.metering.price.Meter.CACHE_WRITE_5M_TOKENS;
import static io.weighhouse.metering.price.Meter.IMAGES;
import static io.weighhouse.metering.price.Meter.INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.OUTPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.REASONING_TOKENS;
import static io.weighhouse.metering.price.Meter.REQUESTS;
import static io.weighhouse.metering.price.Meter.WEB_SEARCHES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class PinnedCardTest {

    private static final Unit CREDIT_0 = Unit.of("CREDIT", 0);
    private static final Unit USD_9 = Unit.of("USD", 9);
    private static final Sku MODEL = Sku.of("anthropic", "claude");

    /** Input 3, cache read 0.3, cache write 3.75, output 15 for a million; twice that for input above 200k. */
    private static final RateCard CARD = RateCard.builder(MODEL)
            .currency("USD")
            .perMillion(INPUT_TOKENS, "3")
            .perMillion(CACHED_INPUT_TOKENS, "0.3")
            .perMillion(CACHE_WRITE_5M_TOKENS, "3.75")
            .perMillion(OUTPUT_TOKENS, "15")
            .tier(200_000, Rate.per(1_000_000, INPUT_TOKENS, "6"), Rate.per(1_000_000, OUTPUT_TOKENS, "22.5"))
            .build();

    private static final PinnedCard AT_COST = PinnedCard.of("2026-11", CARD, Markup.none(USD_9));

    @Test
    void rate_classWithoutARate_inheritsAlongTheTable() {
        assertThat(cost(Usage.of(CACHE_WRITE_1H_TOKENS, 1_000_000))).isEqualTo("3.75");
        assertThat(cost(Usage.of(REASONING_TOKENS, 1_000_000))).isEqualTo("15");
        assertThat(cost(Usage.of(AUDIO_OUTPUT_TOKENS, 1_000_000))).isEqualTo("15");
        assertThat(cost(Usage.of(CACHED_INPUT_TOKENS, 1_000_000))).isEqualTo("0.3");
    }

    @Test
    void rate_meterWithoutAnyRate_isUnpricedAndNamed() {
        Usage usage = Usage.tokens(1, 1).with(IMAGES, 2).with(WEB_SEARCHES, 1);
        assertThat(AT_COST.rate(usage))
                .isEqualTo(new Rating.Unpriced(
                        MODEL, List.of(IMAGES, WEB_SEARCHES), "no rate for [images, web_searches]"));
        assertThat(AT_COST.quote(usage)).isInstanceOf(Rating.Unpriced.class);
        assertThat(AT_COST.priceMinor(tally(usage))).isEqualTo(PinnedCard.UNPRICED);
        assertThatThrownBy(() -> AT_COST.rate(usage).chargeOrThrow())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("images");
    }

    @Test
    void rate_meterMadeAfterTheCard_isUnpriced() {
        Meter late = Meter.of("made_after_the_card");
        assertThat(AT_COST.rate(Usage.of(late, 1))).isInstanceOf(Rating.Unpriced.class);
    }

    @Test
    void rate_noneOfAnUnpricedMeter_costsNothing() {
        Usage usage = Usage.tokens(1_000_000, 0).with(IMAGES, 0);
        assertThat(cost(usage)).isEqualTo("6");
        assertThat(AT_COST.rate(usage).chargeOrThrow().lines()).hasSize(3);
    }

    @Test
    void rate_emptyUsage_isUnpricedAndNotFree() {
        assertThat(AT_COST.rate(Usage.empty())).isInstanceOf(Rating.Unpriced.class);
        assertThat(AT_COST.quote(Usage.empty())).isInstanceOf(Rating.Unpriced.class);
        assertThat(AT_COST.priceMinor(new UsageTally())).isEqualTo(PinnedCard.UNPRICED);
    }

    @Test
    void rate_explicitZeroRates_areFreeDespiteTheMinimum() {
        RateCard free = RateCard.builder(MODEL)
                .currency("USD")
                .rate(Rate.of(INPUT_TOKENS, "0"))
                .build();
        Markup markup = Markup.into(CREDIT_0).creditPrice("0.01").minimum("1");
        Rating rating = PinnedCard.of("1", free, markup).rate(Usage.of(INPUT_TOKENS, 1_000));
        assertThat(rating).isInstanceOf(Rating.Free.class);
        assertThat(rating.chargeOrThrow().margin()).isEmpty();

        Rating fee = PinnedCard.of("1", free, markup.fixedFee("0.03")).rate(Usage.of(INPUT_TOKENS, 1_000));
        assertThat(fee.chargeOrThrow().price().minor()).isEqualTo(3);
    }

    @Test
    void rate_markupThatTakesNothing_isFreeAndKeepsTheCost() {
        Markup ownKey = Markup.into(CREDIT_0).multiplier("0").creditPrice("0.01");
        Rating rating = PinnedCard.of("1", CARD, ownKey).rate(Usage.tokens(1_000, 0));
        assertThat(rating).isInstanceOf(Rating.Free.class);
        assertThat(rating.chargeOrThrow().cost()).isEqualTo(new BigDecimal("0.003"));
    }

    @Test
    void rate_promptAboveTheThreshold_hasTheTierForTheWholeCall() {
        assertThat(cost(Usage.tokens(200_000, 1_000))).isEqualTo("0.615");
        assertThat(cost(Usage.tokens(200_001, 1_000))).isEqualTo("1.222506");
        // Every class of input counts towards the threshold; a class that the tier does not name keeps its rate.
        assertThat(cost(Usage.of(INPUT_TOKENS, 1).with(CACHED_INPUT_TOKENS, 200_000)))
                .isEqualTo("0.060006");
    }

    @Test
    void rate_lines_shareThePriceByLargestRemainder() {
        Markup markup = Markup.into(CREDIT_0).creditPrice("0.02");
        RateCard opus = RateCard.builder(MODEL)
                .currency("USD")
                .perThousand(INPUT_TOKENS, "0.015")
                .perThousand(OUTPUT_TOKENS, "0.075")
                .build();
        Charge charge =
                PinnedCard.of("1", opus, markup).rate(Usage.tokens(500, 2_000)).chargeOrThrow();
        assertThat(charge.price().minor()).isEqualTo(8);
        assertThat(charge.lines()).extracting(line -> line.price().minor()).containsExactly(0L, 8L);
        assertThat(charge.margin()).contains(new BigDecimal("0.015625"));
        assertThat(charge.addsUp()).isTrue();
    }

    @Test
    void rate_equalFractions_goToTheFirst() {
        RateCard even = RateCard.builder(MODEL)
                .currency("USD")
                .rate(Rate.of(INPUT_TOKENS, "1"))
                .rate(Rate.of(OUTPUT_TOKENS, "1"))
                .build();
        Charge charge = PinnedCard.of(
                        "1", even, Markup.into(CREDIT_0).creditPrice("2").rounding(Rounding.UP))
                .rate(Usage.tokens(1, 1).with(REASONING_TOKENS, 1))
                .chargeOrThrow();
        assertThat(charge.lines()).extracting(line -> line.price().minor()).containsExactly(1L, 1L, 0L);
    }

    @Test
    void quote_capsEachFamilyAtItsDearestRate() {
        Charge quote = AT_COST.quote(Usage.tokens(1_000, 1_000)).chargeOrThrow();
        assertThat(quote.cost()).isEqualTo(new BigDecimal("0.01875"));
        assertThat(quote.lines().get(0).unitPrice()).isEqualTo(new BigDecimal("0.00000375"));
        assertThat(quote.addsUp()).isTrue();
    }

    @Test
    void quote_roundsUp() {
        PinnedCard card =
                PinnedCard.of("1", CARD, Markup.into(CREDIT_0).creditPrice("1").rounding(Rounding.DOWN));
        Usage caps = Usage.of(OUTPUT_TOKENS, 100_000);
        assertThat(card.quote(caps).chargeOrThrow().price()).isEqualTo(Amount.ofMinor(2, CREDIT_0));
        assertThat(card.rate(caps).chargeOrThrow().price()).isEqualTo(Amount.ofMinor(1, CREDIT_0));
    }

    @Test
    void quote_looksAtEveryTierThatTheCapsReach() {
        assertThat(quoted(Usage.tokens(200_000, 0))).isEqualTo("0.75");
        assertThat(quoted(Usage.tokens(200_001, 0))).isEqualTo("1.200006");
        RateCard cheaperAbove = RateCard.builder(MODEL)
                .currency("USD")
                .perMillion(INPUT_TOKENS, "3")
                .tier(10, Rate.per(1_000_000, INPUT_TOKENS, "1"))
                .build();
        PinnedCard card = PinnedCard.of("1", cheaperAbove, Markup.none(USD_9));
        assertThat(card.quote(Usage.of(INPUT_TOKENS, 1_000_000)).chargeOrThrow().cost())
                .isEqualTo("3");
    }

    @Test
    void quoteMinor_requestsUncountedCountedAndCountedAsNone_isThePriceOfTheQuote() {
        RateCard withFee = RateCard.builder(MODEL)
                .currency("USD")
                .perMillion(INPUT_TOKENS, "3")
                .rate(Rate.of(REQUESTS, "0.01"))
                .build();
        PinnedCard card = PinnedCard.of("1", withFee, Markup.none(USD_9));
        Usage caps = Usage.of(INPUT_TOKENS, 1_000);
        for (Usage counted : List.of(caps, caps.with(REQUESTS, 3), caps.with(REQUESTS, 0))) {
            assertThat(card.quoteMinor(counted, RatingContext.standard()))
                    .isEqualTo(card.quote(counted).chargeOrThrow().price().minor());
        }
        assertThat(card.quoteMinor(caps, RatingContext.standard())).isEqualTo(13_000_000);
        assertThat(card.quoteMinor(Usage.empty(), RatingContext.standard())).isEqualTo(PinnedCard.UNPRICED);
    }

    @Test
    void quote_meterUnpricedInATierThatCanBeReached_isUnpriced() {
        RateCard onlyAbove = RateCard.builder(MODEL)
                .currency("USD")
                .perMillion(INPUT_TOKENS, "3")
                .tier(10, Rate.of(OUTPUT_TOKENS, "1"))
                .build();
        PinnedCard card = PinnedCard.of("1", onlyAbove, Markup.none(USD_9));
        assertThat(card.rate(Usage.tokens(11, 1))).isInstanceOf(Rating.Priced.class);
        assertThat(card.quote(Usage.tokens(11, 1))).isInstanceOf(Rating.Unpriced.class);
        assertThat(card.quoteMinor(Usage.tokens(11, 1), RatingContext.standard()))
                .isEqualTo(PinnedCard.UNPRICED);
    }

    @Test
    void rate_priceBeyondLong_namesSkuAndUsage() {
        Usage usage = Usage.of(OUTPUT_TOKENS, Long.MAX_VALUE);
        assertThatThrownBy(() -> AT_COST.rate(usage))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("USD/9")
                .hasMessageContaining("anthropic/claude")
                .hasMessageContaining("{output_tokens=9223372036854775807}");
        assertThatThrownBy(() -> AT_COST.quote(usage)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> AT_COST.priceMinor(tally(usage))).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void rating_ofTheWrongKind_cannotBeMade() {
        Charge charge = AT_COST.rate(Usage.tokens(1, 1)).chargeOrThrow();
        assertThatThrownBy(() -> new Rating.Free(charge)).hasMessageContaining("must be 0: price=");
        Charge nothing = new Charge(charge.terms(), charge.lines(), charge.cost(), Amount.zero(USD_9), null);
        assertThatThrownBy(() -> new Rating.Priced(nothing)).hasMessage("must be > 0: price=0.000000000 USD");
        assertThat(nothing.addsUp()).isFalse();
    }

    private static BigDecimal cost(Usage usage) {
        Charge charge = AT_COST.rate(usage).chargeOrThrow();
        assertThat(AT_COST.priceMinor(tally(usage))).isEqualTo(charge.price().minor());
        return charge.cost();
    }

    private static BigDecimal quoted(Usage caps) {
        Charge quote = AT_COST.quote(caps).chargeOrThrow();
        assertThat(AT_COST.quoteMinor(caps, RatingContext.standard()))
                .isEqualTo(quote.price().minor());
        return quote.cost();
    }

    private static UsageTally tally(Usage usage) {
        UsageTally tally = new UsageTally();
        usage.meters().forEach(meter -> tally.set(meter, usage.quantity(meter)));
        return tally;
    }
}
