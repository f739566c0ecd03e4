// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weighhouse.metering.SharedData;
import io.weighhouse.money.Unit;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The presets against what the two calculators answer, where their answers lie beside the checkout. */
class DisagreementsOutsideTest {

    /** LiteLLM bills a count below zero with a negative price; no policy of ours does. */
    private static final String NEGATIVE = "negative tokens";

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private static final Map<String, UsagePart> PARTS = Map.ofEntries(
            Map.entry("input", UsagePart.INPUT),
            Map.entry("cache_read", UsagePart.CACHED),
            Map.entry("cache_write", UsagePart.CACHE_WRITE),
            Map.entry("cache_write_1h", UsagePart.CACHE_WRITE_1H),
            Map.entry("input_audio", UsagePart.AUDIO_INPUT),
            Map.entry("input_image", UsagePart.IMAGE_INPUT),
            Map.entry("input_text", UsagePart.TEXT_INPUT),
            Map.entry("output", UsagePart.OUTPUT),
            Map.entry("output_audio", UsagePart.AUDIO_OUTPUT),
            Map.entry("output_text", UsagePart.TEXT_OUTPUT),
            Map.entry("reasoning", UsagePart.REASONING));

    private static final Map<String, Meter> METERS = Map.of(
            "input", Meter.INPUT_TOKENS,
            "output", Meter.OUTPUT_TOKENS,
            "cache_read", Meter.CACHED_INPUT_TOKENS,
            "cache_write", Meter.CACHE_WRITE_5M_TOKENS,
            "cache_write_1h", Meter.CACHE_WRITE_1H_TOKENS,
            "input_audio", Meter.AUDIO_INPUT_TOKENS,
            "reasoning", Meter.REASONING_TOKENS);

    @Test
    void presets_everyRow_answersAsTheCalculatorDoes() throws IOException {
        Optional<Path> file = SharedData.find("pricing-vectors/disagreements.jsonl");
        assumeTrue(file.isPresent(), "no outside data here");
        int rows = 0;
        int disagreeing = 0;
        for (String line : Files.readAllLines(file.get())) {
            JsonNode row = MAPPER.readTree(line);
            String name = row.get("name").textValue();
            rows++;
            disagreeing += row.get("agree").booleanValue() ? 0 : 1;
            assertThat(answer(row, PricingPolicy.GENAI)).as(name + " by genai").isEqualTo(expected(row.get("genai")));
            if (name.equals(NEGATIVE)) {
                assertThat(answer(row, PricingPolicy.LITELLM)).isEqualTo("refused");
            } else {
                assertThat(answer(row, PricingPolicy.LITELLM))
                        .as(name + " by litellm")
                        .isEqualTo(expected(row.get("litellm")));
            }
        }
        System.out.println("disagreements.jsonl: " + rows + " rows, " + disagreeing + " disagreements, "
                + (2 * rows - 1) + " answers equal, 1 listed (" + NEGATIVE + ")");
        assertThat(disagreeing).isEqualTo(15);
    }

    /** The calculators' answers are binary fractions: what they mean is to 15 places. */
    private static String expected(JsonNode answer) {
        return answer.has("error")
                ? "refused"
                : plain(answer.get("total").decimalValue().setScale(15, java.math.RoundingMode.HALF_EVEN));
    }

    private static String answer(JsonNode row, PricingPolicy policy) {
        UsageCounts.Builder counts = new UsageCounts.Builder();
        for (Map.Entry<String, JsonNode> count : row.get("usage").properties()) {
            long quantity = count.getValue().longValue();
            if (quantity < 0) {
                return "refused";
            }
            if (count.getKey().equals("web_searches")) {
                counts.also(Meter.WEB_SEARCHES, quantity);
            } else {
                counts.set(Objects.requireNonNull(PARTS.get(count.getKey()), count.getKey()), quantity);
            }
        }
        PinnedCard card = PinnedCard.of("1", card(row.get("prices")), Markup.none(Unit.of("USD", 9)))
                .under(policy);
        Rating rating = card.rate(counts.build(), RatingContext.standard());
        return rating instanceof Rating.Inconsistent
                ? "refused"
                : plain(rating.chargeOrThrow().cost());
    }

    private static RateCard card(JsonNode prices) {
        RateCard.Builder card = RateCard.builder(Sku.of("a", "b")).currency("USD");
        rates(prices).forEach(card::rate);
        if (prices.has("request_per_1k")) {
            card.rate(
                    Rate.per(1_000, Meter.REQUESTS, prices.get("request_per_1k").decimalValue()));
        }
        if (prices.has("web_search_per_1k")) {
            card.rate(Rate.per(
                    1_000, Meter.WEB_SEARCHES, prices.get("web_search_per_1k").decimalValue()));
        }
        JsonNode above = prices.get("above");
        if (above != null) {
            card.tier(above.get("start").longValue(), rates(above).toArray(Rate[]::new));
        }
        return card.build();
    }

    private static List<Rate> rates(JsonNode prices) {
        List<Rate> rates = new ArrayList<>();
        for (Map.Entry<String, JsonNode> price : prices.properties()) {
            Meter meter = METERS.get(price.getKey());
            if (meter != null) {
                rates.add(Rate.per(1_000_000, meter, price.getValue().decimalValue()));
            }
        }
        return rates;
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
