// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import static io.weighhouse.metering.price.Meter.CACHED_INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.CACHE_WRITE_1H_TOKENS;
import static io.weighhouse.metering.price.Meter.INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.OUTPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.REASONING_TOKENS;
import static io.weighhouse.metering.price.Meter.WEB_SEARCHES;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.price.ConditionalRates;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.RateCondition;
import io.weighhouse.metering.price.RateFactor;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.UsageTally;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteLlmConditionsTest {

    private static final PriceImport SAMPLE = LiteLlmSample.read(new LiteLlmPriceFile());

    @Test
    void read_serviceTiers_becomeConditions() {
        assertThat(card("tiers").conditional())
                .containsExactlyInAnyOrder(
                        rates(
                                RateCondition.serviceTier("batch"),
                                Rate.of(INPUT_TOKENS, "0.0000025"),
                                Rate.of(OUTPUT_TOKENS, "0.00001"),
                                Rate.of(REASONING_TOKENS, "0.00001")),
                        rates(RateCondition.serviceTier("flex"), Rate.of(INPUT_TOKENS, "0.000002")),
                        // Reasoning costs what other output does, in the standard tier and so in this one.
                        rates(
                                RateCondition.serviceTier("priority"),
                                Rate.of(OUTPUT_TOKENS, "0.00004"),
                                Rate.of(REASONING_TOKENS, "0.00004")),
                        rates(
                                RateCondition.serviceTier("priority").aboveInputTokens(200_000),
                                Rate.of(INPUT_TOKENS, "0.00002")),
                        rates(RateCondition.serviceTier("ultrafast"), Rate.of(INPUT_TOKENS, "0.00003")),
                        rates(
                                RateCondition.always().aboveInputTokens(200_000),
                                Rate.of(CACHE_WRITE_1H_TOKENS, "0.00002")));
    }

    @Test
    void read_regionalUplift_becomesFactors() {
        assertThat(card("tiers").factors())
                .containsExactly(factor("region:eu", "eu", "1.1"), factor("region:us", "us", "1.2"));
    }

    @Test
    void read_providerSpecificEntry_becomesFactors() {
        assertThat(card("factors").factors())
                .containsExactly(
                        factor("region:us", "us", "1.1"),
                        new RateFactor(
                                "tier:fast",
                                RateCondition.serviceTier("fast"),
                                new BigDecimal("6"),
                                RateFactor.Reach.TOKENS));
    }

    @Test
    void read_table_becomesConditionsFromItsSecondRow() {
        assertThat(card("table").rates())
                .containsExactly(
                        Rate.of(INPUT_TOKENS, "0.000001"),
                        Rate.of(CACHED_INPUT_TOKENS, "0.000001"),
                        Rate.of(OUTPUT_TOKENS, "0.000004"));
        assertThat(card("table").conditional())
                .containsExactly(
                        rates(
                                RateCondition.always().aboveInputTokens(32_000),
                                Rate.of(INPUT_TOKENS, "0.000002"),
                                Rate.of(CACHED_INPUT_TOKENS, "0.000002"),
                                Rate.of(OUTPUT_TOKENS, "0.000008")),
                        rates(
                                RateCondition.always().aboveInputTokens(128_000),
                                Rate.of(INPUT_TOKENS, "0.000003"),
                                Rate.of(CACHED_INPUT_TOKENS, "0.000003"),
                                Rate.of(OUTPUT_TOKENS, "0.00001"),
                                Rate.of(REASONING_TOKENS, "0.00002")));
    }

    @ParameterizedTest
    @CsvSource({"1, 0.000001", "32000, 0.032", "32001, 0.064002", "128000, 0.256", "128001, 0.384003", "900000, 2.7"})
    void rate_inATable_theWholePromptHasTheRowsPrice(long tokens, String cost) {
        assertThat(cost("table", RatingContext.standard(), tokens)).isEqualByComparingTo(cost);
    }

    @Test
    void read_tableOfResults_becomesTiersThatTheCallerSays() {
        assertThat(card("results").rates()).containsExactly(Rate.of(WEB_SEARCHES, "0.005"));
        assertThat(card("results").conditional())
                .containsExactly(rates(RateCondition.serviceTier("results_26_to_100"), Rate.of(WEB_SEARCHES, "0.025")));
    }

    @ParameterizedTest
    @CsvSource({
        "hours, 2026-08-10T16:29:59Z, 4",
        "hours, 2026-08-10T16:30:00Z, 2",
        "hours, 2026-08-11T00:29:59Z, 2",
        "hours, 2026-08-11T00:30:00Z, 4",
        // Saturday in Shanghai begins on Friday at 16:00 by UTC.
        "weekend, 2026-08-14T15:59:59Z, 4",
        "weekend, 2026-08-14T16:00:00Z, 1",
        "weekend, 2026-08-14T20:00:00Z, 4",
        "weekend, 2026-08-15T12:00:00Z, 1",
        "weekend, 2026-08-16T15:59:59Z, 1",
        "weekend, 2026-08-16T16:00:00Z, 4"
    })
    void rate_offPeak_hoursAreByUtcAndDaysByTheOtherPlace(String name, String at, String millionth) {
        RatingContext context = RatingContext.standard().at(Instant.parse(at).toEpochMilli());
        assertThat(cost(name, context, 1_000_000)).isEqualByComparingTo(millionth);
    }

    @Test
    void withHalfPriceBatches_halvesWhereTheFileSaysNothing() {
        PriceImport prices = LiteLlmSample.read(new LiteLlmPriceFile().withHalfPriceBatches());
        RateFactor half = new RateFactor(
                "tier:batch", RateCondition.serviceTier("batch"), new BigDecimal("0.5"), RateFactor.Reach.TOKENS);
        assertThat(LiteLlmSample.card(prices, "quoted").factors()).containsExactly(half);
        assertThat(LiteLlmSample.card(prices, "tiers").factors()).doesNotContain(half);
        assertThat(LiteLlmSample.card(prices, "picture").factors()).isEmpty();
        assertThat(card("quoted").factors()).isEmpty();
        assertThat(prices.report().taken()).isEqualTo(SAMPLE.report().taken());
    }

    @ParameterizedTest
    @CsvSource({
        "acme, quoted, acme/quoted",
        "acme, bare-name, acme/bare-name",
        "someone, bare-name, acme/bare-name",
        "someone, acme/quoted, acme/quoted",
        "someone, other/bare-name, acme/bare-name",
        "vertex_ai, elsewhere, vertex_ai-models/vertex_ai/elsewhere",
        "acme, both, acme/both",
        "acme, Quoted, ",
        "someone, quoted, "
    })
    void names_find_looksAsLiteLlmDoes(String provider, String model, String found) {
        Optional<Sku> sku = LiteLlmNames.of(SAMPLE.book()).find(Sku.of(provider, model));
        assertThat(sku.map(Sku::toString)).isEqualTo(Optional.ofNullable(found));
    }

    @Test
    void names_find_regionFirst() {
        PriceImport prices = LiteLlmSample.read(new LiteLlmPriceFile(), """
                {"bedrock/us-east-1/claude": {"litellm_provider": "bedrock", "input_cost_per_token": 2e-6},
                 "claude": {"litellm_provider": "bedrock", "input_cost_per_token": 1e-6}}""");
        LiteLlmNames names = LiteLlmNames.of(prices.book());
        Sku claude = Sku.of("bedrock", "claude");
        assertThat(names.find(claude, "us-east-1")).contains(Sku.of("bedrock", "us-east-1/claude"));
        assertThat(names.find(claude, "eu-west-1")).contains(claude);
        assertThat(names.find("claude")).contains(claude);
        assertThat(names.find("bedrock/claude")).contains(claude);
        assertThat(names.find("x".repeat(1_000))).isEmpty();
    }

    private static BigDecimal cost(String name, RatingContext context, long inputTokens) {
        UsageTally tally = new UsageTally();
        tally.add(INPUT_TOKENS, inputTokens);
        return PinnedCard.of("1", card(name), Markup.none(Unit.of("USD", 9)))
                .rate(tally.toUsage(), context)
                .chargeOrThrow()
                .cost();
    }

    private static ConditionalRates rates(RateCondition when, Rate... rates) {
        return new ConditionalRates(when, List.of(rates));
    }

    private static RateFactor factor(String name, String region, String multiplier) {
        return new RateFactor(
                name, RateCondition.always().region(region), new BigDecimal(multiplier), RateFactor.Reach.TOKENS);
    }

    private static RateCard card(String name) {
        return LiteLlmSample.card(SAMPLE, name);
    }
}
