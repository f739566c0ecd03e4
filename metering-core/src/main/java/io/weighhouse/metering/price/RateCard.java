// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import io.weighhouse.money.Unit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All prices of one sku.
 *
 * <pre>
 *   RateCard.builder(Sku.of("anthropic", "claude-opus-4-5"))
 *       .currency("USD")
 *       .perThousand(INPUT_TOKENS, "0.015")
 *       .perThousand(OUTPUT_TOKENS, "0.075")
 *       .build()
 * </pre>
 *
 * <p>With it 500 tokens in and 2,000 out cost 0.0075 + 0.15 = 0.1575 USD exactly. A card may have {@linkplain
 * Builder#when other rates under a condition}, such as a long prompt or a service tier, {@linkplain Builder#factor factors}
 * and {@linkplain Builder#model prices that depend on the quantity}; and it may be {@linkplain Builder#effective limited in
 * time}.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class RateCard {

    private final Sku sku;
    private final String currency;
    private final boolean active;
    private final Validity validity;
    private final List<Rate> rates;
    private final List<ConditionalRates> conditional;
    private final List<RateFactor> factors;
    private final List<ModelRate> models;
    private final Map<Meter, Long> least;
    private final OptionalLong maxOutputTokens;
    private final Set<String> tiers = new HashSet<>();
    private final Set<String> regions = new HashSet<>();
    private volatile @Nullable String digest;

    private RateCard(Builder builder, String currency) {
        this.sku = builder.sku;
        this.currency = currency;
        this.active = builder.active;
        this.validity = builder.validity;
        this.models = builder.models.stream()
                .sorted(Comparator.comparing(ModelRate::meter))
                .toList();
        this.rates = builder.rates.isEmpty() && !models.isEmpty() ? List.of() : sorted(builder.rates);
        this.conditional = builder.conditional.stream()
                .sorted(Comparator.comparing(ConditionalRates::when, RateCondition.ORDER))
                .toList();
        this.factors = builder.factors.stream()
                .sorted(Comparator.comparing(RateFactor::name))
                .toList();
        this.least = Collections.unmodifiableMap(new TreeMap<>(builder.least));
        this.maxOutputTokens = builder.maxOutputTokens;
        conditional.forEach(other -> addNames(other.when()));
        factors.forEach(factor -> addNames(factor.when()));
    }

    private void addNames(RateCondition when) {
        if (when.tier() != null) {
            tiers.add(when.tier());
        }
        if (when.region() != null) {
            regions.add(when.region());
        }
    }

    /**
     * A card in the making.
     *
     * @param sku what the card is for
     * @return a builder that knows no currency and no rate yet
     */
    public static Builder builder(Sku sku) {
        return new Builder(sku);
    }

    /** {@return what the card is for} */
    public Sku sku() {
        return sku;
    }

    /** {@return the code of the currency of every price on it: USD} */
    public String currency() {
        return currency;
    }

    /** {@return whether new calls may be made; one that is under way when this changes keeps its card} */
    public boolean isActive() {
        return active;
    }

    /** {@return when it holds} */
    public Validity validity() {
        return validity;
    }

    /** {@return the base rates, in the order of their meters} */
    public List<Rate> rates() {
        return rates;
    }

    /** {@return other rates under conditions, by tier, region, hours and length of prompt; often none} */
    public List<ConditionalRates> conditional() {
        return conditional;
    }

    /** {@return the provider's factors, by name; often none} */
    public List<RateFactor> factors() {
        return factors;
    }

    /** {@return prices that depend on the quantity, in the order of their meters; often none} */
    public List<ModelRate> models() {
        return models;
    }

    /** {@return the least that is billed of a meter once any of it is used; often none} */
    public Map<Meter, Long> least() {
        return least;
    }

    /** {@return the most output tokens that the sku can give, if that is known} */
    public OptionalLong maxOutputTokens() {
        return maxOutputTokens;
    }

    /**
     * Whether the card itself prices a meter, in any condition; what it inherits does not count.
     *
     * @param meter what may be priced
     * @return whether there is a rate or a model for it
     */
    public boolean prices(Meter meter) {
        return rates.stream().anyMatch(rate -> rate.meter() == meter)
                || models.stream().anyMatch(model -> model.meter() == meter)
                || conditional.stream()
                        .anyMatch(other -> other.rates().stream().anyMatch(rate -> rate.meter() == meter));
    }

    /** {@return SHA-256 of {@link #toJson()} in hexadecimal; equal cards have equal digests} */
    public String digest() {
        String known = digest;
        if (known == null) {
            known = RateCardText.digest(this);
            digest = known;
        }
        return known;
    }

    /** {@return the card in canonical JSON, as the price book format has it: equal cards give equal texts} */
    public String toJson() {
        return RateCardText.json(this);
    }

    /** What a rate under conditions, a factor or a model may be asked for: the hours that any of them names. */
    List<TimeWindow> windows() {
        List<TimeWindow> windows = new ArrayList<>();
        conditional.forEach(rates -> addWindow(windows, rates.when()));
        factors.forEach(factor -> addWindow(windows, factor.when()));
        return windows;
    }

    /** Whether any price depends on that service tier. */
    boolean names(String serviceTier) {
        return tiers.contains(serviceTier);
    }

    /** Whether any price depends on that region. */
    boolean namesRegion(String region) {
        return regions.contains(region);
    }

    /** The model of a meter, if it has one. */
    Optional<ModelRate> model(Meter meter) {
        return models.stream().filter(model -> model.meter() == meter).findFirst();
    }

    private static void addWindow(List<TimeWindow> windows, RateCondition when) {
        TimeWindow window = when.window();
        if (window != null && !windows.contains(window)) {
            windows.add(window);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RateCard that
                && sku.equals(that.sku)
                && currency.equals(that.currency)
                && active == that.active
                && validity.equals(that.validity)
                && rates.equals(that.rates)
                && conditional.equals(that.conditional)
                && factors.equals(that.factors)
                && models.equals(that.models)
                && least.equals(that.least)
                && maxOutputTokens.equals(that.maxOutputTokens);
    }

    @Override
    public int hashCode() {
        return Objects.hash(sku, currency, rates, conditional, factors, models);
    }

    /** {@return the sku, the currency and every rate} */
    @Override
    public String toString() {
        return sku + " in " + currency + ' ' + rates + (conditional.isEmpty() ? "" : " " + conditional)
                + (factors.isEmpty() ? "" : " " + factors) + (models.isEmpty() ? "" : " " + models);
    }

    /** Rates in the order of their meters; at least one, and each meter once. */
    static List<Rate> sorted(List<Rate> rates) {
        List<Rate> sorted = new ArrayList<>(rates);
        sorted.sort(Comparator.comparing(Rate::meter));
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("must have at least one rate");
        }
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).meter() == sorted.get(i - 1).meter()) {
                throw new IllegalArgumentException(
                        "must have one rate for each meter: " + sorted.get(i - 1) + " and " + sorted.get(i));
            }
        }
        return List.copyOf(sorted);
    }

    /**
     * From when to when a card holds.
     *
     * @param fromEpochMillis the first moment, in milliseconds since 1970; {@code Long.MIN_VALUE} for always before
     * @param toEpochMillis the first moment after it; {@code Long.MAX_VALUE} for always after
     */
    public record Validity(long fromEpochMillis, long toEpochMillis) {

        /** At any time. */
        public static final Validity ALWAYS = new Validity(Long.MIN_VALUE, Long.MAX_VALUE);

        /**
         * Checks the order.
         *
         * @param fromEpochMillis the first moment
         * @param toEpochMillis the first moment after it
         * @throws IllegalArgumentException if it ends before it begins, or at once
         */
        public Validity {
            if (toEpochMillis <= fromEpochMillis) {
                throw new IllegalArgumentException(
                        "must be > fromEpochMillis=" + fromEpochMillis + ": toEpochMillis=" + toEpochMillis);
            }
        }

        /**
         * Whether it holds at a time.
         *
         * @param epochMillis a moment
         * @return whether it does
         */
        public boolean contains(long epochMillis) {
            return epochMillis >= fromEpochMillis && (epochMillis < toEpochMillis || toEpochMillis == Long.MAX_VALUE);
        }

        boolean overlaps(Validity other) {
            return fromEpochMillis < other.toEpochMillis && other.fromEpochMillis < toEpochMillis;
        }
    }

    /**
     * A price that depends on the quantity.
     *
     * @param meter what is priced
     * @param model how
     * @param perPeriod whether quantities before the call count, as {@link RatingContext#toDate} says them; else each call
     *     begins at nothing
     */
    public record ModelRate(Meter meter, QuantityModel model, boolean perPeriod) {}

    /**
     * A card in the making.
     *
     * <p>This class is not thread-safe.
     */
    public static final class Builder {

        private final Sku sku;
        private final List<Rate> rates = new ArrayList<>();
        private final List<ConditionalRates> conditional = new ArrayList<>();
        private final List<RateFactor> factors = new ArrayList<>();
        private final List<ModelRate> models = new ArrayList<>();
        private final Map<Meter, Long> least = new TreeMap<>();
        private @Nullable String currency;
        private boolean active = true;
        private Validity validity = Validity.ALWAYS;
        private OptionalLong maxOutputTokens = OptionalLong.empty();

        private Builder(Sku sku) {
            this.sku = sku;
        }

        /**
         * Says in which currency every price is.
         *
         * @param currency a code such as USD: 1 to 16 of A-Z, 0-9 and _, a letter first
         * @return this builder
         * @throws IllegalArgumentException if it is not of that form
         */
        public Builder currency(String currency) {
            this.currency = Unit.of(currency, 0).code();
            return this;
        }

        /**
         * Says that no new call may be made.
         *
         * @return this builder
         */
        public Builder inactive() {
            active = false;
            return this;
        }

        /**
         * Says when the card holds.
         *
         * @param when from when to when
         * @return this builder
         */
        public Builder effective(Validity when) {
            validity = when;
            return this;
        }

        /**
         * Adds a rate.
         *
         * @param rate the price of one of a meter
         * @return this builder
         */
        public Builder rate(Rate rate) {
            rates.add(rate);
            return this;
        }

        /**
         * Adds a rate that is quoted by the thousand.
         *
         * @param meter what is priced
         * @param price price of 1,000 of it, a decimal number {@code >= 0}
         * @return this builder
         * @throws IllegalArgumentException if it is no such number
         */
        public Builder perThousand(Meter meter, String price) {
            return rate(Rate.per(1_000, meter, price));
        }

        /**
         * Adds a rate that is quoted by the million.
         *
         * @param meter what is priced
         * @param price price of 1,000,000 of it, a decimal number {@code >= 0}
         * @return this builder
         * @throws IllegalArgumentException if it is no such number
         */
        public Builder perMillion(Meter meter, String price) {
            return rate(Rate.per(1_000_000, meter, price));
        }

        /**
         * Adds other rates for calls with a long prompt.
         *
         * @param aboveInputTokens the largest prompt, in tokens, that these rates are not for; {@code >= 0}
         * @param rates at least one rate, each meter once
         * @return this builder
         * @throws IllegalArgumentException if the threshold is negative, or no rate or two of one meter are given
         */
        public Builder tier(long aboveInputTokens, Rate... rates) {
            return when(RateCondition.always().aboveInputTokens(aboveInputTokens), rates);
        }

        /**
         * Adds other rates for when a condition holds; which of several wins is said in {@link RateCondition}.
         *
         * @param condition when they hold; not always
         * @param rates at least one rate, each meter once
         * @return this builder
         * @throws IllegalArgumentException if they hold always, or no rate or two of one meter are given
         */
        public Builder when(RateCondition condition, Rate... rates) {
            conditional.add(new ConditionalRates(condition, List.of(rates)));
            return this;
        }

        /**
         * Adds a factor on the prices.
         *
         * @param factor a factor of another name than those before
         * @return this builder
         */
        public Builder factor(RateFactor factor) {
            factors.add(factor);
            return this;
        }

        /**
         * Adds a price for each call that depends on the quantity. What inherits from the meter and has no rate of its own
         * counts with it; rates under conditions there cannot be, factors hold.
         *
         * @param meter what is priced; there must be no rate for it, under any condition
         * @param model how
         * @return this builder
         */
        public Builder model(Meter meter, QuantityModel model) {
            models.add(new ModelRate(meter, model, false));
            return this;
        }

        /**
         * Adds a price for a period that depends on the quantity.
         *
         * @param meter what is priced; there must be no rate for it, under any condition
         * @param model how
         * @return this builder
         */
        public Builder periodModel(Meter meter, QuantityModel model) {
            models.add(new ModelRate(meter, model, true));
            return this;
        }

        /**
         * Says how much of a meter is billed at least, once any of it is used: of sound, say, ten seconds. What takes its
         * rate from it counts with it.
         *
         * @param meter what is priced
         * @param quantity the least, {@code > 0}
         * @return this builder
         * @throws IllegalArgumentException if it is not above zero
         */
        public Builder atLeast(Meter meter, long quantity) {
            if (quantity <= 0) {
                throw new IllegalArgumentException("must be > 0: " + meter + '=' + quantity);
            }
            least.put(meter, quantity);
            return this;
        }

        /**
         * Says how many output tokens the sku can give at most.
         *
         * @param maxOutputTokens a number of tokens, {@code > 0}
         * @return this builder
         * @throws IllegalArgumentException if it is not above zero
         */
        public Builder maxOutputTokens(long maxOutputTokens) {
            if (maxOutputTokens <= 0) {
                throw new IllegalArgumentException("must be > 0: maxOutputTokens=" + maxOutputTokens);
            }
            this.maxOutputTokens = OptionalLong.of(maxOutputTokens);
            return this;
        }

        /**
         * The card.
         *
         * @return an immutable card
         * @throws IllegalArgumentException if the currency or every price is missing, a meter has two prices under one
         *     condition or a model beside a rate, two factors have one name, there are more than 64 time windows, or the prices lie so far apart that they do not fit {@code long}
         *     numbers of one decimal place
         */
        public RateCard build() {
            if (currency == null) {
                throw new IllegalArgumentException("must have a currency: sku=" + sku);
            }
            Set<Object> seen = new HashSet<>();
            for (ConditionalRates other : conditional) {
                for (Rate rate : other.rates()) {
                    once(seen, other.when() + " " + rate.meter());
                }
            }
            factors.forEach(factor -> once(seen, "factor " + factor.name()));
            rates.forEach(rate -> once(seen, rate.meter()));
            conditional.forEach(other -> other.rates().forEach(rate -> seen.add(rate.meter())));
            models.forEach(model -> once(seen, model.meter()));
            RateCard card = new RateCard(this, currency);
            if (card.windows().size() > Long.SIZE) {
                throw new IllegalArgumentException("must have at most 64 time windows: " + sku + " has "
                        + card.windows().size());
            }
            RateTable.requireFitting(card);
            return card;
        }

        private void once(Set<Object> seen, Object what) {
            if (!seen.add(what)) {
                throw new IllegalArgumentException("must be said once: " + sku + ' ' + what);
            }
        }
    }
}
