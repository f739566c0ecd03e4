// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static io.weighhouse.metering.price.Meter.CACHED_INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.OUTPUT_TOKENS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateConditionTest {

    private static final TimeWindow NIGHT = TimeWindow.of("UTC", "22:00", "06:00");
    private static final RateCondition FLEX = RateCondition.serviceTier("flex");
    private static final RateCondition LONG = RateCondition.always().aboveInputTokens(100);
    private static final RateCondition EU = RateCondition.always().region("eu");
    private static final RateCondition AT_NIGHT = RateCondition.always().within(NIGHT);

    /** The price of an output token says which rate won. */
    private static final RateCard EVERYTHING = RateCard.builder(Sku.of("a", "b"))
            .currency("USD")
            .rate(Rate.of(INPUT_TOKENS, "0"))
            .rate(Rate.of(OUTPUT_TOKENS, "1"))
            .when(FLEX, output(2))
            .when(LONG, output(3))
            .when(RateCondition.always().fromInputTokens(1_001), output(4))
            .when(FLEX.aboveInputTokens(100), output(5))
            .when(EU, output(6))
            .when(EU.aboveInputTokens(100), output(7))
            .when(AT_NIGHT, output(8))
            .when(FLEX.region("eu").within(NIGHT).aboveInputTokens(100), output(9))
            .build();

    @ParameterizedTest
    @CsvSource({
        "'', '', day, 100, 1",
        "flex, '', day, 100, 2",
        "other, '', day, 100, 1",
        "'', '', day, 101, 3",
        "'', '', day, 1000, 3",
        "'', '', day, 1001, 4",
        "flex, '', day, 101, 5",
        "flex, '', day, 1001, 5",
        "'', eu, day, 100, 6",
        "flex, eu, day, 100, 6",
        "'', eu, day, 101, 7",
        "'', us, day, 101, 3",
        "'', '', night, 100, 8",
        "flex, eu, night, 100, 8",
        "'', eu, night, 1001, 8",
        "flex, eu, night, 101, 9"
    })
    void rate_severalConditionsHold_theHighestRankWins(
            String tier, String region, String time, long prompt, String price) {
        RatingContext context = RatingContext.standard()
                .serviceTier(tier)
                .region(region)
                .at(Instant.parse(time.equals("day") ? "2026-01-01T12:00:00Z" : "2026-01-01T23:00:00Z")
                        .toEpochMilli());
        PinnedCard card = PinnedCard.of("1", EVERYTHING, Markup.none(Unit.of("USD", 0)))
                .under(PricingPolicy.STRICT.with(PolicyQuestion.UNPRICED_SERVICE_TIER, PolicyAnswer.STANDARD));
        Usage usage = Usage.tokens(prompt, 1);
        assertThat(card.rate(usage, context).chargeOrThrow().cost()).isEqualTo(price);
        assertThat(card.quote(usage, context).chargeOrThrow().cost()).isGreaterThanOrEqualTo(new BigDecimal(price));
    }

    @Test
    void rate_timeNotSaid_isAMistake() {
        PinnedCard card = PinnedCard.of("1", EVERYTHING, Markup.none(Unit.of("USD", 0)));
        assertThatThrownBy(() -> card.rate(Usage.tokens(1, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must say when, since the card has time windows: a/b");
    }

    @Test
    void rate_meterThatTheConditionDoesNotName_keepsItsOwnRate() {
        RateCard card = RateCard.builder(Sku.of("a", "b"))
                .currency("USD")
                .rate(Rate.of(INPUT_TOKENS, "4"))
                .rate(Rate.of(CACHED_INPUT_TOKENS, "1"))
                .when(FLEX, Rate.of(INPUT_TOKENS, "2"))
                .build();
        Charge charge = PinnedCard.of("1", card, Markup.none(Unit.of("USD", 0)))
                .rate(
                        Usage.of(INPUT_TOKENS, 1).with(CACHED_INPUT_TOKENS, 1).with(Meter.CACHE_WRITE_5M_TOKENS, 1),
                        RatingContext.standard().serviceTier("flex"))
                .chargeOrThrow();
        assertThat(charge.lines())
                .extracting(line -> line.unitPrice().intValueExact())
                .containsExactly(2, 1, 2);
        assertThat(charge.terms().adjustment().serviceTier()).isEqualTo("flex");
    }

    @Test
    void rate_factorForLongPrompts_isOnTheReceiptOfLongPromptsOnly() {
        RateCard card = RateCard.builder(Sku.of("a", "b"))
                .currency("USD")
                .rate(Rate.of(INPUT_TOKENS, "2"))
                .rate(Rate.of(Meter.WEB_SEARCHES, "5"))
                .factor(new RateFactor("long", LONG, new BigDecimal("1.5"), RateFactor.Reach.TOKENS))
                .factor(new RateFactor("eu", EU, new BigDecimal("1.1"), RateFactor.Reach.EVERYTHING))
                .build();
        PinnedCard pinned = PinnedCard.of("1", card, Markup.none(Unit.of("USD", 3)));
        Usage searches = Usage.of(Meter.WEB_SEARCHES, 1);
        RatingContext eu = RatingContext.standard().region("eu");

        Charge brief = pinned.rate(searches.with(INPUT_TOKENS, 100), eu).chargeOrThrow();
        assertThat(brief.cost()).isEqualTo("225.5");
        assertThat(brief.terms().adjustment().factors())
                .extracting(Adjustment.Factor::name)
                .containsExactly("eu");

        Charge longer = pinned.rate(searches.with(INPUT_TOKENS, 200), eu).chargeOrThrow();
        assertThat(longer.cost()).isEqualTo("665.5");
        assertThat(longer.terms().adjustment().factors())
                .extracting(Adjustment.Factor::name)
                .containsExactly("eu", "long");
        assertThat(longer.addsUp()).isTrue();
    }

    /** Neither with every condition nor with none are the prices too far apart; with one of them they are. */
    @Test
    void rate_pricesThatFitNoLongInOneContext_takesTheLongWay() {
        RateCard card = RateCard.builder(Sku.of("a", "b"))
                .currency("USD")
                .rate(Rate.of(INPUT_TOKENS, "100"))
                .rate(Rate.of(OUTPUT_TOKENS, "1"))
                .when(FLEX, Rate.of(OUTPUT_TOKENS, "0.000000000000000000000007"))
                .when(EU, output(3))
                .build();
        PinnedCard pinned = PinnedCard.of("1", card, Markup.none(Unit.of("USD", 0)));
        RatingContext flex = RatingContext.standard().serviceTier("flex");
        UsageTally tally = new UsageTally();
        tally.set(INPUT_TOKENS, 3);
        tally.set(OUTPUT_TOKENS, 1);
        assertThat(pinned.rate(tally.toUsage(), flex).chargeOrThrow().cost()).isEqualTo("300.000000000000000000000007");
        assertThat(pinned.priceMinor(tally, flex)).isEqualTo(300);
        assertThat(pinned.quote(tally.toUsage(), flex).chargeOrThrow().price().minor())
                .isEqualTo(301);
    }

    @Test
    void condition_thatMakesNoSense_isRefused() {
        assertThatThrownBy(() -> RateCondition.serviceTier("default")).hasMessageContaining("serviceTier=default");
        assertThatThrownBy(() -> RateCondition.serviceTier(" ")).hasMessageContaining("serviceTier=");
        assertThatThrownBy(() -> RateCondition.always().region("")).hasMessageContaining("region=");
        assertThatThrownBy(() -> RateCondition.always().fromInputTokens(0))
                .hasMessage("must be > 0: fromInputTokens=0");
        assertThatThrownBy(() -> new ConditionalRates(RateCondition.always(), List.of(output(1))))
                .hasMessageContaining("must have a condition");
        assertThat(FLEX.region("eu").within(NIGHT).aboveInputTokens(9))
                .hasToString("in flex from eu at 22:00-06:00 UTC above 9");
        assertThat(RateCondition.always()).hasToString("always");
    }

    private static Rate output(int price) {
        return new Rate(OUTPUT_TOKENS, BigDecimal.valueOf(price));
    }
}
