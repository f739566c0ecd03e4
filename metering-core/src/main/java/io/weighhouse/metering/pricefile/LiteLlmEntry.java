// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.RateCondition;
import io.weighhouse.metering.price.RateFactor;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.pricefile.KeyNotice.Kind;
import java.math.BigDecimal;
import java.util.Map;

/**
 * One entry of LiteLLM's file on its way to a rate card.
 *
 * <p>First every key is sorted into rates under conditions, factors and leftovers; then what was found is judged as a whole.
 */
final class LiteLlmEntry {

    private static final BigDecimal HALF = new BigDecimal("0.5");

    private final String name;
    private final JsonNode entry;
    private final LiteLlmOptions options;
    private final ImportTally tally;
    private final LiteLlmRates rates = new LiteLlmRates();
    private final String mode;
    private final boolean pricesOutputImages;

    /** xAI alone counts a prompt of exactly the threshold to the tier above it. */
    private final boolean inclusive;

    LiteLlmEntry(String name, JsonNode entry, LiteLlmOptions options, ImportTally tally) {
        this.name = name;
        this.entry = entry;
        this.options = options;
        this.tally = tally;
        this.mode = entry.path("mode").asText("");
        this.pricesOutputImages = entry.has("output_cost_per_image");
        this.inclusive = entry.path("litellm_provider").asText().equals("xai");
    }

    RateCard card() throws UnusableEntryException {
        for (Map.Entry<String, JsonNode> field : entry.properties()) {
            noticeArtefacts(field.getKey(), field.getValue());
        }
        Sku sku = sku();
        for (Map.Entry<String, JsonNode> field : entry.properties()) {
            if (!field.getValue().isNull()) {
                sort(field.getKey(), field.getValue());
            }
        }
        // A factor on rates that are the tier's already would count it twice.
        if (rates.hasTier("fast") && rates.hasFactor("tier:fast")) {
            throw LiteLlmNumbers.notUnderstood(LiteLlmKeys.FACTORS, entry.path(LiteLlmKeys.FACTORS));
        }
        rates.takeImagePriceForOutput();
        rates.takeOutputPriceForReasoning();
        if (!options.zeroAsFree()) {
            rates.dropAmbiguousZeros();
        }
        if (rates.isEmpty()) {
            throw rates.leftovers().isEmpty()
                    ? new UnusableEntryException(SkipReason.NO_PRICE, "no price above zero")
                    : new UnusableEntryException(
                            SkipReason.NOT_UNDERSTOOD, "priced only by " + String.join(", ", rates.leftovers()));
        }
        halveBatches();
        RateCard card = build(sku);
        rates.report(name, tally);
        return card;
    }

    private void noticeArtefacts(String key, JsonNode value) {
        if (value.isNumber()) {
            if (FloatArtefact.is(value.decimalValue()) && LiteLlmKeys.looksLikeMoney(key)) {
                tally.artefact(new FloatArtefact(name, key, value.decimalValue()));
            }
        } else if (value.isContainerNode() && LiteLlmKeys.looksLikeMoney(key)) {
            value.forEach(each -> noticeArtefacts(key, each));
        }
    }

    private Sku sku() throws UnusableEntryException {
        JsonNode provider = entry.path("litellm_provider");
        if (!provider.isTextual()) {
            throw new UnusableEntryException(
                    SkipReason.NO_SKU, "litellm_provider=" + LiteLlmNumbers.shortened(provider.toString()));
        }
        String prefix = provider.textValue() + '/';
        try {
            return Sku.of(provider.textValue(), name.startsWith(prefix) ? name.substring(prefix.length()) : name);
        } catch (IllegalArgumentException refused) {
            throw new UnusableEntryException(SkipReason.NO_SKU, String.valueOf(refused.getMessage()));
        }
    }

    private void sort(String key, JsonNode value) throws UnusableEntryException {
        switch (LiteLlmKeys.use(key)) {
            case INFORMATIONAL -> {
                return;
            }
            case TAKEN -> take(key, value);
            case NOTICED -> {
                if (LiteLlmKeys.isUnknownCondition(key)) {
                    throw LiteLlmNumbers.notUnderstood(key, value);
                }
                rates.notice(key, LiteLlmKeys.looksLikeMoney(key) ? Kind.NOT_UNDERSTOOD : Kind.UNKNOWN_KEY);
            }
        }
    }

