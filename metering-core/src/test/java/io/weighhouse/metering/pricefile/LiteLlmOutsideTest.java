// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import static io.weighhouse.metering.price.Meter.AUDIO_INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.AUDIO_OUTPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.CACHED_INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.CACHE_WRITE_1H_TOKENS;
import static io.weighhouse.metering.price.Meter.CACHE_WRITE_5M_TOKENS;
import static io.weighhouse.metering.price.Meter.IMAGE_INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.IMAGE_OUTPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.OUTPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.REASONING_TOKENS;
import static io.weighhouse.metering.price.Meter.VIDEO_OUTPUT_TOKENS;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weighhouse.metering.SharedData;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.PolicyAnswer;
import io.weighhouse.metering.price.PolicyQuestion;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.PricingPolicy;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Rating;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsageTally;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The real price file, and what its own calculator is known to answer, where both are at hand. */
class LiteLlmOutsideTest {

    private static final String PRICES = "prices/litellm-2026-08-01.json";
    private static final String VECTORS = "pricing-vectors/litellm-core-exact.jsonl";

    /** Where the file alone decides; the others are injected prices, or a policy that differs from ours. */
    private static final Set<String> CLASSES = Set.of(
            "chat-plain",
            "chat-cached",
            "tier-above",
            "tier-above-cached",
            "tier-above-1h",
            "tiered-pricing-array",
            "service-tier",
            "service-tier-cached",
            "service-tier-above",
            "residency",
            "video-tokens",
            "embedding",
            "reasoning-priced",
            "reasoning-unpriced",
            "audio",
            "image-tokens");

    private static final Map<String, Meter> METERS = Map.ofEntries(
            entry("input", INPUT_TOKENS),
            entry("cache_read", CACHED_INPUT_TOKENS),
            entry("cache_write", CACHE_WRITE_5M_TOKENS),
            entry("cache_write_5m", CACHE_WRITE_5M_TOKENS),
            entry("cache_write_1h", CACHE_WRITE_1H_TOKENS),
            entry("output", OUTPUT_TOKENS),
            entry("output_reasoning", REASONING_TOKENS),
            entry("input_audio", AUDIO_INPUT_TOKENS),
            entry("output_audio", AUDIO_OUTPUT_TOKENS),
            entry("input_image_tokens", IMAGE_INPUT_TOKENS),
            entry("output_image_tokens", IMAGE_OUTPUT_TOKENS),
            entry("output_video_tokens", VIDEO_OUTPUT_TOKENS));

    private static final Unit USD_9 = Unit.of("USD", 9);

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void read_theWholeFile_takesOrSkipsEveryEntry() throws Exception {
        Path file = require(PRICES);
        PriceImport prices = new LiteLlmPriceFile().read(file, "2026-08-01");
        ImportReport report = prices.report();
        System.out.println(report.summary());

        assertThat(report.taken() + report.skipped().size())
                .isEqualTo(JSON.readTree(file.toFile()).size());
        assertThat(prices.book().size()).isEqualTo(report.taken()).isGreaterThan(2_000);
        assertThat(report.quarantined())
                .hasSize(16)
                .extracting(SkippedEntry::entry)
                .allMatch(name -> name.startsWith("wandb/")
                        || name.startsWith("watsonx/")
                        || name.equals("azure_ai/jais-30b-chat"));
        assertThat(report.skipped(SkipReason.NOT_A_NUMBER)).isEmpty();
        assertThat(report.skipped(SkipReason.DOES_NOT_FIT)).isEmpty();
        assertThat(report.artefacts()).hasSize(42);
        assertThat(report.notices())
                .extracting(KeyNotice::kind)
                .doesNotContain(KeyNotice.Kind.NOT_UNDERSTOOD, KeyNotice.Kind.UNKNOWN_KEY);
    }

