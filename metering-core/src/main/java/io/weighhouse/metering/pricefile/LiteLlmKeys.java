// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import io.weighhouse.metering.price.Meter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the keys of LiteLLM's file mean.
 *
 * <p>Keys are few words put together: a base ({@code input_cost_per_token}), perhaps a context threshold ({@code
 * _above_200k_tokens}), perhaps a service tier ({@code _priority}). New ones appear about weekly, so everything that
 * looks like money and is not known here is reported.
 */
final class LiteLlmKeys {

    /** Prices of one token, by their base. */
    static final Map<String, Meter> TOKENS = new LinkedHashMap<>();

    static {
        TOKENS.put("input_cost_per_token", Meter.INPUT_TOKENS);
        TOKENS.put("output_cost_per_token", Meter.OUTPUT_TOKENS);
        TOKENS.put("cache_read_input_token_cost", Meter.CACHED_INPUT_TOKENS);
        TOKENS.put("cache_creation_input_token_cost", Meter.CACHE_WRITE_5M_TOKENS);
        // The name says "above", but means the class of cache entries that live for an hour.
        TOKENS.put("cache_creation_input_token_cost_above_1hr", Meter.CACHE_WRITE_1H_TOKENS);
        TOKENS.put("output_cost_per_reasoning_token", Meter.REASONING_TOKENS);
        TOKENS.put("input_cost_per_audio_token", Meter.AUDIO_INPUT_TOKENS);
        TOKENS.put("output_cost_per_audio_token", Meter.AUDIO_OUTPUT_TOKENS);
        TOKENS.put("input_cost_per_image_token", Meter.IMAGE_INPUT_TOKENS);
        TOKENS.put("output_cost_per_image_token", Meter.IMAGE_OUTPUT_TOKENS);
    }

    /** An older name of {@code cache_read_input_token_cost}; some entries have only this one. */
    static final String CACHE_HIT = "input_cost_per_token_cache_hit";

    private static final String ABOVE = "_above_";
    private static final Pattern THRESHOLD = Pattern.compile("(.+)_above_([0-9]{1,6})k_tokens");
    private static final Pattern SERVICE_TIER = Pattern.compile("_(batches|flex|priority|fast|ultrafast)$");
    private static final Pattern MONEY = Pattern.compile("cost|pric|multiplier|billing|provider_specific_entry");

    private LiteLlmKeys() {}

    /** A token price for prompts above so many tokens. */
    record Threshold(Meter meter, long aboveInputTokens) {}

    static @Nullable Threshold threshold(String key) {
        Matcher matcher = THRESHOLD.matcher(key);
        if (!key.contains(ABOVE) || !matcher.matches() || !TOKENS.containsKey(matcher.group(1))) {
            return null;
        }
        return new Threshold(TOKENS.get(matcher.group(1)), 1_000 * Long.parseLong(matcher.group(2)));
    }

    static boolean isServiceTier(String key) {
        return SERVICE_TIER.matcher(key).find();
    }

    /** Whether it changes a token price that is understood, in a way that is not: that price alone would be wrong. */
    static boolean isOtherCondition(String key) {
        return key.equals("tiered_pricing")
                || (key.contains(ABOVE) && TOKENS.keySet().stream().anyMatch(base -> key.startsWith(base + ABOVE)));
    }

    static boolean isMoney(String key) {
        return MONEY.matcher(key).find();
    }

    /** The key of a token price in a context tier. */
    static String key(Meter meter, long aboveInputTokens) {
        String base = TOKENS.entrySet().stream()
                .filter(entry -> entry.getValue() == meter)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(meter.id());
        return base + ABOVE + (aboveInputTokens + 999) / 1_000 + "k_tokens";
    }
}
