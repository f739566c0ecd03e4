// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static io.weighhouse.metering.price.Meter.INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.OUTPUT_TOKENS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateCardTest {

    private static final Sku GPT = Sku.of("openai", "gpt-4o");

    @Test
    void sku_splitsAtTheFirstSlash() {
        assertThat(Sku.parse("openrouter/openai/gpt-4o")).isEqualTo(Sku.of("openrouter", "openai/gpt-4o"));
        assertThat(Sku.parse("openai/gpt-4o")).hasToString("openai/gpt-4o");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpt-4o", "/gpt-4o", "openai/", "open\nai/gpt"})
    void sku_badText_isRefused(String text) {
        assertThatThrownBy(() -> Sku.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sku_slashInTheProvider_isRefused() {
        assertThatThrownBy(() -> Sku.of("a/b", "c")).hasMessage("must have no slash: provider=\"a/b\"");
    }

    @Test
    void rate_samePriceInTwoWays_isEqual() {
        assertThat(Rate.per(1_000, INPUT_TOKENS, "0.0150")).isEqualTo(Rate.of(INPUT_TOKENS, "0.000015"));
        assertThat(Rate.of(INPUT_TOKENS, "1e-7")).isEqualTo(Rate.of(INPUT_TOKENS, "0.00000010"));
        assertThat(Rate.of(INPUT_TOKENS, "1E1")).isEqualTo(Rate.of(INPUT_TOKENS, "10"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "free", "", "1e30", "1e-31", "1E999999999", "1E-999999999"})
    void rate_badPrice_namesMeterAndValue(String price) {
        assertThatThrownBy(() -> Rate.of(INPUT_TOKENS, price))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("input_tokens=\""
                        + price.replace("e30", "E+30").replace("e-31", "E-31").replace("1E999999999", "1E+999999999"));
    }

    @Test
    void rate_endlessText_isShortenedInTheMessage() {
        assertThatThrownBy(() -> Rate.of(INPUT_TOKENS, "9".repeat(1_000_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(120));
    }

    @Test
    void rate_perThree_isRefusedAsInexact() {
        assertThatThrownBy(() -> Rate.per(3, INPUT_TOKENS, "1"))
                .hasMessage("must divide exactly: input_tokens=1 for 3");
        assertThatThrownBy(() -> Rate.per(0, INPUT_TOKENS, "1")).hasMessage("must be > 0: quantity=0");
    }

    @Test
    void build_pricesTooFarApart_namesTheOneThatDoesNotFit() {
        RateCard.Builder card = RateCard.builder(GPT)
                .currency("USD")
                .rate(Rate.of(INPUT_TOKENS, "1e-23"))
                .rate(Rate.of(OUTPUT_TOKENS, "1"));
        assertThatThrownBy(card::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("23: openai/gpt-4o output_tokens=1");
    }

    @Test
    void build_whatIsMissingOrTwice_isRefused() {
        assertThatThrownBy(() ->
                        RateCard.builder(GPT).perMillion(INPUT_TOKENS, "3").build())
                .hasMessage("must have a currency: sku=openai/gpt-4o");
        assertThatThrownBy(() -> RateCard.builder(GPT).currency("USD").build())
                .hasMessage("must have at least one rate");
        assertThatThrownBy(() -> RateCard.builder(GPT).currency("usd")).hasMessageContaining("code=\"usd\"");
        assertThatThrownBy(() -> RateCard.builder(GPT).maxOutputTokens(0)).hasMessage("must be > 0: maxOutputTokens=0");
        assertThatThrownBy(() -> card().perMillion(INPUT_TOKENS, "4").build())
                .hasMessage("must be said once: openai/gpt-4o input_tokens");
        assertThatThrownBy(() -> card().tier(200_000, Rate.of(INPUT_TOKENS, "1"))
                        .tier(200_000, Rate.of(INPUT_TOKENS, "2"))
                        .build())
                .hasMessage("must be said once: openai/gpt-4o above 200000 input_tokens");
        assertThatThrownBy(() -> card().tier(-1, Rate.of(INPUT_TOKENS, "1")))
                .hasMessage("must be >= 0: aboveInputTokens=-1");
        assertThatThrownBy(() -> card().tier(1)).hasMessage("must have at least one rate");
    }

    @Test
    void build_anyOrder_givesEqualCards() {
        Rate tierRate = Rate.of(INPUT_TOKENS, "0.1");
        RateCard one = card().perMillion(OUTPUT_TOKENS, "5")
                .tier(9, tierRate)
                .tier(3, tierRate)
                .build();
        RateCard two = RateCard.builder(GPT)
                .perMillion(OUTPUT_TOKENS, "5")
                .perMillion(INPUT_TOKENS, "3")
                .tier(3, tierRate)
                .tier(9, tierRate)
                .currency("USD")
                .build();
        assertThat(one).isEqualTo(two).hasSameHashCodeAs(two);
        assertThat(one.conditional())
                .extracting(rates -> rates.when().aboveTokens())
                .containsExactly(3L, 9L);
        assertThat(one).isNotEqualTo(card().maxOutputTokens(1).build());
        assertThat(one.toString()).contains("openai/gpt-4o in USD", "input_tokens");
    }

    @Test
    void book_findsItsCardsAndNoOthers() {
        PriceBook book = PriceBook.builder("2026-11").card(card().build()).build();
        assertThat(book.find(GPT)).contains(card().build());
        assertThat(book.find(Sku.of("openai", "GPT-4o"))).isEmpty();
        assertThat(book.size()).isOne();
        assertThat(book).hasToString("price book 2026-11 of 1 cards");
    }

    @Test
    void book_twoCardsOfOneSku_isRefused() {
        PriceBook.Builder book = PriceBook.builder("1").card(card().build());
        assertThatThrownBy(() -> book.card(card().build()))
                .hasMessage("must have one card for each sku at a time: sku=openai/gpt-4o");
        assertThatThrownBy(() -> PriceBook.builder(" ")).hasMessageContaining("version=");
    }

    private static RateCard.Builder card() {
        return RateCard.builder(GPT).currency("USD").perMillion(INPUT_TOKENS, "3");
    }
}
