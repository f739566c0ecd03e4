// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import static java.util.Map.entry;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.RateCondition;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the keys of LiteLLM's file mean.
 *
 * <p>Keys of prices are a few words put together: a base ({@code input_cost_per_token}), perhaps a length of prompt ({@code
 * _above_200k_tokens}), perhaps a service tier ({@code _priority}). New ones appear about weekly, so every key that is not
 * known here is reported.
 */
final class LiteLlmKeys {

    /** Prices of one token, by their base. */
    static final Map<String, Meter> TOKENS = tokens();

    /** Prices of other things than tokens that mean the same in every mode. */
    private static final Map<String, Measure> OTHERS = Map.ofEntries(
            entry("output_cost_per_image", new Measure(1, Meter.IMAGES)),
            entry("input_cost_per_pixel", new Measure(1, Meter.PIXELS)),
            entry("output_cost_per_pixel", new Measure(1, Meter.PIXELS)),
            entry("input_cost_per_character", new Measure(1, Meter.CHARACTERS)),
            entry("output_cost_per_character", new Measure(1, Meter.OUTPUT_CHARACTERS)),
            entry("input_cost_per_audio_per_second", new Measure(1_000, Meter.AUDIO_INPUT_MILLIS)),
            entry("output_cost_per_audio_per_second", new Measure(1_000, Meter.AUDIO_OUTPUT_MILLIS)),
            entry("input_cost_per_video_per_second", new Measure(1_000, Meter.VIDEO_INPUT_MILLIS)),
            entry("output_cost_per_video_per_second", new Measure(1_000, Meter.VIDEO_OUTPUT_MILLIS)),
            entry("ocr_cost_per_page", new Measure(1, Meter.PAGES)),
            entry("annotation_cost_per_page", new Measure(1, Meter.ANNOTATED_PAGES)),
            entry("ocr_cost_per_credit", new Measure(1, Meter.DOCUMENT_CREDITS)),
            entry("input_cost_per_request", new Measure(1, Meter.REQUESTS)),
            entry("code_interpreter_cost_per_session", new Measure(1, Meter.SESSIONS)),
            entry("file_search_cost_per_1k_calls", new Measure(1_000, Meter.FILE_SEARCHES)));

    /** Prices that mean different things in different modes. */
    private static final Set<String> BY_MODE =
            Set.of("input_cost_per_image", "input_cost_per_second", "output_cost_per_second", "input_cost_per_query");

    /** Prices that are more than a number. */
    static final String SEARCHES = "search_context_cost_per_query";

    static final String SEARCH_UNIT = "web_search_billing_unit";
    static final String TABLE = "tiered_pricing";
    static final String OFF_PEAK = "off_peak_pricing";
    static final String FACTORS = "provider_specific_entry";
    static final String REGION_FACTOR = "regional_processing_uplift_multiplier_";

    private static final Set<String> STRUCTURES = Set.of(SEARCHES, SEARCH_UNIT, TABLE, OFF_PEAK, FACTORS);

    /** About money, and nothing that a meter counts. */
    private static final Set<String> WITHOUT_METER = Set.of(
            "file_search_cost_per_gb_per_day",
            "vector_store_cost_per_gb_per_day",
            "computer_use_input_cost_per_1k_tokens",
            "computer_use_output_cost_per_1k_tokens");

    /** Limits, texts, hints for routing, and the units of Databricks beside its prices in dollars. */
    private static final Set<String> INFORMATIONAL = Set.of(
            "litellm_provider",
            "mode",
            "max_tokens",
            "max_input_tokens",
            "max_output_tokens",
            "output_vector_size",
            "prompt_cache_min_tokens",
            "rpm",
            "tpm",
            "source",
            "comment",
            "metadata",
            "deprecation_date",
            "input_dbu_cost_per_token",
            "output_dbu_cost_per_token",
            "audio_transcription_config",
            "bedrock_converse_supports_strict_tools",
            "bedrock_output_config_effort_ceiling",
            "gemini_audio_only_live",
            "gemini_native_audio",
            "use_openai_responses_path",
            "uses_embed_content");

