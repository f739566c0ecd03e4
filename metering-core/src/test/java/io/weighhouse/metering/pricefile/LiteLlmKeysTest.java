// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.RateCondition;
import io.weighhouse.metering.pricefile.LiteLlmKeys.Use;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiteLlmKeysTest {

    /** Every key that the file had in August 2026, on its models or in its documentation, and some that code knows. */
    @ParameterizedTest
    @CsvFileSource(resources = "keys.csv")
    void use_everyKnownKey_isTakenInformationalOrNoticed(String key, Use use) {
        assertThat(LiteLlmKeys.use(key)).isEqualTo(use);
        assertThat(use == Use.NOTICED && !LiteLlmKeys.looksLikeMoney(key)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "weather_cost_per_request",
                "price_of_tea",
                "monthly_fee",
                "loyalty_discount",
                "input_cost_per_token_above_noon",
                "input_cost_per_token_above_200k_tokens_above_1k_tokens",
                "input_cost_per_token_flex_priority"
            })
    void use_unknownKeyAboutMoney_isNoticedAsSuch(String key) {
        assertThat(LiteLlmKeys.use(key)).isEqualTo(Use.NOTICED);
        assertThat(LiteLlmKeys.looksLikeMoney(key)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "input_cost_per_token, input_cost_per_token, always",
        "input_cost_per_token_batches, input_cost_per_token, in batch",
        "output_cost_per_token_above_272k_tokens_priority, output_cost_per_token, in priority above 272000",
        "output_cost_per_token_priority_above_272k_tokens, output_cost_per_token, in priority above 272000",
        "cache_creation_input_token_cost_above_1hr, cache_creation_input_token_cost_above_1hr, always",
        "cache_creation_input_token_cost_above_1hr_above_200k_tokens, cache_creation_input_token_cost_above_1hr, above 200000",
        "output_cost_per_second_1080p, output_cost_per_second, in 1080p",
        "input_cost_per_video_per_second_above_8s_interval, input_cost_per_video_per_second, in interval_above_8s"
    })
    void price_key_isTakenApart(String key, String base, String when) {
        LiteLlmKeys.Price price = Objects.requireNonNull(LiteLlmKeys.price(key));
        assertThat(price.base()).isEqualTo(base);
        assertThat(price.when(false)).hasToString(when);
    }

    @ParameterizedTest
    @CsvSource({
        "input_cost_per_image, image_generation, false, images",
        "input_cost_per_image, image_edit, false, images",
        "input_cost_per_image, image_generation, true, input_images",
        "input_cost_per_image, chat, false, input_images",
        "input_cost_per_second, audio_transcription, false, audio_millis",
        "output_cost_per_second, video_generation, false, video_output_millis",
        "input_cost_per_query, search, false, web_searches",
        "input_cost_per_query, rerank, false, search_units",
        "input_cost_per_query, vector_store, false, file_searches"
    })
    void measure_meaningByMode(String base, String mode, boolean pricesOutputImages, String meter) {
        assertThat(Objects.requireNonNull(LiteLlmKeys.measure(base, mode, pricesOutputImages))
                        .meter())
                .isEqualTo(Meter.of(meter));
    }

    @ParameterizedTest
    @ValueSource(strings = {"input_cost_per_second", "output_cost_per_second", "input_cost_per_query"})
    void measure_modeThatDoesNotSay_isNone(String base) {
        assertThat(LiteLlmKeys.measure(base, "chat", false)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"input_cost_per_token_above_200k_tokens_priority", "cache_read_input_token_cost_batches"})
    void key_ofAPrice_isTheKey(String key) {
        LiteLlmKeys.Price price = Objects.requireNonNull(LiteLlmKeys.price(key));
        Meter meter = Objects.requireNonNull(LiteLlmKeys.TOKENS.get(price.base()));
        assertThat(LiteLlmKeys.key(meter, price.when(false))).isEqualTo(key);
        assertThat(LiteLlmKeys.key(meter, RateCondition.always())).isEqualTo(price.base());
    }
}