    private void take(String key, JsonNode value) throws UnusableEntryException {
        LiteLlmKeys.Price price = LiteLlmKeys.price(key);
        if (price != null) {
            take(price, RateCondition.always(), key, value);
            return;
        }
        LiteLlmStructures structures = new LiteLlmStructures(rates, this::take);
        switch (key) {
            case LiteLlmKeys.SEARCHES -> structures.searches(value, entry);
            case LiteLlmKeys.SEARCH_UNIT -> {
                if (!value.asText().equals("per_query")) {
                    rates.notice(key, Kind.NOT_UNDERSTOOD);
                }
            }
            case LiteLlmKeys.TABLE -> structures.table(value);
            case LiteLlmKeys.OFF_PEAK -> structures.offPeak(value);
            case LiteLlmKeys.FACTORS -> structures.factors(value);
            default -> structures.regionFactor(key, value);
        }
    }

    /** A price under the condition that its key says, besides one that it stands in. */
    private void take(LiteLlmKeys.Price price, RateCondition within, String key, JsonNode value)
            throws UnusableEntryException {
        Rate rate;
        Meter token = LiteLlmKeys.TOKENS.get(price.base());
        if (token != null) {
            rate = options.quarantine()
                    ? LiteLlmNumbers.tokenRate(token, key, value)
                    : LiteLlmNumbers.rate(1, token, key, value);
        } else {
            LiteLlmKeys.Measure measure = LiteLlmKeys.measure(price.base(), mode, pricesOutputImages);
            if (measure == null) {
                rates.notice(key, Kind.NOT_UNDERSTOOD);
                return;
            }
            rate = LiteLlmNumbers.rate(measure.quantity(), measure.meter(), key, value);
            if (rate.meter() == Meter.INPUT_IMAGES && Plausible.isDoubtfulForAPicture(rate.unitPrice())) {
                rates.notice(key, Kind.DOUBTFUL);
            }
        }
        if (price.ours()) {
            rates.notice(key, Kind.CALLER_SAYS);
        }
        RateCondition when = price.when(inclusive);
        if (within.window() != null) {
            when = when.within(within.window());
        }
        if (within.aboveTokens() >= 0) {
            when = when.aboveInputTokens(within.aboveTokens());
        }
        rates.add(when, rate, key);
    }

    private void halveBatches() {
        boolean hasTokens = rates.price(Meter.INPUT_TOKENS) != null || rates.price(Meter.OUTPUT_TOKENS) != null;
        if (options.halfPriceBatches() && hasTokens && !rates.hasTier("batch")) {
            RateCondition batch = RateCondition.serviceTier("batch");
            rates.add(new RateFactor("tier:batch", batch, HALF, RateFactor.Reach.TOKENS));
        }
    }

    private RateCard build(Sku sku) throws UnusableEntryException {
        JsonNode limit = entry.path("max_output_tokens");
        long maxOutputTokens =
                limit.isMissingNode() || limit.isNull() ? 0 : LiteLlmNumbers.whole("max_output_tokens", limit);
        try {
            return build(sku, maxOutputTokens);
        } catch (IllegalArgumentException refused) {
            if (rates.dropTooFine()) {
                return buildWithoutTheFinest(sku, maxOutputTokens);
            }
            throw doesNotFit(refused);
        }
    }

    private RateCard buildWithoutTheFinest(Sku sku, long maxOutputTokens) throws UnusableEntryException {
        try {
            return build(sku, maxOutputTokens);
        } catch (IllegalArgumentException refused) {
            throw doesNotFit(refused);
        }
    }

    private RateCard build(Sku sku, long maxOutputTokens) {
        RateCard.Builder card = rates.card(sku);
        return maxOutputTokens > 0 ? card.maxOutputTokens(maxOutputTokens).build() : card.build();
    }

    private static UnusableEntryException doesNotFit(IllegalArgumentException refused) {
        return new UnusableEntryException(SkipReason.DOES_NOT_FIT, String.valueOf(refused.getMessage()));
    }
}