    private static final Pattern FLAG = Pattern.compile("support(s|ed)_[a-z0-9_]+");
    private static final Pattern ABOVE = Pattern.compile("_above_([0-9]{1,6})k_tokens$");
    private static final Pattern SERVICE_TIER = Pattern.compile("_(batches|flex|priority|fast|ultrafast)$");
    private static final Pattern RESOLUTION = Pattern.compile("_([0-9]{3,4}p|[248]k)$");
    private static final Pattern INTERVAL = Pattern.compile("_above_([0-9]{1,4})s_interval$");
    private static final Pattern MONEY =
            Pattern.compile("cost|pric|multiplier|uplift|billing|fee|charge|surcharge|discount|usd|dollar");

    private LiteLlmKeys() {}

    /** What becomes of a key. */
    enum Use {
        TAKEN,
        INFORMATIONAL,
        NOTICED
    }

    /** For how many of a meter a price is. */
    record Measure(long quantity, Meter meter) {}

    /**
     * A key of a price, taken apart.
     *
     * @param base the key without its conditions
     * @param tier a service tier, in the file's word, or null
     * @param aboveTokens the threshold, or -1
     * @param ours whether the tier is no word of the provider's but of ours, which callers must say
     */
    record Price(String base, @Nullable String tier, long aboveTokens, boolean ours) {

        RateCondition when(boolean inclusive) {
            RateCondition when = tier == null ? RateCondition.always() : RateCondition.serviceTier(tierName(tier));
            return aboveTokens < 0 ? when : when.aboveInputTokens(Math.max(0, aboveTokens - (inclusive ? 1 : 0)));
        }
    }

    /** What becomes of a key, whatever its value; some taken ones may still be noticed for their value or mode. */
    static Use use(String key) {
        // The flags come first: they are most of the file.
        if (INFORMATIONAL.contains(key) || FLAG.matcher(key).matches()) {
            return Use.INFORMATIONAL;
        }
        boolean taken = price(key) != null || STRUCTURES.contains(key) || key.startsWith(REGION_FACTOR);
        return taken ? Use.TAKEN : Use.NOTICED;
    }

    /** A key that is not informational and still is not known to be a price. */
    static boolean looksLikeMoney(String key) {
        return WITHOUT_METER.contains(key) || MONEY.matcher(key).find();
    }

    /** The price that a key names, or null. */
    static @Nullable Price price(String key) {
        if (isBase(key)) {
            return new Price(key, null, -1, false);
        }
        if (!key.contains("cost")) {
            return null;
        }
        String rest = key;
        long above = -1;
        String tier = null;
        boolean ours = false;
        for (int words = 0; words < 2 && !isBase(rest); words++) {
            Matcher length = ABOVE.matcher(rest);
            Matcher provider = SERVICE_TIER.matcher(rest);
            Matcher resolution = RESOLUTION.matcher(rest);
            Matcher interval = INTERVAL.matcher(rest);
            if (above < 0 && length.find()) {
                above = 1_000 * Long.parseLong(length.group(1));
                rest = rest.substring(0, length.start());
            } else if (tier == null && provider.find()) {
                tier = provider.group(1);
                rest = rest.substring(0, provider.start());
            } else if (tier == null && resolution.find()) {
                tier = resolution.group(1);
                ours = true;
                rest = rest.substring(0, resolution.start());
            } else if (tier == null && interval.find()) {
                tier = "interval_above_" + interval.group(1) + 's';
                ours = true;
                rest = rest.substring(0, interval.start());
            } else {
                return null;
            }
        }
        return isBase(rest) ? new Price(rest, tier, above, ours) : null;
    }

    private static boolean isBase(String key) {
        return TOKENS.containsKey(key) || OTHERS.containsKey(key) || BY_MODE.contains(key);
    }

