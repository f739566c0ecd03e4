// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import io.weighhouse.metering.price.PriceBookDiff.Change;
import io.weighhouse.metering.price.PriceBookDiff.Finding;
import io.weighhouse.metering.price.PriceBookDiff.Guard;
import io.weighhouse.metering.price.PriceBookDiff.Listing;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Two price books side by side, layer by layer and card by card, in the order of their names. */
final class BookComparison {

    /** At which a price by quantity is looked at. */
    private static final long[] QUANTITIES = {1, 1_000, 1_000_000};

    private static final PriceLayer NOTHING = new PriceLayer();

    final List<Listing> added = new ArrayList<>();
    final List<Listing> vanished = new ArrayList<>();
    final List<Change> changed = new ArrayList<>();
    final List<String> others = new ArrayList<>();
    final List<Finding> findings = new ArrayList<>();

    void compare(PriceBook old, PriceBook next) {
        layers(old.everyone(), next.everyone(), Buyer.ANYONE);
        names(old, next);
        other("patterns", old.patterns(), next.patterns());
        other("policy", old.policy(), next.policy());
        RateCard before = old.ceilingCard().orElse(null);
        RateCard after = next.ceilingCard().orElse(null);
        if (before != null && after != null) {
            cards(new Listing(after.sku(), Buyer.ANYONE), before, after);
        } else {
            other("ceiling", before, after);
        }
    }

    private void layers(PriceLayer old, PriceLayer next, Buyer buyer) {
        markups("markup of " + name(buyer), old.markup, next.markup);
        for (Sku sku : union(old.markups.keySet(), next.markups.keySet())) {
            markups("markup of " + new Listing(sku, buyer), old.markups.get(sku), next.markups.get(sku));
        }
        for (Sku sku : union(old.cards.keySet(), next.cards.keySet())) {
            skus(
                    new Listing(sku, buyer),
                    old.cards.getOrDefault(sku, List.of()),
                    next.cards.getOrDefault(sku, List.of()));
        }
        Set<String> parts = new TreeSet<>(old.parts.keySet());
        parts.addAll(next.parts.keySet());
        for (String part : parts) {
            Buyer inner = buyer.tenant().isEmpty() ? Buyer.tenant(part) : new Buyer(buyer.tenant(), part);
            layers(old.parts.getOrDefault(part, NOTHING), next.parts.getOrDefault(part, NOTHING), inner);
        }
    }

    private static String name(Buyer buyer) {
        return buyer.equals(Buyer.ANYONE) ? "the book" : buyer.toString();
    }

    private static Set<Sku> union(Set<Sku> one, Set<Sku> other) {
        Set<Sku> union = new TreeSet<>(Comparator.comparing(Sku::toString));
        union.addAll(one);
        union.addAll(other);
        return union;
    }

    private void names(PriceBook old, PriceBook next) {
        for (Sku name : union(old.aliases().keySet(), next.aliases().keySet())) {
            Sku before = old.aliases().get(name);
            Sku after = next.aliases().get(name);
            other("alias " + name, before, after);
            if (after == null && next.find(name).isEmpty()) {
                find(Guard.VANISHED, "alias " + name);
            }
        }
    }

    private void skus(Listing listing, List<PriceLayer.Entry> old, List<PriceLayer.Entry> next) {
        if (next.isEmpty()) {
            vanished.add(listing);
            find(Guard.VANISHED, listing.toString());
            return;
        }
        if (old.isEmpty()) {
            added.add(listing);
            next.forEach(entry -> units(listing, entry.card));
            return;
        }
        for (PriceLayer.Entry entry : next) {
            cards(listing, holding(old, entry.card.validity().fromEpochMillis()), entry.card);
        }
        if (old.size() != next.size()) {
            others.add(listing + ": " + old.size() + " -> " + next.size() + " cards in time");
        }
    }

    /** The old card that holds at a time, or the one that is nearest to it. */
    private static RateCard holding(List<PriceLayer.Entry> old, long epochMillis) {
        RateCard nearest = old.get(0).card;
        for (PriceLayer.Entry entry : old) {
            nearest = entry.card.validity().fromEpochMillis() <= epochMillis ? entry.card : nearest;
        }
        return nearest;
    }

    private void cards(Listing listing, RateCard before, RateCard after) {
        if (before.equals(after)) {
            return;
        }
        if (!before.currency().equals(after.currency())) {
            find(Guard.CURRENCY, listing + ": " + before.currency() + " -> " + after.currency());
        }
        rates(listing, RateCondition.always(), before.rates(), after.rates());
        Map<RateCondition, List<Rate>> old = byCondition(before);
        Map<RateCondition, List<Rate>> next = byCondition(after);
        Set<RateCondition> conditions = new TreeSet<>(RateCondition.ORDER);
        conditions.addAll(old.keySet());
        conditions.addAll(next.keySet());
        for (RateCondition when : conditions) {
            rates(listing, when, old.getOrDefault(when, List.of()), next.getOrDefault(when, List.of()));
        }
        factors(listing, before, after);
        models(listing, before, after);
        other(listing + " least", before.least(), after.least());
        other(listing + " active", before.isActive(), after.isActive());
        other(listing + " validity", before.validity(), after.validity());
        other(listing + " maxOutputTokens", before.maxOutputTokens(), after.maxOutputTokens());
    }

