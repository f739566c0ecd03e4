// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCondition;
import io.weighhouse.metering.price.RateFactor;
import io.weighhouse.metering.price.TimeWindow;
import io.weighhouse.metering.pricefile.KeyNotice.Kind;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Prices of LiteLLM's file that are more than a number: searches by size, tables, hours, factors. */
final class LiteLlmStructures {

    private static final String INPUT = "input_cost_per_token";
    private static final String CACHED = "cache_read_input_token_cost";

    private static final String RANGE = "range";
    private static final String RESULTS = "max_results_range";
    private static final String PER_QUERY = "input_cost_per_query";
    private static final Map<String, Meter> SIZES = Map.of(
            "search_context_size_low", Meter.WEB_SEARCHES_LOW,
            "search_context_size_medium", Meter.WEB_SEARCHES_MEDIUM,
            "search_context_size_high", Meter.WEB_SEARCHES_HIGH);
    private static final Pattern REGION = Pattern.compile("[a-z]{2}|global|apac|emea");
    private static final Set<String> NO_PRICES = Set.of("bedrock_invocation_schema");

    private final LiteLlmRates rates;
    private final Take take;

    /** How a plain price is taken that stands inside of a structure. */
    @FunctionalInterface
    interface Take {

        void price(LiteLlmKeys.Price price, RateCondition within, String key, JsonNode value)
                throws UnusableEntryException;
    }

    LiteLlmStructures(LiteLlmRates rates, Take take) {
        this.rates = rates;
        this.take = take;
    }

