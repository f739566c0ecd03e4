// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import io.weighhouse.money.Unit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
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
 * Builder#tier other rates for long prompts}.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class RateCard {

    private final Sku sku;
    private final String currency;
    private final List<Rate> rates;
    private final List<ContextTier> tiers;
    private final OptionalLong maxOutputTokens;
    private final RateTable table;

    private RateCard(Builder builder, String currency) {
        this.sku = builder.sku;
        this.currency = currency;
        this.rates = sorted(builder.rates);
        this.tiers = List.copyOf(builder.tiers);
        this.maxOutputTokens = builder.maxOutputTokens;
        this.table = new RateTable(sku, rates, tiers);
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

    /** {@return the base rates, in the order of their meters} */
    public List<Rate> rates() {
        return rates;
    }

    /** {@return other rates for long prompts, the lowest threshold first; often none} */
    public List<ContextTier> tiers() {
        return tiers;
    }

    /** {@return the most output tokens that the sku can give, if that is known} */
    public OptionalLong maxOutputTokens() {
        return maxOutputTokens;
    }

    RateTable table() {
        return table;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RateCard that
                && sku.equals(that.sku)
                && currency.equals(that.currency)
                && rates.equals(that.rates)
                && tiers.equals(that.tiers)
                && maxOutputTokens.equals(that.maxOutputTokens);
    }

    @Override
    public int hashCode() {
        return Objects.hash(sku, currency, rates, tiers, maxOutputTokens);
    }

    /** {@return the sku, the currency and every rate} */
    @Override
    public String toString() {
        return sku + " in " + currency + ' ' + rates + (tiers.isEmpty() ? "" : " " + tiers);
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
     * A card in the making.
     *
     * <p>This class is not thread-safe.
     */
    public static final class Builder {

        private final Sku sku;
        private final List<Rate> rates = new ArrayList<>();
        private final List<ContextTier> tiers = new ArrayList<>();
        private @Nullable String currency;
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
            tiers.add(new ContextTier(aboveInputTokens, List.of(rates)));
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
         * @throws IllegalArgumentException if the currency or every rate is missing, a meter has two rates, two tiers
         *     have one threshold, or the prices lie so far apart that they do not fit {@code long} numbers of one decimal
         *     place
         */
        public RateCard build() {
            if (currency == null) {
                throw new IllegalArgumentException("must have a currency: sku=" + sku);
            }
            tiers.sort(Comparator.comparingLong(ContextTier::aboveInputTokens));
            for (int i = 1; i < tiers.size(); i++) {
                if (tiers.get(i).aboveInputTokens() == tiers.get(i - 1).aboveInputTokens()) {
                    throw new IllegalArgumentException("must have one tier for each threshold: " + sku
                            + " aboveInputTokens=" + tiers.get(i).aboveInputTokens());
                }
            }
            return new RateCard(this, currency);
        }
    }
}
