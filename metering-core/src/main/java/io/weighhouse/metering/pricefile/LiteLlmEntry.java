// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.pricefile.KeyNotice.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One entry of LiteLLM's file on its way to a rate card.
 *
 * <p>First every key about money is sorted into base rates, tiers and leftovers; then what was found is judged as a whole.
 */
final class LiteLlmEntry {

    /** Above a thousand dollars for a million tokens; the dearest one sold costs 600. */
    private static final BigDecimal IMPLAUSIBLE = new BigDecimal("0.001");

    private static final int MOST_SHOWN = 60;

    private final String name;
    private final JsonNode entry;
    private final boolean zeroAsFree;
    private final ImportTally tally;

    private final Map<Meter, Rate> base = new HashMap<>();
    private final SortedMap<Long, Map<Meter, Rate>> tiers = new TreeMap<>();
    private final Map<String, Kind> leftAside = new LinkedHashMap<>();

    LiteLlmEntry(String name, JsonNode entry, boolean zeroAsFree, ImportTally tally) {
        this.name = name;
        this.entry = entry;
        this.zeroAsFree = zeroAsFree;
        this.tally = tally;
    }

    RateCard card() throws UnusableEntryException {
        Sku sku = sku();
        for (Map.Entry<String, JsonNode> field : entry.properties()) {
            if (!field.getValue().isNull() && LiteLlmKeys.isMoney(field.getKey())) {
                sort(field.getKey(), field.getValue());
            }
        }
        takeOlderName();
        takeImagePriceForOutput();
        dropAmbiguousZeros();
        if (base.isEmpty()) {
            throw leftAside.isEmpty()
                    ? new UnusableEntryException(SkipReason.NO_PRICE, "no price above zero")
                    : new UnusableEntryException(
                            SkipReason.NOT_UNDERSTOOD, "priced only by " + String.join(", ", leftAside.keySet()));
        }
        RateCard card = build(sku);
        leftAside.forEach((key, kind) -> tally.notice(name, key, kind));
        return card;
    }

    private Sku sku() throws UnusableEntryException {
        JsonNode provider = entry.path("litellm_provider");
        if (!provider.isTextual()) {
            throw new UnusableEntryException(SkipReason.NO_SKU, "litellm_provider=" + shortened(provider.toString()));
        }
        String prefix = provider.textValue() + '/';
        try {
            return Sku.of(provider.textValue(), name.startsWith(prefix) ? name.substring(prefix.length()) : name);
        } catch (IllegalArgumentException refused) {
            throw new UnusableEntryException(SkipReason.NO_SKU, String.valueOf(refused.getMessage()));
        }
    }

    private void sort(String key, JsonNode value) throws UnusableEntryException {
        Meter token = LiteLlmKeys.TOKENS.get(key);
        LiteLlmKeys.Threshold threshold = token == null ? LiteLlmKeys.threshold(key) : null;
        if (token != null) {
            base.put(token, tokenRate(token, key, value));
        } else if (threshold != null) {
            // xAI alone counts a prompt of exactly the threshold to the tier above it.
            boolean inclusive = entry.path("litellm_provider").asText().equals("xai");
            long above = threshold.aboveInputTokens() - (inclusive ? 1 : 0);
            tiers.computeIfAbsent(above, tier -> new HashMap<>())
                    .put(threshold.meter(), tokenRate(threshold.meter(), key, value));
        } else if (LiteLlmKeys.isServiceTier(key)) {
            leftAside.put(key, Kind.SERVICE_TIER);
        } else if (LiteLlmKeys.isOtherCondition(key)) {
            throw new UnusableEntryException(SkipReason.NOT_UNDERSTOOD, key + '=' + shortened(value.toString()));
        } else if (!sortByMode(key, value) && !key.equals(LiteLlmKeys.CACHE_HIT)) {
            leftAside.put(key, Kind.NOT_UNDERSTOOD);
        }
    }