    /** Searches by the size of their context; where nobody says the size, it is the middle one, as the providers have it. */
    void searches(JsonNode sizes, JsonNode entry) throws UnusableEntryException {
        Map<Meter, Rate> found = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : sizes.properties()) {
            Meter size = SIZES.get(field.getKey());
            if (size == null) {
                rates.notice(LiteLlmKeys.SEARCHES + '.' + field.getKey(), Kind.NOT_UNDERSTOOD);
            } else {
                found.put(size, LiteLlmNumbers.rate(1, size, LiteLlmKeys.SEARCHES, field.getValue()));
            }
        }
        if (found.isEmpty()) {
            throw LiteLlmNumbers.notANumber(LiteLlmKeys.SEARCHES, sizes);
        }
        BigDecimal highest = found.values().stream()
                .map(Rate::unitPrice)
                .max(BigDecimal::compareTo)
                .orElseThrow();
        Rate middle = found.get(Meter.WEB_SEARCHES_MEDIUM);
        BigDecimal usual = middle == null ? highest : middle.unitPrice();
        rates.add(RateCondition.always(), new Rate(Meter.WEB_SEARCHES, usual), LiteLlmKeys.SEARCHES);
        for (Rate rate : found.values()) {
            // The sizes inherit from the searches of no size.
            if (rate.unitPrice().compareTo(usual) != 0) {
                rates.add(RateCondition.always(), rate, LiteLlmKeys.SEARCHES);
            }
        }
        String provider = entry.path("litellm_provider").asText();
        boolean google = provider.equals("gemini") || provider.startsWith("vertex_ai-language");
        if (google && !entry.has(LiteLlmKeys.SEARCH_UNIT)) {
            rates.notice(LiteLlmKeys.SEARCHES, Kind.ONCE_PER_PROMPT);
        }
    }

    /** Rows by length of prompt, each from above its lower bound; or by number of results, each a service tier of ours. */
    void table(JsonNode rows) throws UnusableEntryException {
        if (!rows.isArray() || rows.isEmpty()) {
            throw LiteLlmNumbers.notUnderstood(LiteLlmKeys.TABLE, rows);
        }
        boolean byResults = rows.get(0).has(RESULTS);
        long end = 0;
        for (int i = 0; i < rows.size(); i++) {
            JsonNode row = rows.get(i);
            JsonNode range = row.path(byResults ? RESULTS : RANGE);
            if (range.size() != 2) {
                throw LiteLlmNumbers.notUnderstood(LiteLlmKeys.TABLE, row);
            }
            long from = LiteLlmNumbers.whole(LiteLlmKeys.TABLE, range.get(0));
            long to = LiteLlmNumbers.whole(LiteLlmKeys.TABLE, range.get(1));
            // Results are counted by whole numbers, 0 to 25 and 26 to 100; the bounds of prompts touch.
            boolean follows = from == end + (byResults && i > 0 ? 1 : 0) || (byResults && i == 0 && from == 1);
            if (!follows || to <= from) {
                throw LiteLlmNumbers.notUnderstood(LiteLlmKeys.TABLE, rows);
            }
            end = to;
            if (byResults) {
                resultsRow(row, i == 0 ? null : "results_" + from + "_to_" + to);
            } else {
                tokenRow(
                        row,
                        i == 0 ? RateCondition.always() : RateCondition.always().aboveInputTokens(from));
            }
        }
    }

    private void resultsRow(JsonNode row, @Nullable String tier) throws UnusableEntryException {
        if (row.size() != 2 || !row.has(PER_QUERY)) {
            throw LiteLlmNumbers.notUnderstood(LiteLlmKeys.TABLE, row);
        }
        if (tier != null) {
            rates.notice(LiteLlmKeys.TABLE, Kind.CALLER_SAYS);
        }
        RateCondition when = tier == null ? RateCondition.always() : RateCondition.serviceTier(tier);
        rates.add(when, LiteLlmNumbers.rate(1, Meter.WEB_SEARCHES, PER_QUERY, row.get(PER_QUERY)), LiteLlmKeys.TABLE);
    }

    private void tokenRow(JsonNode row, RateCondition within) throws UnusableEntryException {
        for (Map.Entry<String, JsonNode> field : row.properties()) {
            if (!field.getKey().equals(RANGE)) {
                inner(LiteLlmKeys.TABLE, field, within);
            }
        }
        // In a table what has no price of its own costs what input costs: here even LiteLLM gives nothing away.
        if (row.has(INPUT) && !row.has(CACHED)) {
            inner(LiteLlmKeys.TABLE, Map.entry(CACHED, row.get(INPUT)), within);
        }
    }

    /** A price of a structure; what else stands there might change it, so it must be understood. */
    private void inner(String structure, Map.Entry<String, JsonNode> field, RateCondition within)
            throws UnusableEntryException {
        LiteLlmKeys.Price price = LiteLlmKeys.price(field.getKey());
        if (price == null || (within.aboveTokens() >= 0 && price.aboveTokens() >= 0)) {
            throw LiteLlmNumbers.notUnderstood(structure + '.' + field.getKey(), field.getValue());
        }
        take.price(price, within, field.getKey(), field.getValue());
    }

    /** Hours with prices of their own. */
    void offPeak(JsonNode offPeak) throws UnusableEntryException {
        for (TimeWindow window : LiteLlmHours.windows(offPeak)) {
            RateCondition within = RateCondition.always().within(window);
            for (Map.Entry<String, JsonNode> field : offPeak.properties()) {
                if (!LiteLlmHours.KEYS.contains(field.getKey())) {
                    inner(LiteLlmKeys.OFF_PEAK, field, within);
                }
            }
        }
    }

    /** Factors of Anthropic's: by region, and for its fast tier. */
    void factors(JsonNode factors) throws UnusableEntryException {
        for (Map.Entry<String, JsonNode> field : factors.properties()) {
            String key = field.getKey();
            if (key.equals("fast")) {
                factor("tier:fast", RateCondition.serviceTier(key), LiteLlmKeys.FACTORS, field.getValue());
            } else if (REGION.matcher(key).matches()) {
                region(key, LiteLlmKeys.FACTORS, field.getValue());
            } else if (!NO_PRICES.contains(key)) {
                rates.notice(LiteLlmKeys.FACTORS + '.' + key, Kind.NOT_UNDERSTOOD);
            }
        }
    }

    /** A factor of OpenAI's, whose region is the end of its key. */
    void regionFactor(String key, JsonNode value) throws UnusableEntryException {
        String region = key.substring(LiteLlmKeys.REGION_FACTOR.length());
        if (region.isBlank()) {
            rates.notice(key, Kind.NOT_UNDERSTOOD);
        } else {
            region(region, key, value);
        }
    }

    private void region(String region, String key, JsonNode value) throws UnusableEntryException {
        RateCondition when;
        try {
            when = RateCondition.always().region(region);
        } catch (IllegalArgumentException noName) {
            throw LiteLlmNumbers.notUnderstood(key, value);
        }
        factor("region:" + region, when, key, value);
    }

    private void factor(String name, RateCondition when, String key, JsonNode value) throws UnusableEntryException {
        boolean once;
        try {
            RateFactor factor = new RateFactor(name, when, LiteLlmNumbers.number(key, value), RateFactor.Reach.TOKENS);
            if (factor.multiplier().signum() == 0) {
                throw LiteLlmNumbers.notANumber(key, value);
            }
            once = rates.add(factor);
        } catch (IllegalArgumentException refused) {
            throw LiteLlmNumbers.notANumber(key, value);
        }
        if (!once) {
            throw LiteLlmNumbers.notUnderstood(key, value);
        }
    }
}
