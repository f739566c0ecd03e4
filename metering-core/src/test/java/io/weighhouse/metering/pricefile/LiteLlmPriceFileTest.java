// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.metering.price.ConditionalRates;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.RateCondition;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.pricefile.KeyNotice.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiteLlmPriceFileTest {

    private static final PriceImport SAMPLE = LiteLlmSample.read(new LiteLlmPriceFile());

    @Test
    void read_everyEntry_isTakenOrSkipped() {
        assertThat(SAMPLE.report().entries()).isEqualTo(51);
        assertThat(SAMPLE.book().size()).isEqualTo(SAMPLE.report().taken()).isEqualTo(30);
        assertThat(SAMPLE.book().version()).isEqualTo("2026-11");
    }

    @Test
    void read_tokenPrices_areExact() {
        RateCard card = card("plain");
        assertThat(card.currency()).isEqualTo("USD");
        assertThat(card.maxOutputTokens()).hasValue(8192);
        assertThat(card.rates())
                .containsExactly(
                        Rate.of(Meter.INPUT_TOKENS, "0.000003"),
                        Rate.of(Meter.CACHED_INPUT_TOKENS, "0.000000003625"),
                        Rate.of(Meter.CACHE_WRITE_5M_TOKENS, "0.00000375"),
                        Rate.of(Meter.CACHE_WRITE_1H_TOKENS, "0.000006"),
                        Rate.of(Meter.OUTPUT_TOKENS, "0.000015"),
                        Rate.of(Meter.REASONING_TOKENS, "0.00002"));
        assertThat(card("quoted").rates())
                .containsExactly(Rate.of(Meter.INPUT_TOKENS, "0.0000003"), Rate.of(Meter.OUTPUT_TOKENS, "0.0000012"));
    }

    @Test
    void read_thresholds_becomeTiers() {
        assertThat(card("long").conditional())
                .containsExactly(new ConditionalRates(
                        RateCondition.always().aboveInputTokens(200_000),
                        List.of(Rate.of(Meter.INPUT_TOKENS, "0.000002"), Rate.of(Meter.OUTPUT_TOKENS, "0.000006"))));
        RateCard inclusive = SAMPLE.book().find(Sku.of("xai", "inclusive")).orElseThrow();
        assertThat(inclusive.conditional())
                .extracting(rates -> rates.when().aboveTokens())
                .containsExactly(127_999L);
    }

    @ParameterizedTest
    @CsvSource({
        "many-seconds, audio_millis, 0.0000002833333333333333",
        "picture, images, 0.04",
        "picture-tokens, image_output_tokens, 0.00004",
        "picture-tokens, output_tokens, 0.00004",
        "speech, characters, 0.000015",
        "ocr, pages, 0.001",
        "ocr, annotated_pages, 0.003",
        "parser, document_credits, 0.015",
        "pixels, pixels, 0.00000002",
        "embedder, input_images, 0.0001",
        "embedder, audio_input_millis, 0.00000016",
        "embedder, video_input_millis, 0.0000005",
        "embedder, characters, 0.0000002",
        "film, video_output_millis, 0.00005",
        "realtime, cached_audio_input_tokens, 0.0000004",
        "realtime, video_output_tokens, 0.0000175",
        "realtime, citation_tokens, 0.000002",
        "ranker, search_units, 0.002",
        "container, sessions, 0.03",
        "finder, web_searches, 0.005",
        "asker, requests, 0.005",
        "asker, web_searches, 0.035",
        "asker, web_searches_low, 0.03",
        "asker, web_searches_high, 0.05",
        "asker, input_images, 0.001",
        "asker, cached_input_tokens, 0.0000002",
        "embedding, output_tokens, 0",
        "both, input_tokens, 0.000001"
    })
    void read_otherMeters_getTheirRate(String name, String meter, String price) {
        assertThat(card(name).rates()).contains(Rate.of(Meter.of(meter), price));
    }

    @ParameterizedTest
    @CsvSource({
        "sample_spec, NOT_A_MODEL, describes the file",
        "fallback_generalizations, NOT_A_MODEL, describes the file",
        "updated, NOT_A_MODEL, is no object",
        "both, SHADOWED, acme/both has other prices",
        "acme/gross, IMPLAUSIBLE, input_cost_per_token=0.1 USD a token",
        "acme/zero, NO_PRICE, no price above zero",
        "acme/unsaid, NO_PRICE, no price above zero",
        "acme/prose, NOT_A_NUMBER, 'input_cost_per_token=\"ask the sales team\"'",
        "acme/negative, NOT_A_NUMBER, input_cost_per_token=-0.000001",
        "acme/endless, NOT_A_NUMBER, input_cost_per_token=1E-999999999",
        "acme/half-limit, NOT_A_NUMBER, max_output_tokens=0.5",
        "acme/no-sizes, NOT_A_NUMBER, search_context_cost_per_query=0.01",
        "acme/bad-table, NOT_UNDERSTOOD, tiered_pricing=",
        "acme/table-word, NOT_UNDERSTOOD, tiered_pricing.mood=1",
        "acme/two-fast, NOT_UNDERSTOOD, provider_specific_entry=",
        "acme/summer-time, NOT_UNDERSTOOD, off_peak_pricing=",
        "acme/rented, NOT_UNDERSTOOD, 'priced only by input_cost_per_second, output_cost_per_second'",
        "acme/other-condition, NOT_UNDERSTOOD, input_cost_per_token_above_noon=",
        "acme/far-apart, DOES_NOT_FIT, acme/far-apart",
        "nobody, NO_SKU, litellm_provider=",
        "slashed, NO_SKU, must have no slash"
    })
    void read_unusableEntry_isSkippedWithItsReason(String entry, SkipReason reason, String detail) {
        assertThat(SAMPLE.report().skipped(reason))
                .filteredOn(skipped -> skipped.entry().equals(entry))
                .singleElement()
                .satisfies(skipped -> assertThat(skipped.detail()).contains(detail));
    }

    @Test
    void read_keysLeftAside_areCounted() {
        assertThat(SAMPLE.report().notices())
                .filteredOn(notice -> notice.kind() != Kind.MISSING_IN_TIER)
                .containsExactlyInAnyOrder(
                        new KeyNotice("weather_cost_per_request", Kind.NOT_UNDERSTOOD, 1, "acme/plain"),
                        new KeyNotice("provider_specific_entry.lunar", Kind.NOT_UNDERSTOOD, 1, "acme/factors"),
                        new KeyNotice("mood_of_the_day", Kind.UNKNOWN_KEY, 1, "bare-name"),
                        new KeyNotice("tiered_pricing", Kind.CALLER_SAYS, 1, "acme/results"),
                        new KeyNotice("output_cost_per_second_1080p", Kind.CALLER_SAYS, 1, "acme/film"),
                        new KeyNotice(
                                "input_cost_per_video_per_second_above_8s_interval",
                                Kind.CALLER_SAYS,
                                1,
                                "acme/embedder"),
                        new KeyNotice("input_cost_per_image", Kind.DOUBTFUL, 1, "acme/realtime"),
                        new KeyNotice("input_cost_per_video_per_second", Kind.TOO_FINE, 1, "acme/too-fine"),
                        new KeyNotice("search_context_cost_per_query", Kind.ONCE_PER_PROMPT, 1, "gemini/grounded"));
        assertThat(SAMPLE.report().notices())
                .contains(new KeyNotice(
                        "cache_read_input_token_cost_above_200k_tokens", Kind.MISSING_IN_TIER, 1, "acme/long"));
        assertThat(SAMPLE.report().countsByKey()).containsEntry("input_cost_per_image", 1);
    }

    @Test
    void read_leftoversOfBinaryFractions_areFlaggedAndKept() {
        assertThat(SAMPLE.report().artefacts())
                .extracting(FloatArtefact::toString)
                .containsExactly(
                        "acme/many-seconds: input_cost_per_second=0.0002833333333333333",
                        "acme/too-fine: input_cost_per_video_per_second=0.000033333333333333335");
        assertThat(card("too-fine").rates()).containsExactly(Rate.of(Meter.INPUT_TOKENS, "0.000015"));
    }

    @Test
    void summary_namesCountsAndQuarantine() {
        assertThat(SAMPLE.report().summary())
                .startsWith("30 of 51 entries taken; 3 NOT_A_MODEL; 2 NO_SKU;")
                .contains("acme/gross: IMPLAUSIBLE: input_cost_per_token=0.1 USD a token")
                .isEqualTo(SAMPLE.report().toString())
                .contains("leftovers of binary fractions: 2")
                .contains("weather_cost_per_request: NOT_UNDERSTOOD in 1, first acme/plain");
        assertThat(SAMPLE.report().countsByReason()).containsEntry(SkipReason.NOT_A_MODEL, 3);
        assertThat(SAMPLE.report().quarantined())
                .extracting(SkippedEntry::entry)
                .containsExactly("acme/gross");
    }

    @Test
    void withZeroAsFree_takesZeros() {
        PriceImport prices = LiteLlmSample.read(new LiteLlmPriceFile().withZeroAsFree());
        assertThat(prices.book().find(Sku.of("acme", "zero")).orElseThrow().rates())
                .containsExactly(Rate.of(Meter.INPUT_TOKENS, "0"), Rate.of(Meter.OUTPUT_TOKENS, "0"));
    }

    @Test
    void read_zeroTokensBesideAnotherPrice_leaveTokensUnpriced() {
        PriceImport prices = read("""
                {"x": {"litellm_provider": "p", "mode": "image_generation", "input_cost_per_token": 0,
                 "output_cost_per_image": 0.1}}""");
        assertThat(prices.book().find(Sku.of("p", "x")).orElseThrow().rates())
                .containsExactly(Rate.of(Meter.IMAGES, "0.1"));
    }

    @Test
    void read_shorterNameFirstOrLast_theLongerWins() {
        String shorter = "\"x\": {\"litellm_provider\": \"p\", \"input_cost_per_token\": 1e-6}";
        String longer = "\"p/x\": {\"litellm_provider\": \"p\", \"input_cost_per_token\": 2e-6}";
        for (String json : List.of(shorter + ", " + longer, longer + ", " + shorter)) {
            PriceImport prices = read("{" + json + "}");
            assertThat(prices.book().find(Sku.of("p", "x")).orElseThrow().rates())
                    .containsExactly(Rate.of(Meter.INPUT_TOKENS, "0.000002"));
            assertThat(prices.report().skipped(SkipReason.SHADOWED))
                    .containsExactly(new SkippedEntry("x", SkipReason.SHADOWED, "p/x has other prices"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "7",
                "prose",
                "{",
                "{\"a\": ",
                "{\"a\": {}} 7",
                "{\"a\": {}, \"a\": {}}",
                "{\"a\": {\"b\": 1, \"b\": 2}}",
                "{\"a\": NaN}",
                "{\"a\": [[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}",
                "{\"a\": 11111111111111111111111111111111111111111111111111111111111111111111111}"
            })
    void read_noSuchFile_saysWhere(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        PriceFileException.class,
                        refused -> assertThat(refused.line()).isEqualTo(1))
                .hasMessageContaining("at line 1, column");
    }

    @Test
    void read_numberBeyondAnyExponent_isSaidWhere() {
        assertThatThrownBy(() -> read("{\n\"a\": {\"input_cost_per_token\": 8335957E3668078027}}"))
                .isInstanceOfSatisfying(
                        PriceFileException.class,
                        refused -> assertThat(refused.line()).isEqualTo(2))
                .hasMessageContaining("must be a number that can be held");
    }

    @Test
    void read_malformedLater_givesNoPartOfABook() {
        assertThatThrownBy(() -> read("{\n\"a\": {\"litellm_provider\": \"p\"},\n\"b\": oops}"))
                .isInstanceOfSatisfying(PriceFileException.class, refused -> {
                    assertThat(refused.line()).isEqualTo(3);
                    assertThat(refused.column()).isPositive();
                });
    }

    @Test
    void read_fromAPath_readsTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("prices.json"), "{}");
        assertThat(new LiteLlmPriceFile().read(file, "1").report().entries()).isZero();
        assertThatThrownBy(() -> new LiteLlmPriceFile().read(folder.resolve("none"), "1"))
                .isInstanceOf(NoSuchFileException.class);
    }

    private static RateCard card(String name) {
        return LiteLlmSample.card(SAMPLE, name);
    }

    private static PriceImport read(String json) {
        return LiteLlmSample.read(new LiteLlmPriceFile(), json);
    }
}