    /** What a price other than that of a token is for, or null if that mode does not say. */
    static @Nullable Measure measure(String base, String mode, boolean pricesOutputImages) {
        return switch (base) {
            case "input_cost_per_image" -> {
                // Beside a price of pictures made, and in every other mode, it is a picture in the prompt.
                boolean made = (mode.equals("image_generation") || mode.equals("image_edit")) && !pricesOutputImages;
                yield new Measure(1, made ? Meter.IMAGES : Meter.INPUT_IMAGES);
            }
            case "input_cost_per_second", "output_cost_per_second" ->
                switch (mode) {
                    // Both keys name the same seconds, and one of them is often a zero that stands for "see the other".
                    case "audio_transcription", "audio_speech" -> new Measure(1_000, Meter.AUDIO_MILLIS);
                    case "video_generation" -> new Measure(1_000, Meter.VIDEO_OUTPUT_MILLIS);
                    // Capacity that is rented by the second, whether it is used or not.
                    default -> null;
                };
            case "input_cost_per_query" ->
                switch (mode) {
                    case "search" -> new Measure(1, Meter.WEB_SEARCHES);
                    case "rerank" -> new Measure(1, Meter.SEARCH_UNITS);
                    case "vector_store" -> new Measure(1, Meter.FILE_SEARCHES);
                    default -> null;
                };
            default -> OTHERS.get(base);
        };
    }

    /** Whether it changes a token price in a way that is not understood: that price alone would be wrong. */
    static boolean isUnknownCondition(String key) {
        return price(key) == null && TOKENS.keySet().stream().anyMatch(base -> key.startsWith(base + "_above_"));
    }

    /** LiteLLM says batches, everybody else batch. */
    static String tierName(String tier) {
        return tier.equals("batches") ? "batch" : tier;
    }

    /** The key of a token price under a condition. */
    static String key(Meter meter, RateCondition when) {
        String base = TOKENS.entrySet().stream()
                .filter(entry -> entry.getValue() == meter)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(meter.id());
        String above = when.aboveTokens() < 0 ? "" : "_above_" + (when.aboveTokens() + 999) / 1_000 + "k_tokens";
        String tier = when.tier() == null ? "" : '_' + (when.tier().equals("batch") ? "batches" : when.tier());
        return base + above + tier;
    }

    private static Map<String, Meter> tokens() {
        Map<String, Meter> tokens = new LinkedHashMap<>();
        tokens.put("input_cost_per_token", Meter.INPUT_TOKENS);
        tokens.put("output_cost_per_token", Meter.OUTPUT_TOKENS);
        tokens.put("cache_read_input_token_cost", Meter.CACHED_INPUT_TOKENS);
        // An older name; some entries have only this one.
        tokens.put("input_cost_per_token_cache_hit", Meter.CACHED_INPUT_TOKENS);
        tokens.put("cache_creation_input_token_cost", Meter.CACHE_WRITE_5M_TOKENS);
        // The name says "above", but means the class of cache entries that live for an hour.
        tokens.put("cache_creation_input_token_cost_above_1hr", Meter.CACHE_WRITE_1H_TOKENS);
        tokens.put("output_cost_per_reasoning_token", Meter.REASONING_TOKENS);
        tokens.put("input_cost_per_audio_token", Meter.AUDIO_INPUT_TOKENS);
        tokens.put("output_cost_per_audio_token", Meter.AUDIO_OUTPUT_TOKENS);
        tokens.put("cache_read_input_audio_token_cost", Meter.CACHED_AUDIO_INPUT_TOKENS);
        // Named after a write; the prices under it are those of reads.
        tokens.put("cache_creation_input_audio_token_cost", Meter.CACHED_AUDIO_INPUT_TOKENS);
        tokens.put("input_cost_per_image_token", Meter.IMAGE_INPUT_TOKENS);
        tokens.put("output_cost_per_image_token", Meter.IMAGE_OUTPUT_TOKENS);
        tokens.put("cache_read_input_image_token_cost", Meter.CACHED_IMAGE_INPUT_TOKENS);
        tokens.put("input_cost_per_video_token", Meter.VIDEO_INPUT_TOKENS);
        tokens.put("output_cost_per_video_token", Meter.VIDEO_OUTPUT_TOKENS);
        tokens.put("citation_cost_per_token", Meter.CITATION_TOKENS);
        return tokens;
    }
}