    @Test
    void names_everyEntryThatWasTaken_isFoundByItsName() throws Exception {
        Path file = require(PRICES);
        PriceImport prices = new LiteLlmPriceFile().read(file, "2026-08-01");
        LiteLlmNames names = LiteLlmNames.of(prices.book());
        Set<String> skipped = prices.report().skipped().stream()
                .filter(entry -> entry.reason() != SkipReason.SHADOWED)
                .map(SkippedEntry::entry)
                .collect(Collectors.toSet());
        int found = 0;
        for (Map.Entry<String, JsonNode> entry : JSON.readTree(file.toFile()).properties()) {
            if (!skipped.contains(entry.getKey())) {
                found++;
                Sku sku = names.find(entry.getKey()).orElseThrow();
                assertThat(entry.getKey()).endsWith(sku.name());
                assertThat(sku.provider())
                        .isEqualTo(entry.getValue().path("litellm_provider").asText());
            }
        }
        assertThat(found).isGreaterThan(2_700);
        System.out.println(found + " names of " + PRICES + " found");
    }

    @Test
    void weighhouse_theWholeBook_comesBackEqual() throws Exception {
        PriceBook book =
                new LiteLlmPriceFile().read(require(PRICES), "2026-08-01").book();
        WeighhousePriceFile format = new WeighhousePriceFile();
        String text = format.write(book);
        PriceBook again = format.read(text);
        assertThat(again.cards()).isEqualTo(book.cards());
        assertThat(again.aliases()).isEqualTo(book.aliases());
        assertThat(format.write(again)).isEqualTo(text);
        System.out.println(
                book.cards().size() + " cards of " + PRICES + " written and read, " + text.length() + " characters");
    }

    @Test
    void rate_thePlainVectors_isEqualToTheLastDigit() throws Exception {
        PriceBook book =
                new LiteLlmPriceFile().read(require(PRICES), "2026-08-01").book();
        LiteLlmNames names = LiteLlmNames.of(book);
        int used = 0;
        int leftOut = 0;
        List<String> wrong = new ArrayList<>();
        for (String line : Files.readAllLines(require(VECTORS))) {
            JsonNode row = JSON.readTree(line);
            if (!CLASSES.contains(row.path("class").asText())) {
                continue;
            }
            Optional<RateCard> card = sku(names, row).flatMap(book::find);
            Usage usage = usage(row);
            if (card.isEmpty() || usage.isEmpty()) {
                leftOut++;
                continue;
            }
            used++;
            Rating rating = PinnedCard.of("v", card.get(), Markup.none(USD_9))
                    .under(PricingPolicy.STRICT.with(PolicyQuestion.UNPRICED_SERVICE_TIER, PolicyAnswer.STANDARD))
                    .rate(usage, context(row));
            BigDecimal exact = new BigDecimal(row.path("exact").path("total").asText());
            if (rating instanceof Rating.Unpriced
                    || rating.chargeOrThrow().cost().compareTo(exact) != 0) {
                wrong.add(row + " was " + rating);
            }
        }
        System.out.println(used + " rows of " + VECTORS + " used, " + (used - wrong.size()) + " equal; " + leftOut
                + " left out (no price taken, no usage, or a class that LiteLLM prices at 0 for want of a price)");
        assertThat(wrong).isEmpty();
        assertThat(used).isGreaterThan(800);
    }

    private static Optional<Sku> sku(LiteLlmNames names, JsonNode row) {
        return names.find(
                Sku.of(row.path("provider").asText(), row.path("model").asText()));
    }

    private static RatingContext context(JsonNode row) {
        return RatingContext.standard()
                .serviceTier(row.path("service_tier").asText(""))
                .region(row.path("data_residency").asText("").toLowerCase(Locale.ROOT));
    }

    /** The row's usage; empty where LiteLLM takes a token class without a price for free, which we never do. */
    private static Usage usage(JsonNode row) {
        UsageTally tally = new UsageTally();
        for (JsonNode item : row.path("items")) {
            if (item.get(2).asText().equals("0")) {
                return Usage.empty();
            }
            tally.add(
                    Objects.requireNonNull(METERS.get(item.get(0).asText())),
                    item.get(1).longValue());
        }
        return tally.toUsage();
    }

    private static Path require(String name) {
        Optional<Path> file = SharedData.find(name);
        assumeTrue(file.isPresent(), "no shared/data above the working directory");
        return file.orElseThrow();
    }
}
