// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.RateCondition;
import io.weighhouse.metering.price.RateFactor;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.pricefile.KeyNotice.Kind;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one entry's keys have said so far: rates by condition and meter, factors, and what to notice. */
final class LiteLlmRates {

    private static final int MOST_PLACES = 20;

    private record Notice(String key, Kind kind) {}

    private final Map<Meter, Rate> base = new HashMap<>();
    private final Map<RateCondition, Map<Meter, Rate>> conditional = new LinkedHashMap<>();
    private final Map<String, RateFactor> factors = new LinkedHashMap<>();
    private final Set<Notice> notices = new LinkedHashSet<>();

    /** By meter: the key that priced it first. */
    private final Map<Meter, String> keys = new HashMap<>();

    /** Of two prices for one meter the higher counts; a zero beside another stands for "see there". */
    void add(RateCondition when, Rate rate, String key) {
        Map<Meter, Rate> rates = when.equals(RateCondition.always())
                ? base
                : conditional.computeIfAbsent(when, condition -> new HashMap<>());
        keys.putIfAbsent(rate.meter(), key);
        Rate other = rates.putIfAbsent(rate.meter(), rate);
        if (other != null && !other.equals(rate)) {
            rates.put(rate.meter(), other.unitPrice().compareTo(rate.unitPrice()) > 0 ? other : rate);
            if (!isZero(other) && !isZero(rate)) {
                notice(key, Kind.HIGHEST_TAKEN);
            }
        }
    }

    /** False if there is another factor of that name. */
    boolean add(RateFactor factor) {
        RateFactor other = factors.putIfAbsent(factor.name(), factor);
        return other == null || other.equals(factor);
    }

    void notice(String key, Kind kind) {
        notices.add(new Notice(key, kind));
    }

    @Nullable
    BigDecimal price(Meter meter) {
        Rate rate = base.get(meter);
        return rate == null ? null : rate.unitPrice();
    }

    boolean isEmpty() {
        return base.isEmpty();
    }

    /** The keys that were not understood, or what else there is. */
    Set<String> leftovers() {
        Set<String> keys = notices.stream()
                .filter(notice -> notice.kind == Kind.NOT_UNDERSTOOD)
                .map(Notice::key)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        conditional.forEach((when, rates) -> rates.keySet().forEach(meter -> keys.add(LiteLlmKeys.key(meter, when))));
        return keys;
    }

    boolean hasTier(String serviceTier) {
        return conditional.keySet().stream().anyMatch(when -> serviceTier.equals(when.tier()));
    }

    boolean hasFactor(String name) {
        return factors.containsKey(name);
    }

    private boolean isZeroOrAbsent(Meter meter) {
        Rate rate = base.get(meter);
        return rate == null || isZero(rate);
    }

    /** Models that answer in pictures have one price for output, and it stands under the pictures. */
    void takeImagePriceForOutput() {
        Rate image = base.get(Meter.IMAGE_OUTPUT_TOKENS);
        if (image != null && isZeroOrAbsent(Meter.OUTPUT_TOKENS)) {
            base.put(Meter.OUTPUT_TOKENS, new Rate(Meter.OUTPUT_TOKENS, image.unitPrice()));
        }
    }

    /** Where reasoning costs what other output does, it does so in the tiers that only say the latter. */
    void takeOutputPriceForReasoning() {
        Rate reasoning = base.get(Meter.REASONING_TOKENS);
        Rate output = base.get(Meter.OUTPUT_TOKENS);
        if (reasoning != null && output != null && reasoning.unitPrice().compareTo(output.unitPrice()) == 0) {
            for (Map<Meter, Rate> rates : conditional.values()) {
                Rate other = rates.get(Meter.OUTPUT_TOKENS);
                if (other != null) {
                    rates.putIfAbsent(Meter.REASONING_TOKENS, new Rate(Meter.REASONING_TOKENS, other.unitPrice()));
                }
            }
        }
    }

    /** Where neither input nor output has a price above zero, zeros may mean free, unknown or priced elsewhere. */
    void dropAmbiguousZeros() {
        if (isZeroOrAbsent(Meter.INPUT_TOKENS) && isZeroOrAbsent(Meter.OUTPUT_TOKENS)) {
            base.values().removeIf(LiteLlmRates::isZero);
            conditional.values().forEach(rates -> rates.values().removeIf(LiteLlmRates::isZero));
            conditional.values().removeIf(Map::isEmpty);
        }
    }

    /**
     * Leaves out what has so many decimal places that the card has no room for it; whether there was any. Not tokens, whose
     * other classes would take their place at another price.
     */
    boolean dropTooFine() {
        Set<Meter> tooFine = new LinkedHashSet<>();
        base.values().forEach(rate -> addTooFine(tooFine, rate));
        conditional.values().forEach(rates -> rates.values().forEach(rate -> addTooFine(tooFine, rate)));
        base.keySet().removeAll(tooFine);
        conditional.values().forEach(rates -> rates.keySet().removeAll(tooFine));
        conditional.values().removeIf(Map::isEmpty);
        tooFine.forEach(meter -> notice(keys.getOrDefault(meter, meter.id()), Kind.TOO_FINE));
        return !tooFine.isEmpty() && !base.isEmpty();
    }

    private static void addTooFine(Set<Meter> tooFine, Rate rate) {
        boolean alone = rate.meter().inheritsFrom() == null && !LiteLlmKeys.TOKENS.containsValue(rate.meter());
        if (alone && rate.unitPrice().scale() > MOST_PLACES) {
            tooFine.add(rate.meter());
        }
    }

    /** The card, whose builder complains of what does not fit it. */
    RateCard.Builder card(Sku sku) {
        RateCard.Builder card = RateCard.builder(sku).currency("USD");
        base.values().forEach(card::rate);
        conditional.forEach((when, rates) -> {
            card.when(when, rates.values().toArray(Rate[]::new));
            if (when.window() == null && rates.keySet().stream().anyMatch(LiteLlmKeys.TOKENS::containsValue)) {
                noticeMissing(when, rates.keySet());
            }
        });
        factors.values().forEach(card::factor);
        return card;
    }

    private void noticeMissing(RateCondition when, Set<Meter> priced) {
        for (Meter meter : base.keySet()) {
            if (LiteLlmKeys.TOKENS.containsValue(meter) && !priced.contains(meter)) {
                notice(LiteLlmKeys.key(meter, when), Kind.MISSING_IN_TIER);
            }
        }
    }

    void report(String entry, ImportTally tally) {
        notices.forEach(notice -> tally.notice(entry, notice.key, notice.kind));
    }

    private static boolean isZero(Rate rate) {
        return rate.unitPrice().signum() == 0;
    }
}
