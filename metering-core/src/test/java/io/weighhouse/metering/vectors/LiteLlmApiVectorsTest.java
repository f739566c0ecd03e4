// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.PolicyAnswer;
import io.weighhouse.metering.price.PolicyQuestion;
import io.weighhouse.metering.price.PricingPolicy;
import io.weighhouse.metering.price.Rating;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsageCounts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Questions to LiteLLM's public functions, with the exact answer. They were asked of a price file of their own day; where the
 * file of the folder has no such entry, or another price, the row is listed.
 */
class LiteLlmApiVectorsTest {

    private static final String GONE = "the price file of the folder has no such entry";
    private static final String FREE_THERE =
            "LiteLLM takes an entry without a price of tokens as free, and we do not: ";
    private static final String BY_TOKENS = "the price file of the folder prices its pictures by tokens only";
    private static final String ZERO_SECONDS =
            "the entry has a zero for output seconds beside a price for input seconds, and LiteLLM takes the zero";
    private static final String OTHER_PRICE = "the price file of the folder has another price for it";

    private final LiteLlmCards cards = LiteLlmCards.ofTheFolder();

    @Test
    void rate_everyRowWithAnExactAnswer_equalOrListed() {
        assertThat(VectorRun.failures("pricing-vectors/litellm-api-exact.jsonl", this::verdict))
                .isEmpty();
    }

    private Verdict verdict(JsonNode row) {
        if (!row.has("exact")) {
            return Verdict.listed(
                    row.has("error") ? "LiteLLM gives an error" : "the data says that it follows no simple rule");
        }
        JsonNode args = row.path("args");
        Optional<String> entry = names(row).stream().filter(cards::has).findFirst();
        if (entry.isEmpty()) {
            return Verdict.listed(GONE);
        }
        Optional<PinnedCard> card = cards.card(entry.get());
        if (card.isEmpty()) {
            String why = cards.whyNot(entry.get());
            return isNothing(row.path("exact"))
                    ? Verdict.listed(FREE_THERE + why)
                    : Verdict.failed(entry.get() + ": " + why);
        }
        JsonNode prices = cards.entry(entry.get());
        if (row.path("class").asText().equals("image")
                && !prices.has("input_cost_per_image")
                && !prices.has("input_cost_per_pixel")) {
            return Verdict.listed(BY_TOKENS);
        }
        Rating rating = billing(row, card.get())
                .rate(counts(row, card.get(), prices), context(row.path("class").asText(), args));
        if (rating instanceof Rating.Unpriced || rating instanceof Rating.Inconsistent) {
            return Verdict.failed(entry.get() + ": " + rating);
        }
        if (isZeroSeconds(row, prices)) {
            return Verdict.listed(ZERO_SECONDS);
        }
        return compared(row, rating.chargeOrThrow(), entry.get());
    }

    /** The function for searches bills what the calculator of tokens leaves to it. */
    private static PinnedCard billing(JsonNode row, PinnedCard card) {
        return row.path("class").asText().equals("search")
                ? card.under(PricingPolicy.LITELLM.with(PolicyQuestion.WEB_SEARCHES, PolicyAnswer.BILL))
                : card;
    }

    private static boolean isZeroSeconds(JsonNode row, JsonNode prices) {
        return row.path("class").asText().equals("transcription-seconds")
                && isNothing(row.path("exact"))
                && row.path("args")
                                .path("audio_transcription_file_duration")
                                .decimalValue()
                                .signum()
                        > 0
                && isZero(prices.path("output_cost_per_second"))
                && !isZero(prices.path("input_cost_per_second"));
    }

    private static boolean isZero(JsonNode price) {
        return price.isNumber() && price.decimalValue().signum() == 0;
    }

    /** The names under which LiteLLM looks, in its order. */
    private static List<String> names(JsonNode row) {
        JsonNode args = row.path("args");
        String model = args.path("model").asText();
        String provider = args.path("custom_llm_provider").asText("");
        boolean hasProvider = !provider.isEmpty() && !provider.equals("null");
        List<String> names = new ArrayList<>();
        if (row.path("fn").asText().equals("default_image_cost_calculator")) {
            names.addAll(pictureNames(args, model, hasProvider ? provider : ""));
        } else {
            if (hasProvider) {
                names.add(provider + '/' + model);
            }
            names.add(model);
            names.add(model.substring(model.indexOf('/') + 1));
        }
        return names;
    }

    /** A picture's size and quality are part of its name, and stand before whatever was asked for under that name. */
    private static List<String> pictureNames(JsonNode args, String model, String provider) {
        String size = args.path("size").asText("1024x1024");
        String dashed = size.contains("-x-") ? size : size.replace("x", "-x-");
        boolean prefixed = !provider.isEmpty() && model.startsWith(provider + '/');
        String bare = prefixed ? model.substring(provider.length() + 1) : model;
        String family = dashed + '/' + model.substring(model.lastIndexOf('/') + 1);
        String base = prefixed ? provider + '/' + dashed + '/' + bare : dashed + '/' + model;
        JsonNode quality = args.path("quality");
        return quality.isTextual()
                ? List.of(quality.asText() + '/' + base, base, quality.asText() + '/' + family, family, model, bare)
                : List.of(base, family, model, bare);
    }

    private static RatingContext context(String rowClass, JsonNode args) {
        String tier =
                rowClass.equals("batch") ? "batch" : args.path("service_tier").asText("");
        return RatingContext.standard().serviceTier(tier.equals("null") ? "" : tier);
    }

