// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Partition;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.PricingPolicy;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Rating;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.UsageCounts;
import io.weighhouse.metering.price.UsagePart;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Questions to genai-prices with the unit prices that it used, and the exact answer. */
class GenaiVectorsTest {

    private static final Map<String, UsagePart> PARTS = Map.ofEntries(
            Map.entry("input_tokens", UsagePart.INPUT),
            Map.entry("cache_read_tokens", UsagePart.CACHED),
            Map.entry("cache_write_tokens", UsagePart.CACHE_WRITE),
            Map.entry("cache_write_5m_tokens", UsagePart.CACHE_WRITE_5M),
            Map.entry("cache_write_1h_tokens", UsagePart.CACHE_WRITE_1H),
            Map.entry("input_audio_tokens", UsagePart.AUDIO_INPUT),
            Map.entry("input_image_tokens", UsagePart.IMAGE_INPUT),
            Map.entry("input_video_tokens", UsagePart.VIDEO_INPUT),
            Map.entry("cache_audio_read_tokens", UsagePart.CACHED_AUDIO),
            Map.entry("cache_image_read_tokens", UsagePart.CACHED_IMAGE),
            Map.entry("cache_video_read_tokens", UsagePart.CACHED_VIDEO),
            Map.entry("output_tokens", UsagePart.OUTPUT),
            Map.entry("output_reasoning_tokens", UsagePart.REASONING),
            Map.entry("output_audio_tokens", UsagePart.AUDIO_OUTPUT),
            Map.entry("output_image_tokens", UsagePart.IMAGE_OUTPUT),
            Map.entry("output_video_tokens", UsagePart.VIDEO_OUTPUT));

    /** Prices of a million tokens. */
    private static final Map<String, Meter> TOKENS = Map.ofEntries(
            Map.entry("input_mtok", Meter.INPUT_TOKENS),
            Map.entry("cache_read_mtok", Meter.CACHED_INPUT_TOKENS),
            Map.entry("cache_write_mtok", Meter.CACHE_WRITE_5M_TOKENS),
            Map.entry("cache_write_5m_mtok", Meter.CACHE_WRITE_5M_TOKENS),
            Map.entry("cache_write_1h_mtok", Meter.CACHE_WRITE_1H_TOKENS),
            Map.entry("input_audio_mtok", Meter.AUDIO_INPUT_TOKENS),
            Map.entry("input_image_mtok", Meter.IMAGE_INPUT_TOKENS),
            Map.entry("input_video_mtok", Meter.VIDEO_INPUT_TOKENS),
            Map.entry("cache_audio_read_mtok", Meter.CACHED_AUDIO_INPUT_TOKENS),
            Map.entry("cache_image_read_mtok", Meter.CACHED_IMAGE_INPUT_TOKENS),
            Map.entry("cache_video_read_mtok", Meter.CACHED_VIDEO_INPUT_TOKENS),
            Map.entry("output_mtok", Meter.OUTPUT_TOKENS),
            Map.entry("output_reasoning_mtok", Meter.REASONING_TOKENS),
            Map.entry("output_audio_mtok", Meter.AUDIO_OUTPUT_TOKENS),
            Map.entry("output_image_mtok", Meter.IMAGE_OUTPUT_TOKENS),
            Map.entry("output_video_mtok", Meter.VIDEO_OUTPUT_TOKENS));

    /** What is counted beside tokens: by its usage key, its meter and how many of the meter one is. */
    private static final Map<String, Counted> OTHERS = Map.of(
            "web_searches", new Counted(Meter.WEB_SEARCHES, 1),
            "storage_searches", new Counted(Meter.FILE_SEARCHES, 1),
            "code_executions", new Counted(Meter.CODE_EXECUTIONS, 1),
            "requests", new Counted(Meter.REQUESTS, 1),
            "input_document_pages", new Counted(Meter.PAGES, 1),
            "input_annotated_document_pages", new Counted(Meter.ANNOTATED_PAGES, 1),
            "input_text_messages", new Counted(Meter.MESSAGES, 1),
            "audio_seconds", new Counted(Meter.AUDIO_MILLIS, 1_000),
            "input_audio_seconds", new Counted(Meter.AUDIO_INPUT_MILLIS, 1_000));

    /** By price key: its meter and for how many of the meter the price is. */
    private static final Map<String, Counted> OTHER_PRICES = Map.of(
            "web_searches_kcount", new Counted(Meter.WEB_SEARCHES, 1_000),
            "storage_searches_kcount", new Counted(Meter.FILE_SEARCHES, 1_000),
            "code_executions_kcount", new Counted(Meter.CODE_EXECUTIONS, 1_000),
            "requests_kcount", new Counted(Meter.REQUESTS, 1_000),
            "input_document_kpages", new Counted(Meter.PAGES, 1_000),
            "input_annotated_document_kpages", new Counted(Meter.ANNOTATED_PAGES, 1_000),
            "input_text_messages_kcount", new Counted(Meter.MESSAGES, 1_000),
            "audio_hours", new Counted(Meter.AUDIO_MILLIS, 3_600_000),
            "input_audio_hours", new Counted(Meter.AUDIO_INPUT_MILLIS, 3_600_000));

    /** What genai-prices has in its input price beside tokens. */
    private static final Set<Meter> INPUTS =
            Set.of(Meter.PAGES, Meter.ANNOTATED_PAGES, Meter.MESSAGES, Meter.AUDIO_INPUT_MILLIS);

    private record Counted(Meter meter, long many) {}

    @Test
    void rate_everyRow_equal() {
        assertThat(VectorRun.failures("pricing-vectors/genai-exact.jsonl", GenaiVectorsTest::verdict))
                .isEmpty();
    }

