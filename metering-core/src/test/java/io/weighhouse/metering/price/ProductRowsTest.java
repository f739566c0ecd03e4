// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

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

    @Test
    void e6_pricePerThousandTokensPlusBaseFee_changesWithTheBookAndNotWithARelease() {
        Sku chat = Sku.of("pipilot", "pipilot-1-chat");
        PriceBook first = PriceBook.builder("1").card(pipilot(chat, "0.025")).build();
        PriceBook second = PriceBook.builder("2").card(pipilot(chat, "0.030")).build();
        PriceBook inactive = PriceBook.builder("3").build();

        Usage usage = Usage.tokens(1_000, 1_000).with(REQUESTS, 1);
        Markup wallet = Markup.none(Unit.of("USD", 6));
        PinnedCard pinned = PinnedCard.of(first.version(), first.find(chat).orElseThrow(), wallet);
        PinnedCard later = PinnedCard.of(second.version(), second.find(chat).orElseThrow(), wallet);

        assertThat(pinned.rate(usage).chargeOrThrow().price()).hasToString("0.051000 USD");
        assertThat(later.rate(usage).chargeOrThrow().price()).hasToString("0.061000 USD");
        assertThat(inactive.find(chat)).isEmpty();
    }

    private static RateCard opus() {
        return RateCard.builder(OPUS)
                .currency("USD")
                .perThousand(INPUT_TOKENS, "0.015")
                .perThousand(OUTPUT_TOKENS, "0.075")
                .build();
    }

    private static RateCard pipilot(Sku sku, String perThousand) {
        return RateCard.builder(sku)
                .currency("USD")
                .perThousand(INPUT_TOKENS, perThousand)
                .perThousand(OUTPUT_TOKENS, perThousand)
                .rate(Rate.of(REQUESTS, "0.001"))
                .build();
    }
}
