// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is sold at which price: the one place that says how many credits a payment buys.
 *
 * <pre>{@code
 * PriceList.builder(CREDIT_6)
 *     .credits(Amount.of("5.00", USD), "5000")            // whoever pays five dollars gets 5,000 credits
 *     .credits("price_big", Amount.of("40.00", USD), "50000")
 *     .plan("price_pro", "professional")                  // invoices of this price keep up that plan
 *     .build();
 * }</pre>
 *
 * <p>A payment is looked up by the name of its price, if it has one, and by what was paid without tax; both must fit. What a
 * checkout's metadata promises is compared with the list, and never believed.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class PriceList {

    private final Unit unit;
    private final Map<Amount, Amount> byAmount;
    private final Map<String, Map<Amount, Amount>> byPrice;
    private final Map<String, String> plans;
    private final List<Rate> rates;
    private final BiFunction<AccountId, Instant, LotTerms> terms;

    /** Credits for any amount of a currency between two bounds. */
    private record Rate(Amount least, Amount most, BigDecimal creditsPerWhole) {}

    private PriceList(Builder builder) {
        this.unit = builder.unit;
        this.byAmount = Map.copyOf(builder.byAmount);
        Map<String, Map<Amount, Amount>> prices = new HashMap<>();
        builder.byPrice.forEach((price, amounts) -> prices.put(price, Map.copyOf(amounts)));
        this.byPrice = Map.copyOf(prices);
        this.plans = Map.copyOf(builder.plans);
        this.rates = List.copyOf(builder.rates);
        this.terms = builder.terms;
    }

    /**
     * Starts an empty list.
     *
     * @param unit what credits are counted in
     * @return a builder
     */
    public static Builder builder(Unit unit) {
        return new Builder(unit);
    }

    /** {@return what credits are counted in} */
    public Unit unit() {
        return unit;
    }

    /** The terms of the lot that a payment makes, without the cost basis, which is what was paid. */
    LotTerms terms(AccountId wallet, Instant paidAt) {
        return terms.apply(wallet, paidAt);
    }

    /**
     * How many credits a purchase buys.
     *
     * @param purchase what was paid, and at which price
     * @return the credits, zero for a plan's price that gives none; empty if nothing is sold at that
     */
    public Optional<Amount> credits(Purchase purchase) {
        Amount net = purchase.net();
        if (!purchase.priceId().isEmpty()) {
            Map<Amount, Amount> amounts = byPrice.get(purchase.priceId());
            if (amounts != null) {
                return Optional.ofNullable(amounts.get(net));
            }
            if (plans.containsKey(purchase.priceId())) {
                return Optional.of(Amount.zero(unit));
            }
            return Optional.empty();
        }
        Amount fixed = byAmount.get(net);
        return fixed == null ? Optional.ofNullable(byRate(net)) : Optional.of(fixed);
    }

    /** Whole smallest parts of a credit: what is less than one is not sold. */
    private @Nullable Amount byRate(Amount net) {
        for (Rate rate : rates) {
            boolean fits = rate.least.unit().equals(net.unit())
                    && net.compareTo(rate.least) >= 0
                    && net.compareTo(rate.most) <= 0;
            if (fits) {
                BigInteger minor = net.toDecimal()
                        .multiply(rate.creditsPerWhole)
                        .scaleByPowerOfTen(unit.scale())
                        .toBigInteger();
                return Amount.ofMinor(minor.longValueExact(), unit);
            }
        }
        return null;
    }

    /** Whether credits are sold at a price. */
    boolean sellsCredits(String priceId) {
        return byPrice.containsKey(priceId);
    }

    /**
     * The plan that a price keeps up.
     *
     * @param priceId the provider's name of the price
     * @return the plan's name, empty if the price is none of a plan
     */
    public Optional<String> plan(String priceId) {
        return Optional.ofNullable(plans.get(priceId));
    }

    /**
     * Collects what is sold.
     *
     * <p>This class is not thread-safe.
     */
    public static final class Builder {

        private final Unit unit;
        private final Map<Amount, Amount> byAmount = new LinkedHashMap<>();
        private final Map<String, Map<Amount, Amount>> byPrice = new LinkedHashMap<>();
        private final Map<String, String> plans = new LinkedHashMap<>();
        private final List<Rate> rates = new ArrayList<>();
        private BiFunction<AccountId, Instant, LotTerms> terms = (wallet, paidAt) -> LotTerms.USUAL;

        private Builder(Unit unit) {
            this.unit = unit;
        }

        /**
         * Sells credits to whoever pays exactly an amount without naming a price.
         *
         * @param paid what is paid, more than zero, in its currency as a unit
         * @param credits how many credits that buys, as a decimal, zero or more
         * @return this builder
         * @throws IllegalArgumentException if a number is out of range, or the amount is on the list already
         */
        public Builder credits(Amount paid, String credits) {
            put(byAmount, paid, credits);
            return this;
        }

        /**
         * Sells credits at a price that has a name.
         *
         * @param priceId the provider's name of the price
         * @param paid what is paid, more than zero; a price may have one amount for each currency and quantity
         * @param credits how many credits that buys, as a decimal, zero or more
         * @return this builder
         * @throws IllegalArgumentException if a part is out of range, or the price has that amount already
         */
        public Builder credits(String priceId, Amount paid, String credits) {
            Texts.id("priceId", priceId);
            put(byPrice.computeIfAbsent(priceId, id -> new LinkedHashMap<>()), paid, credits);
            return this;
        }

        /**
         * Sells credits at a rate, for any amount between two bounds that is paid without naming a price. With 1,000 credits a
         * dollar, 12.34 dollars buy 12,340.
         *
         * @param least the smallest amount, more than zero
         * @param most the largest amount, of the same unit
         * @param creditsPerWhole how many credits one whole unit buys, as a decimal, more than zero; the result is cut to the
         *     smallest part of a credit
         * @return this builder
         * @throws IllegalArgumentException if a part is out of range
         */
        public Builder rate(Amount least, Amount most, String creditsPerWhole) {
            positive(least);
            if (most.compareTo(least) < 0) {
                throw new IllegalArgumentException("must be >= least=" + least + ": most=" + most);
            }
            BigDecimal rate = new BigDecimal(creditsPerWhole);
            if (rate.signum() <= 0) {
                throw new IllegalArgumentException("must be > 0: creditsPerWhole=" + creditsPerWhole);
            }
            BigInteger largest = most.toDecimal()
                    .multiply(rate)
                    .scaleByPowerOfTen(unit.scale())
                    .toBigInteger();
            if (largest.bitLength() >= Long.SIZE) {
                throw new IllegalArgumentException("must buy what a wallet can hold: most=" + most);
            }
            rates.add(new Rate(least, most, rate));
            return this;
        }

        /**
         * Says which plan invoices of a price keep up. The plan's own grants give its credits; a price that gives credits with
         * each invoice is put on the list with {@link #credits(String, Amount, String)} too.
         *
         * @param priceId the provider's name of the price
         * @param plan the plan's name
         * @return this builder
         * @throws IllegalArgumentException if the price keeps up another plan already
         */
        public Builder plan(String priceId, String plan) {
            Texts.id("priceId", priceId);
            String before = plans.putIfAbsent(priceId, plan);
            if (before != null && !before.equals(plan)) {
                throw new IllegalArgumentException("must keep up one plan: price=" + priceId);
            }
            return this;
        }

        /**
         * Sets the terms of the lots that payments make; the usual ones unless set. The cost basis is always what was paid
         * without tax.
         *
         * @param value priority, expiry and tags, by the wallet and when it was paid; must not block, and answers the same to
         *     the same
         * @return this builder
         */
        public Builder terms(BiFunction<AccountId, Instant, LotTerms> value) {
            this.terms = value;
            return this;
        }

        /** {@return the list} */
        public PriceList build() {
            return new PriceList(this);
        }

        private void put(Map<Amount, Amount> into, Amount paid, String credits) {
            positive(paid);
            Amount bought = Amount.of(credits, unit);
            Texts.notNegative("credits", bought);
            if (into.putIfAbsent(paid, bought) != null) {
                throw new IllegalArgumentException("must be on the list once: paid=" + paid);
            }
        }

        private static void positive(Amount paid) {
            if (!paid.isPositive()) {
                throw new IllegalArgumentException("must be > 0: paid=" + paid);
            }
        }
    }
}