    private static UsageCounts counts(JsonNode row, PinnedCard card, JsonNode entry) {
        JsonNode args = row.path("args");
        UsageCounts.Builder counts = new UsageCounts.Builder();
        switch (row.path("class").asText()) {
            case "image" -> picture(counts, args, card, entry);
            case "video" -> counts.also(Meter.VIDEO_OUTPUT_MILLIS, millis(args.path("duration_seconds")));
            case "transcription-seconds" ->
                counts.also(seconds(card), millis(args.path("audio_transcription_file_duration")));
            case "search" ->
                counts.also(search(card), args.path("number_of_queries").asLong());
            case "ocr" -> counts.also(Meter.PAGES, args.path("pages").asLong());
            case "rerank" ->
                counts.also(
                        Meter.SEARCH_UNITS,
                        args.path("rerank_billed_units").path("search_units").asLong());
            case "speech" -> {
                if (!card.card().prices(Meter.CHARACTERS)) {
                    return LiteLlmUsage.counts(args.path("usage"));
                }
                counts.also(Meter.CHARACTERS, args.path("prompt_characters").asLong());
            }
            case "batch" -> {
                // With a price for batches LiteLLM bills the whole prompt by it, without one it halves what the parts
                // cost.
                return LiteLlmUsage.counts(
                        entry.has("input_cost_per_token_batches") ? wholes(args.path("usage")) : args.path("usage"));
            }
            default -> {
                return LiteLlmUsage.counts(args.has("usage") ? args.path("usage") : args);
            }
        }
        return counts.build();
    }

    private static boolean isNothing(JsonNode exact) {
        for (JsonNode part : exact) {
            if (new BigDecimal(part.asText()).signum() != 0) {
                return false;
            }
        }
        return true;
    }

    private static JsonNode wholes(JsonNode usage) {
        ObjectNode wholes = usage.deepCopy();
        return wholes.retain("prompt_tokens", "completion_tokens");
    }

    /** By the piece if there is any such price, else by the pixel. */
    private static void picture(UsageCounts.Builder counts, JsonNode args, PinnedCard card, JsonNode entry) {
        long many = args.path("n").asLong(1);
        if (entry.has("input_cost_per_image")) {
            counts.also(card.card().prices(Meter.INPUT_IMAGES) ? Meter.INPUT_IMAGES : Meter.IMAGES, many);
            return;
        }
        String size = args.path("size").asText("1024x1024").replace("-", "");
        int between = size.indexOf('x');
        long wide = Long.parseLong(size.substring(0, between));
        counts.also(Meter.PIXELS, wide * Long.parseLong(size.substring(between + 1)) * many);
    }

    private static Meter seconds(PinnedCard card) {
        return card.card().prices(Meter.AUDIO_OUTPUT_MILLIS) ? Meter.AUDIO_OUTPUT_MILLIS : Meter.AUDIO_INPUT_MILLIS;
    }

    private static Meter search(PinnedCard card) {
        return card.card().prices(Meter.WEB_SEARCHES_LOW) ? Meter.WEB_SEARCHES_LOW : Meter.WEB_SEARCHES;
    }

    private static long millis(JsonNode seconds) {
        return seconds.decimalValue().movePointRight(3).longValueExact();
    }

    private static Verdict compared(JsonNode row, Charge charge, String entry) {
        JsonNode exact = row.path("exact");
        boolean same = exact.has("total")
                ? Exact.same(charge.cost(), exact.path("total").asText())
                : Exact.same(cost(charge, false), exact.path("input").asText())
                        && Exact.same(cost(charge, true), exact.path("output").asText());
        if (same) {
            return Verdict.EQUAL;
        }
        if (isOtherPrice(exact, charge)) {
            return Verdict.listed(OTHER_PRICE);
        }
        return Verdict.failed(entry + " expected " + exact + " got " + charge.cost() + ' ' + charge.lines());
    }

    /** Whether one thing alone was counted on a side, and the answer has a price for it that is one, and is not ours. */
    private static boolean isOtherPrice(JsonNode exact, Charge charge) {
        if (exact.has("total")) {
            return isOtherPrice(exact.path("total").asText(), charge, meter -> true);
        }
        return isOtherPrice(exact.path("input").asText(), charge, meter -> !LiteLlmCoreVectorsTest.isOutput(meter))
                || isOtherPrice(exact.path("output").asText(), charge, LiteLlmCoreVectorsTest::isOutput);
    }

    private static boolean isOtherPrice(String answer, Charge charge, Predicate<Meter> side) {
        List<Usage> counted = charge.lines().stream()
                .filter(line -> side.test(line.meter()) && line.quantity() > 0)
                .map(line -> Usage.of(line.meter(), line.quantity()))
                .toList();
        if (counted.size() != 1 || Exact.same(cost(charge, side), answer)) {
            return false;
        }
        long quantity = counted.get(0).quantity(counted.get(0).meters().get(0));
        try {
            BigDecimal price = new BigDecimal(answer).divide(BigDecimal.valueOf(quantity));
            return price.stripTrailingZeros().precision() <= 6;
        } catch (ArithmeticException endless) {
            return false;
        }
    }

    private static BigDecimal cost(Charge charge, boolean output) {
        return Exact.cost(charge, meter -> LiteLlmCoreVectorsTest.isOutput(meter) == output);
    }

    private static BigDecimal cost(Charge charge, Predicate<Meter> side) {
        return Exact.cost(charge, side);
    }
}