    /** Prices of other things than tokens; some keys mean different things in different modes. */
    private boolean sortByMode(String key, JsonNode value) throws UnusableEntryException {
        String mode = entry.path("mode").asText("");
        switch (key) {
            case "output_cost_per_image" -> takeHigher(rate(1, Meter.IMAGES, key, value));
            case "input_cost_per_image" -> {
                // In every other mode, and beside a price of output pictures, it is a picture in the prompt.
                if (!mode.equals("image_generation") || entry.has("output_cost_per_image")) {
                    return false;
                }
                takeHigher(rate(1, Meter.IMAGES, key, value));
            }
            case "input_cost_per_second", "output_cost_per_second" -> {
                if (!mode.equals("audio_transcription") && !mode.equals("audio_speech")) {
                    return false;
                }
                // Both keys name the same seconds, and one of them is often a zero that stands for "see the other".
                takeHigher(rate(1_000, Meter.AUDIO_MILLIS, key, value));
            }
            case "input_cost_per_character" -> {
                if (!mode.equals("audio_speech")) {
                    return false;
                }
                takeHigher(rate(1, Meter.CHARACTERS, key, value));
            }
            case "input_cost_per_query" -> {
                if (!mode.equals("search")) {
                    return false;
                }
                takeHigher(rate(1, Meter.WEB_SEARCHES, key, value));
            }
            case "search_context_cost_per_query" -> takeHighestSearch(key, value);
            case "ocr_cost_per_page" -> takeHigher(rate(1, Meter.PAGES, key, value));
            case "input_cost_per_request" -> takeHigher(rate(1, Meter.REQUESTS, key, value));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void takeHighestSearch(String key, JsonNode sizes) throws UnusableEntryException {
        List<Rate> rates = new ArrayList<>();
        for (JsonNode size : sizes) {
            rates.add(rate(1, Meter.WEB_SEARCHES, key, size));
        }
        rates.forEach(this::takeHigher);
        if (rates.isEmpty()) {
            throw notANumber(key, sizes);
        }
        if (rates.stream().distinct().count() > 1) {
            leftAside.put(key, Kind.HIGHEST_TAKEN);
        }
    }

    private void takeHigher(Rate rate) {
        base.merge(rate.meter(), rate, (a, b) -> a.unitPrice().compareTo(b.unitPrice()) >= 0 ? a : b);
    }

    private void takeOlderName() throws UnusableEntryException {
        JsonNode older = entry.path(LiteLlmKeys.CACHE_HIT);
        if (older.isMissingNode() || older.isNull()) {
            return;
        }
        Rate rate = tokenRate(Meter.CACHED_INPUT_TOKENS, LiteLlmKeys.CACHE_HIT, older);
        if (!base.getOrDefault(Meter.CACHED_INPUT_TOKENS, rate).equals(rate)) {
            leftAside.put(LiteLlmKeys.CACHE_HIT, Kind.HIGHEST_TAKEN);
        }
        takeHigher(rate);
    }

    /** Models that answer in pictures have one price for output, and it stands under the pictures. */
    private void takeImagePriceForOutput() {
        Rate image = base.get(Meter.IMAGE_OUTPUT_TOKENS);
        if (image != null && isZeroOrAbsent(Meter.OUTPUT_TOKENS)) {
            base.put(Meter.OUTPUT_TOKENS, new Rate(Meter.OUTPUT_TOKENS, image.unitPrice()));
        }
    }

    private void dropAmbiguousZeros() {
        if (!zeroAsFree && isZeroOrAbsent(Meter.INPUT_TOKENS) && isZeroOrAbsent(Meter.OUTPUT_TOKENS)) {
            base.values().removeIf(LiteLlmEntry::isZero);
            tiers.values().forEach(rates -> rates.values().removeIf(LiteLlmEntry::isZero));
            tiers.values().removeIf(Map::isEmpty);
        }
    }

    private boolean isZeroOrAbsent(Meter meter) {
        Rate rate = base.get(meter);
        return rate == null || isZero(rate);
    }

    private static boolean isZero(Rate rate) {
        return rate.unitPrice().signum() == 0;
    }

    private RateCard build(Sku sku) throws UnusableEntryException {
        RateCard.Builder card = RateCard.builder(sku).currency("USD");
        base.values().forEach(card::rate);
        tiers.forEach((above, rates) -> {
            card.tier(above, rates.values().toArray(Rate[]::new));
            for (Meter meter : LiteLlmKeys.TOKENS.values()) {
                if (base.containsKey(meter) && !rates.containsKey(meter)) {
                    leftAside.put(LiteLlmKeys.key(meter, above), Kind.MISSING_IN_TIER);
                }
            }
        });
        long maxOutputTokens = maxOutputTokens();
        if (maxOutputTokens > 0) {
            card.maxOutputTokens(maxOutputTokens);
        }
        try {
            return card.build();
        } catch (IllegalArgumentException refused) {
            throw new UnusableEntryException(SkipReason.DOES_NOT_FIT, String.valueOf(refused.getMessage()));
        }
    }

    private long maxOutputTokens() throws UnusableEntryException {
        JsonNode value = entry.path("max_output_tokens");
        if (value.isMissingNode() || value.isNull()) {
            return 0;
        }
        try {
            return number("max_output_tokens", value).longValueExact();
        } catch (ArithmeticException notWhole) {
            throw notANumber("max_output_tokens", value);
        }
    }

    private Rate tokenRate(Meter meter, String key, JsonNode value) throws UnusableEntryException {
        Rate rate = rate(1, meter, key, value);
        if (rate.unitPrice().compareTo(IMPLAUSIBLE) > 0) {
            throw new UnusableEntryException(
                    SkipReason.IMPLAUSIBLE, key + '=' + rate.unitPrice().toPlainString() + " USD a token");
        }
        return rate;
    }

    private static Rate rate(long quantity, Meter meter, String key, JsonNode value) throws UnusableEntryException {
        try {
            return Rate.per(quantity, meter, number(key, value));
        } catch (IllegalArgumentException refused) {
            throw notANumber(key, value);
        }
    }

    private static BigDecimal number(String key, JsonNode value) throws UnusableEntryException {
        if (value.isNumber()) {
            return value.decimalValue();
        }
        // Hand-written files have "3e-7" in quotes; prose in a price's place is in the file's own documentation.
        if (value.isTextual() && value.textValue().matches("[0-9]{1,30}([.][0-9]{1,40})?([eE][-+]?[0-9]{1,3})?")) {
            return new BigDecimal(value.textValue());
        }
        throw notANumber(key, value);
    }

    private static UnusableEntryException notANumber(String key, JsonNode value) {
        return new UnusableEntryException(SkipReason.NOT_A_NUMBER, key + '=' + shortened(value.toString()));
    }

    private static String shortened(String text) {
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
    }
}
