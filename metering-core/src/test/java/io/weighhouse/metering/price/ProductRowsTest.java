// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static io.weighhouse.metering.price.Meter.AUDIO_MILLIS;
import static io.weighhouse.metering.price.Meter.CLIPS;
import static io.weighhouse.metering.price.Meter.INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.OUTPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.REQUESTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Demands of real products, from the public API. */
class ProductRowsTest {

    private static final Unit CREDIT_0 = Unit.of("CREDIT", 0);
    private static final Unit USD_9 = Unit.of("USD", 9);
    private static final Unit USD_6 = Unit.of("USD", 6);
    private static final Sku OPUS = Sku.of("anthropic", "claude-opus-4-5");

    private static final Markup BROKER = Markup.into(CREDIT_0)
            .multiplier("1.8")
            .creditPrice("0.01")
            .rounding(Rounding.HALF_UP)
            .minimum("1");

    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-5, 0.015, 0.075, 0.1575",
        "claude-sonnet-4, 0.003, 0.015, 0.0315",
        "claude-haiku-3-5, 0.0008, 0.004, 0.0084"
    })
    void a8_costTablePerThousandTokens_isExact(String model, String in, String out, String cost) {
        RateCard card = RateCard.builder(Sku.of("anthropic", model))
                .currency("USD")
                .perThousand(INPUT_TOKENS, in)
                .perThousand(OUTPUT_TOKENS, out)
                .build();
        Charge charge = PinnedCard.of("1", card, Markup.none(USD_9))
                .rate(Usage.tokens(500, 2_000))
                .chargeOrThrow();
        assertThat(charge.cost()).isEqualTo(new BigDecimal(cost));
        assertThat(charge.price()).isEqualTo(Amount.of(cost, USD_9));
    }

    @Test
    void a8_opusRequest_hasTheTwoPartsOfItsCost() {
        Charge charge = PinnedCard.of("1", opus(), Markup.none(USD_9))
                .rate(Usage.tokens(500, 2_000))
                .chargeOrThrow();
        assertThat(charge.lines())
                .extracting(ChargeLine::cost)
                .containsExactly(new BigDecimal("0.0075"), new BigDecimal("0.15"));
    }

    @Test
    void a8_embedding_isPricedByInputAlone() {
        RateCard card = RateCard.builder(Sku.of("openai", "text-embedding-3-small"))
                .currency("USD")
                .perThousand(INPUT_TOKENS, "0.00002")
                .build();
        Charge charge = PinnedCard.of("1", card, Markup.none(USD_9))
                .rate(Usage.of(INPUT_TOKENS, 1))
                .chargeOrThrow();
        assertThat(charge.cost()).isEqualTo(new BigDecimal("0.00000002"));
    }

    @Test
    void a8_oneCreditOfTwoCentsForAnOpusRequest_losesMoneyAndSaysSo() {
        Markup oneCreditFlat =
                Markup.into(CREDIT_0).multiplier("0").fixedFee("0.02").creditPrice("0.02");
        Charge charge = PinnedCard.of("1", opus(), oneCreditFlat)
                .rate(Usage.tokens(500, 2_000))
                .chargeOrThrow();
        assertThat(charge.price()).isEqualTo(Amount.of("1", CREDIT_0));
        assertThat(charge.margin()).contains(new BigDecimal("-6.875000"));
    }

    @ParameterizedTest
    @CsvSource({"0.002, 1", "0.04, 7", "0.003, 1", "0.05, 9"})
    void b2_brokerMarkup_makesWholeCredits(String cost, long credits) {
        assertThat(BROKER.price(new BigDecimal(cost))).isEqualTo(Amount.ofMinor(credits, CREDIT_0));
        RateCard card = RateCard.builder(Sku.of("broker", "action"))
                .currency("USD")
                .rate(Rate.of(REQUESTS, cost))
                .build();
        Rating rating = PinnedCard.of("1", card, BROKER).rate(Usage.of(REQUESTS, 1));
        assertThat(rating.chargeOrThrow().price()).isEqualTo(Amount.ofMinor(credits, CREDIT_0));
    }

    @ParameterizedTest
    @CsvSource({"7.49, 7", "7.5, 8"})
    void b2_nearestWholeCredit_roundsHalvesUp(String credits, long price) {
        Markup nearest = Markup.into(CREDIT_0).creditPrice("1").minimum("1");
        assertThat(nearest.price(new BigDecimal(credits))).isEqualTo(Amount.ofMinor(price, CREDIT_0));
    }

    /** Credits are whole and by the action; what the provider takes for its tokens is on a receipt of its own. */
    @ParameterizedTest
    @CsvSource({"code_generation, 1", "chat_message, 1", "code_modification, 1"})
    void a6_actions_costWholeCreditsWhileTokensAreTracked(String action, long credits) {
        RateCard actions = RateCard.builder(Sku.of("platform", action))
                .currency("CREDIT")
                .rate(Rate.of(REQUESTS, "1"))
                .build();
        Charge charge = PinnedCard.of("1", actions, Markup.none(CREDIT_0))
                .rate(Usage.of(REQUESTS, 1))
                .chargeOrThrow();
        assertThat(charge.price()).isEqualTo(Amount.ofMinor(credits, CREDIT_0));

        Markup flat = Markup.into(CREDIT_0).multiplier("0").fixedFee("0.02").creditPrice("0.02");
        Charge beside =
                PinnedCard.of("1", opus(), flat).rate(Usage.tokens(500, 2_000)).chargeOrThrow();
        assertThat(beside.price()).isEqualTo(Amount.ofMinor(credits, CREDIT_0));
        assertThat(beside.lines()).extracting(ChargeLine::quantity).containsExactly(500L, 2_000L);
        assertThat(beside.cost()).isEqualTo(new BigDecimal("0.1575"));
    }

    @ParameterizedTest
    @CsvSource({
        "generation, 0.1575",
        "modification, 0.1575",
        "analysis, 0.1575",
        "chat, 0.0315",
        "summary, 0.0084",
        "embeddings, 0.00001"
    })
    void a9_taskType_choosesTheModelAndThePriceFollows(String task, String cost) {
        PriceBook book = PriceBook.builder("1")
                .card(opus())
                .card(perThousand("anthropic/claude-sonnet-4", "0.003", "0.015"))
                .card(perThousand("anthropic/claude-haiku-3-5", "0.0008", "0.004"))
                .card(perThousand("openai/text-embedding-3-small", "0.00002", "0"))
                .alias(Sku.of("task", "generation"), OPUS)
                .alias(Sku.of("task", "modification"), OPUS)
                .alias(Sku.of("task", "analysis"), OPUS)
                .alias(Sku.of("task", "chat"), Sku.parse("anthropic/claude-sonnet-4"))
                .alias(Sku.of("task", "summary"), Sku.parse("anthropic/claude-haiku-3-5"))
                .alias(Sku.of("task", "embeddings"), Sku.parse("openai/text-embedding-3-small"))
                .markup(Markup.none(USD_9))
                .build();
        Charge charge = pinned(book, Sku.of("task", task))
                .rate(Usage.tokens(500, 2_000))
                .chargeOrThrow();
        assertThat(charge.price()).isEqualTo(Amount.of(cost, USD_9));
        assertThat(charge.sku().provider()).isEqualTo(task.equals("embeddings") ? "openai" : "anthropic");
    }

    /** An image of $0.04 is 7.2 credits, 10 s of speech at $0.003 are 0.54, a clip of $0.05 is 9. */
    @Test
    void b3_unitsBeyondTokens_arePricedBySizeSecondAndClip() {
        Meter standard = Meter.images("1024x1024", "standard");
        Meter hd = Meter.images("1024x1792", "hd");
        RateCard images = RateCard.builder(Sku.of("broker", "image-model"))
                .currency("USD")
                .rate(Rate.of(standard, "0.04"))
                .rate(Rate.of(hd, "0.12"))
                .build();
        assertThat(credits(images, Usage.of(standard, 1))).isEqualTo(7);
        assertThat(credits(images, Usage.of(hd, 1))).isEqualTo(22);
        assertThat(credits(images, Usage.of(standard, 2).with(hd, 1))).isEqualTo(36);
        Meter unpriced = Meter.images("512x512", "standard");
        assertThat(PinnedCard.of("1", images, BROKER).rate(Usage.of(unpriced, 1)))
                .isInstanceOf(Rating.Unpriced.class);

        RateCard speech = RateCard.builder(Sku.of("broker", "speech"))
                .currency("USD")
                .rate(Rate.per(10_000, AUDIO_MILLIS, "0.003"))
                .build();
        assertThat(credits(speech, Usage.of(AUDIO_MILLIS, 10_000))).isEqualTo(1);
        assertThat(credits(speech, Usage.of(AUDIO_MILLIS, 60_000))).isEqualTo(3);

        RateCard music = RateCard.builder(Sku.of("broker", "music"))
                .currency("USD")
                .rate(Rate.of(CLIPS, "0.05"))
                .build();
        assertThat(credits(music, Usage.of(CLIPS, 1))).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource({
        "pipilot-1-chat, 0.025, 0.051000", "pipilot-1-thinking, 0.025, 0.051000",
        "pipilot-1-vision, 0.040, 0.081000", "pipilot-1-code, 0.020, 0.041000"
    })
    void e6_pricePerThousandTokensPlusBaseFee_isExact(String model, String perThousand, String price) {
        PriceBook book = PriceBook.builder("1")
                .card(pipilot(model, perThousand).build())
                .markup(Markup.none(USD_6))
                .build();
        // Nobody counts the request: the fee is for the call.
        Rating rating = pinned(book, Sku.of("pipilot", model)).rate(Usage.tokens(1_000, 1_000));
        assertThat(rating.chargeOrThrow().price()).isEqualTo(Amount.of(price, USD_6));
    }

    @Test
    void e6_changedPrice_needsASwapAndNoRelease() {
        Sku chat = Sku.of("pipilot", "pipilot-1-chat");
        Markup wallet = Markup.none(USD_6);
        ActivePriceBook prices = new ActivePriceBook(PriceBook.builder("1")
                .card(pipilot("pipilot-1-chat", "0.025").build())
                .markup(wallet)
                .build());
        PinnedCard underWay = pinned(prices.get(), chat);
        prices.swap(PriceBook.builder("2")
                .card(pipilot("pipilot-1-chat", "0.030").build())
                .markup(wallet)
                .build());
        PinnedCard later = pinned(prices.get(), chat);
        prices.swap(PriceBook.builder("3")
                .card(pipilot("pipilot-1-chat", "0.030").inactive().build())
                .markup(wallet)
                .build());

        Usage usage = Usage.tokens(1_000, 1_000);
        assertThat(underWay.rate(usage).chargeOrThrow().price()).hasToString("0.051000 USD");
        assertThat(later.rate(usage).chargeOrThrow().price()).hasToString("0.061000 USD");
        assertThat(later.terms().bookVersion()).isEqualTo("2");
        assertThat(prices.get().pin(chat, Buyer.ANYONE, 0)).isEqualTo(new Pinning.Inactive(chat));
    }

    private static PinnedCard pinned(PriceBook book, Sku sku) {
        return ((Pinning.Pinned) book.pin(sku, Buyer.ANYONE, 0)).prices();
    }

    private static long credits(RateCard card, Usage usage) {
        return PinnedCard.of("1", card, BROKER)
                .rate(usage)
                .chargeOrThrow()
                .price()
                .minor();
    }

    private static RateCard perThousand(String sku, String in, String out) {
        return RateCard.builder(Sku.parse(sku))
                .currency("USD")
                .perThousand(INPUT_TOKENS, in)
                .perThousand(OUTPUT_TOKENS, out)
                .build();
    }

    private static RateCard opus() {
        return RateCard.builder(OPUS)
                .currency("USD")
                .perThousand(INPUT_TOKENS, "0.015")
                .perThousand(OUTPUT_TOKENS, "0.075")
                .build();
    }

    private static RateCard.Builder pipilot(String model, String perThousand) {
        return RateCard.builder(Sku.of("pipilot", model))
                .currency("USD")
                .perThousand(INPUT_TOKENS, perThousand)
                .perThousand(OUTPUT_TOKENS, perThousand)
                .rate(Rate.of(REQUESTS, "0.001"));
    }
}