    private static Verdict verdict(JsonNode row) {
        if (row.has("error")) {
            return refused(row);
        }
        if (!row.has("exact")) {
            return Verdict.listed("genai-prices knows no such model, and so gives no price to compare");
        }
        JsonNode prices = row.path("result").path("unit_prices");
        // Our meters count whole things: where the row has parts of one, everything is counted in thousandths.
        long parts = parts(row.path("usage"));
        RateCard card = card(prices, parts);
        if (card == null) {
            return Verdict.listed("a price key without a meter: " + prices);
        }
        UsageCounts counts = counts(disjoint(row.path("usage"), prices), parts);
        Rating rating = pinned(card).rate(counts, RatingContext.standard());
        if (rating instanceof Rating.Unpriced || rating instanceof Rating.Inconsistent) {
            return Verdict.failed(rating.toString());
        }
        return compared(row.path("exact"), rating.chargeOrThrow());
    }

    private static Verdict compared(JsonNode exact, Charge charge) {
        boolean same = Exact.same(
                        Exact.cost(charge, GenaiVectorsTest::isInput),
                        exact.path("input_price").asText())
                && Exact.same(
                        Exact.cost(charge, GenaiVectorsTest::isOutput),
                        exact.path("output_price").asText())
                && Exact.same(charge.cost(), exact.path("total_price").asText());
        return same
                ? Verdict.EQUAL
                : Verdict.failed("expected " + exact + " got " + charge.cost() + ' ' + charge.lines());
    }

    /** Where genai-prices throws, we say that the counts contradict each other, or take no such count at all. */
    private static Verdict refused(JsonNode row) {
        UsageCounts counts;
        try {
            counts = counts(row.path("usage"), 1);
        } catch (IllegalArgumentException noCount) {
            return Verdict.EQUAL;
        }
        return counts.partition(PricingPolicy.GENAI) instanceof Partition.Contradictory
                ? Verdict.EQUAL
                : Verdict.failed("must be refused: " + row.path("error").asText());
    }

    private static boolean isInput(Meter meter) {
        return INPUTS.contains(meter) || root(meter) == Meter.INPUT_TOKENS;
    }

    private static boolean isOutput(Meter meter) {
        return root(meter) == Meter.OUTPUT_TOKENS;
    }

    private static Meter root(Meter meter) {
        Meter parent = meter.inheritsFrom();
        return parent == null ? meter : root(parent);
    }

    private static PinnedCard pinned(RateCard card) {
        return PinnedCard.of("genai", card, Exact.AT_COST).under(PricingPolicy.GENAI);
    }

    private static long parts(JsonNode usage) {
        for (JsonNode quantity : usage) {
            if (quantity.isNumber()
                    && quantity.decimalValue().stripTrailingZeros().scale() > 0) {
                return 1_000;
            }
        }
        return 1;
    }

    private static @Nullable RateCard card(JsonNode prices, long parts) {
        RateCard.Builder card = RateCard.builder(Sku.of("genai", "row")).currency("USD");
        if (prices.isEmpty()) {
            card.rate(Rate.of(Meter.CLIPS, "0")); // a card has a rate
        }
        for (Map.Entry<String, JsonNode> price : prices.properties()) {
            Meter token = TOKENS.get(price.getKey());
            Counted other = OTHER_PRICES.get(price.getKey());
            JsonNode value = price.getValue();
            if (token != null) {
                Exact.add(card, 1_000_000 * parts, token, decimal(value.isObject() ? value.path("base") : value));
                for (JsonNode tier : value.path("tiers")) {
                    card.tier(
                            tier.path("start").asLong() * parts,
                            Rate.per(1_000_000 * parts, token, decimal(tier.path("price"))));
                }
            } else if (other != null) {
                Exact.add(card, other.many * parts, other.meter, decimal(value));
            } else if (!price.getKey().equals("output_citation_mtok")) {
                return null;
            }
        }
        return card.build();
    }

    private static UsageCounts counts(JsonNode usage, long parts) {
        UsageCounts.Builder counts = new UsageCounts.Builder();
        if (parts > 1) {
            counts.also(Meter.REQUESTS, parts);
        }
        for (Map.Entry<String, JsonNode> field : usage.properties()) {
            UsagePart part = PARTS.get(field.getKey());
            Counted other = OTHERS.get(field.getKey());
            if (part != null) {
                counts.set(part, whole(field.getValue(), parts));
            } else if (other != null) {
                counts.also(other.meter, whole(field.getValue(), other.many * parts));
            }
        }
        return counts.build();
    }

    /** Annotated pages are counted among the pages, and heard seconds among the seconds; a part with a price is taken out. */
    private static JsonNode disjoint(JsonNode usage, JsonNode prices) {
        ObjectNode disjoint = usage.deepCopy();
        if (prices.has("input_annotated_document_kpages")) {
            takeOut(disjoint, "input_document_pages", "input_annotated_document_pages");
        }
        if (prices.has("input_audio_hours")) {
            takeOut(disjoint, "audio_seconds", "input_audio_seconds");
        }
        return disjoint;
    }

    private static void takeOut(ObjectNode usage, String whole, String part) {
        if (usage.has(whole) && usage.has(part)) {
            usage.put(whole, decimal(usage.get(whole)).subtract(decimal(usage.get(part))));
        }
    }

    private static long whole(JsonNode quantity, long many) {
        return decimal(quantity).multiply(BigDecimal.valueOf(many)).longValueExact();
    }

    private static BigDecimal decimal(JsonNode node) {
        try {
            return new BigDecimal(node.asText());
        } catch (NumberFormatException infinite) {
            throw new IllegalArgumentException("must be a number: " + node, infinite);
        }
    }
}