    private static Map<RateCondition, List<Rate>> byCondition(RateCard card) {
        Map<RateCondition, List<Rate>> rates = new LinkedHashMap<>();
        for (ConditionalRates other : card.conditional()) {
            // A card may name one condition twice, with other meters.
            rates.merge(
                    other.when(),
                    other.rates(),
                    (one, two) -> Stream.concat(one.stream(), two.stream()).toList());
        }
        return rates;
    }

    private void rates(Listing listing, RateCondition when, List<Rate> before, List<Rate> after) {
        Set<Meter> meters = new TreeSet<>();
        before.forEach(rate -> meters.add(rate.meter()));
        after.forEach(rate -> meters.add(rate.meter()));
        for (Meter meter : meters) {
            BigDecimal old = priceOf(before, meter);
            BigDecimal next = priceOf(after, meter);
            if (old == null || next == null || old.compareTo(next) != 0) {
                Change change = new Change(listing, meter, when, old, next);
                changed.add(change);
                numbers(change.toString(), old, next);
                unit(change.toString(), meter, next);
            }
        }
    }

    private static @Nullable BigDecimal priceOf(List<Rate> rates, Meter meter) {
        return rates.stream()
                .filter(rate -> rate.meter() == meter)
                .map(Rate::unitPrice)
                .findFirst()
                .orElse(null);
    }

    private void units(Listing listing, RateCard card) {
        card.rates().forEach(rate -> unit(listing + " " + rate.meter(), rate));
        card.conditional()
                .forEach(other ->
                        other.rates().forEach(rate -> unit(listing + " " + rate.meter() + " " + other.when(), rate)));
    }

    private void unit(String where, Rate rate) {
        unit(where + ": " + PriceBookDiff.text(rate.unitPrice()), rate.meter(), rate.unitPrice());
    }

    private void unit(String what, Meter meter, @Nullable BigDecimal price) {
        if (meter.isTokens() && price != null && price.compareTo(PriceBookDiff.MOST_FOR_A_TOKEN) > 0) {
            find(Guard.UNIT_ERROR, what);
        }
    }

    private void factors(Listing listing, RateCard before, RateCard after) {
        Set<String> names = new TreeSet<>();
        before.factors().forEach(factor -> names.add(factor.name()));
        after.factors().forEach(factor -> names.add(factor.name()));
        for (String name : names) {
            Optional<RateFactor> old = factor(before, name);
            Optional<RateFactor> next = factor(after, name);
            if (!old.equals(next)) {
                BigDecimal times = old.map(RateFactor::multiplier).orElse(BigDecimal.ONE);
                BigDecimal nowTimes = next.map(RateFactor::multiplier).orElse(BigDecimal.ONE);
                String what = listing + " factor " + name + ": " + PriceBookDiff.text(times) + " -> "
                        + PriceBookDiff.text(nowTimes);
                others.add(what);
                numbers(what, times, nowTimes);
            }
        }
    }

    private static Optional<RateFactor> factor(RateCard card, String name) {
        return card.factors().stream()
                .filter(factor -> factor.name().equals(name))
                .findFirst();
    }

    private void models(Listing listing, RateCard before, RateCard after) {
        Set<RateCard.ModelRate> seen = new HashSet<>(after.models());
        for (RateCard.ModelRate old : before.models()) {
            if (seen.remove(old)) {
                continue;
            }
            String what = listing + " model of " + old.meter();
            Optional<RateCard.ModelRate> next = after.model(old.meter());
            others.add(what);
            for (long quantity : QUANTITIES) {
                numbers(
                        what + " for " + quantity,
                        old.model().total(quantity),
                        next.map(rate -> rate.model().total(quantity)).orElse(null));
            }
            next.ifPresent(seen::remove);
        }
        seen.stream()
                .sorted(Comparator.comparing(RateCard.ModelRate::meter))
                .forEach(rate -> others.add(listing + " model of " + rate.meter() + " added"));
    }

    private void markups(String what, @Nullable Markup before, @Nullable Markup after) {
        other(what, before, after);
        if (before != null && after != null) {
            numbers(what + " multiplier", before.multiplier(), after.multiplier());
            numbers(what + " fixedFee", before.fixedFee(), after.fixedFee());
            for (Map.Entry<String, BigDecimal> price : before.creditPrices().entrySet()) {
                String currency = price.getKey().isEmpty() ? "" : " " + price.getKey();
                numbers(
                        what + " creditPrice" + currency,
                        price.getValue(),
                        after.creditPrices().get(price.getKey()));
            }
        }
    }

    /** The guards that need both numbers; a number that comes anew is fine. */
    private void numbers(String what, @Nullable BigDecimal before, @Nullable BigDecimal after) {
        if (before == null) {
            return;
        }
        if (after == null) {
            find(Guard.VANISHED, what);
        } else if (before.signum() != after.signum()) {
            find(Guard.ZERO_CROSSING, what);
        } else if (before.signum() > 0
                && (after.compareTo(before.movePointRight(1)) >= 0 || before.compareTo(after.movePointRight(1)) >= 0)) {
            find(Guard.JUMP, what);
        }
    }

    private void other(String what, @Nullable Object before, @Nullable Object after) {
        if (before == null ? after != null : !before.equals(after)) {
            others.add(what + ": " + shown(before) + " -> " + shown(after));
        }
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "none" : value.toString();
    }

    private void find(Guard guard, String what) {
        findings.add(new Finding(guard, what));
    }
}
