// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a cost becomes a price: multiplier, fixed fee, price of a credit, rounding, minimum.
 *
 * <pre>
 *   Markup.into(CREDIT_0).multiplier("1.8").creditPrice("0.01").rounding(Rounding.HALF_UP).minimum("1")
 * </pre>
 *
 * <p>makes a cost of $0.04 into 0.04 x 1.8 / 0.01 = 7.2, so 7 credits, and one of $0.002 into 0.36, so 1 credit. There is
 * one rounding, after everything else; the minimum holds for whatever costs anything. What costs exactly nothing, with
 * no fixed fee, is free: the minimum is not taken for it.
 *
 * <p>This class is immutable and thread-safe: each method gives a new markup.
 */
public final class Markup {

    /** Stands for the currency of the card, whichever it is. */
    private static final String ANY = "";

    private final Unit unit;
    private final BigDecimal multiplier;
    private final BigDecimal fixedFee;

    /** By currency; under {@link #ANY} for whichever the card has. */
    private final Map<String, BigDecimal> creditPrices;

    private final Rule rule;

    /** How the price ends. */
    private record Rule(
            Rounding rounding, Amount minimum, @Nullable Amount maximum) {}

    private Markup(
            Unit unit, BigDecimal multiplier, BigDecimal fixedFee, Map<String, BigDecimal> creditPrices, Rule rule) {
        this.unit = unit;
        this.multiplier = multiplier;
        this.fixedFee = fixedFee;
        this.creditPrices = creditPrices;
        this.rule = rule;
    }

    /**
     * The markup that charges in a unit, so far without any addition: multiplier 1, no fee, no minimum, HALF_UP. If the
     * unit is not the currency of the card, say next what one of it costs: {@link #creditPrice(String)}.
     *
     * @param unit what the customer's wallet counts
     * @return that markup
     */
    public static Markup into(Unit unit) {
        return new Markup(
                unit, BigDecimal.ONE, BigDecimal.ZERO, Map.of(), new Rule(Rounding.HALF_UP, Amount.zero(unit), null));
    }

    /**
     * No markup: the price is the cost, rounded to the unit. The same as {@link #into} with nothing after it, for where
     * that is the point.
     *
     * @param unit what the customer's wallet counts, with the code of the card's currency: {@code USD/9}
     * @return that markup
     */
    public static Markup none(Unit unit) {
        return into(unit);
    }

    /**
     * The same markup with a factor on the cost; 1.8 makes $0.10 of cost into $0.18.
     *
     * @param multiplier a decimal number {@code >= 0}
     * @return the new markup
     * @throws IllegalArgumentException if it is no number, negative, or has too many digits
     */
    public Markup multiplier(String multiplier) {
        return new Markup(unit, Texts.decimal("multiplier", multiplier), fixedFee, creditPrices, rule);
    }

    /**
     * The same markup with a percentage on the cost; 80 makes $0.10 of cost into $0.18, as a multiplier of 1.8 does.
     *
     * @param percent a decimal number {@code >= 0}
     * @return the new markup
     * @throws IllegalArgumentException if it is no number, negative, or has too many digits
     */
    public Markup percent(String percent) {
        BigDecimal part = Texts.decimal("percent", percent).movePointLeft(2);
        return new Markup(unit, Texts.canonical(part.add(BigDecimal.ONE)), fixedFee, creditPrices, rule);
    }

    /**
     * The same markup with a fee for each call.
     *
     * @param fixedFee a decimal number {@code >= 0}, in the card's currency
     * @return the new markup
     * @throws IllegalArgumentException if it is no number, negative, or has too many digits
     */
    public Markup fixedFee(String fixedFee) {
        return new Markup(unit, multiplier, Texts.decimal("fixedFee", fixedFee), creditPrices, rule);
    }

    /**
     * The same markup with a price for one whole unit of what is charged: at 0.01 a charge of $0.18 is 18 credits.
     *
     * @param creditPrice a decimal number {@code > 0}, in the card's currency, whichever that is
     * @return the new markup
     * @throws IllegalArgumentException if it is no number, not above zero, or has too many digits
     */
    public Markup creditPrice(String creditPrice) {
        return withCreditPrice(ANY, creditPrice);
    }

    /**
     * The same markup with a price for one whole unit in one currency; others may have prices of their own.
     *
     * <p>With 0.01 in USD and 0.0095 in EUR, a cost of 0.19 of either makes 19 credits or 20.
     *
     * @param currency the code of a card's currency
     * @param creditPrice a decimal number {@code > 0}, in that currency
     * @return the new markup
     * @throws IllegalArgumentException if the currency is no code, or the price is no number, not above zero, or has too
     *     many digits
     */
    public Markup creditPrice(String currency, String creditPrice) {
        return withCreditPrice(Unit.of(currency, 0).code(), creditPrice);
    }

    private Markup withCreditPrice(String currency, String creditPrice) {
        BigDecimal exact = Texts.decimal("creditPrice", creditPrice);
        if (exact.signum() == 0) {
            throw new IllegalArgumentException("must be > 0: creditPrice=" + Texts.quoted(creditPrice));
        }
        Map<String, BigDecimal> prices = new TreeMap<>(creditPrices);
        prices.put(currency, exact);
        return new Markup(unit, multiplier, fixedFee, Collections.unmodifiableMap(prices), rule);
    }

    /**
     * The same markup with another rounding.
     *
     * @param rounding how the price becomes whole
     * @return the new markup
     */
    public Markup rounding(Rounding rounding) {
        return ending(new Rule(rounding, rule.minimum, rule.maximum));
    }

    /**
     * The same markup with a least price for a call that costs anything.
     *
     * @param minimum a decimal number {@code >= 0} of whole units that the unit can show: {@code "1"} is one credit
     * @return the new markup
     * @throws IllegalArgumentException if it is no such number
     */
    public Markup minimum(String minimum) {
        Amount least = Amount.of(Texts.decimal("minimum", minimum), unit);
        return ending(new Rule(rule.rounding, least, rule.maximum));
    }

    /**
     * The same markup with a highest price for a call.
     *
     * @param maximum a decimal number of whole units that the unit can show, not below the minimum
     * @return the new markup
     * @throws IllegalArgumentException if it is no such number
     */
    public Markup maximum(String maximum) {
        return ending(new Rule(rule.rounding, rule.minimum, Amount.of(Texts.decimal("maximum", maximum), unit)));
    }

    private Markup ending(Rule other) {
        if (other.maximum != null && other.maximum.compareTo(other.minimum) < 0) {
            throw new IllegalArgumentException("must be >= minimum=" + other.minimum + ": maximum=" + other.maximum);
        }
        return new Markup(unit, multiplier, fixedFee, creditPrices, other);
    }

    /** {@return what is charged} */
    public Unit unit() {
        return unit;
    }

    /** {@return the factor on the cost} */
    public BigDecimal multiplier() {
        return multiplier;
    }

    /** {@return the fee for each call, in the card's currency} */
    public BigDecimal fixedFee() {
        return fixedFee;
    }

    /**
     * What one whole unit costs in the card's currency.
     *
     * @return the price for whichever currency the card has; empty if the unit is that currency, or prices were said by
     *     currency only: {@link #creditPrice(String)} was not called
     */
    public Optional<BigDecimal> creditPrice() {
        return Optional.ofNullable(creditPrices.get(ANY));
    }

    /** {@return what one whole unit costs, by the codes of the currencies; the empty code stands for any} */
    public Map<String, BigDecimal> creditPrices() {
        return creditPrices;
    }

    /** {@return how the price becomes whole} */
    public Rounding rounding() {
        return rule.rounding;
    }

    /** {@return the least price of a call that costs anything} */
    public Amount minimum() {
        return rule.minimum;
    }

    /** {@return the highest price of a call, or empty if there is no such bound} */
    public Optional<Amount> maximum() {
        return Optional.ofNullable(rule.maximum);
    }

    long maximumMinor() {
        return rule.maximum == null ? Long.MAX_VALUE : rule.maximum.minor();
    }

    /**
     * The price of a cost; with the markup above, 0.04 is 7 credits.
     *
     * @param cost what the provider takes, {@code >= 0}, in the card's currency
     * @return the price, {@code >= 0}
     * @throws IllegalArgumentException if the cost is negative
     * @throws ArithmeticException if the price does not fit a {@code long} of the unit's smallest parts
     */
    public Amount price(BigDecimal cost) {
        return price(cost, Discount.NONE);
    }

    Amount price(BigDecimal cost, Discount discount) {
        if (cost.signum() < 0) {
            throw new IllegalArgumentException("must be >= 0: cost=" + Texts.quoted(cost.toString()));
        }
        BigDecimal charge = charge(cost, discount);
        if (charge.signum() == 0 && cost.signum() == 0) {
            return Amount.zero(unit);
        }
        BigDecimal minor = charge.scaleByPowerOfTen(unit.scale()).divide(unitValue(), 0, rule.rounding.mode());
        if (minor.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new ArithmeticException("must fit a long of the smallest part of " + unit + ": cost=" + cost);
        }
        long bounded = Math.min(Math.max(minor.longValueExact(), rule.minimum.minor()), maximumMinor());
        return Amount.ofMinor(bounded, unit);
    }

    /** What is to be charged before it is rounded and bounded, in the card's currency. */
    BigDecimal charge(BigDecimal cost, Discount discount) {
        BigDecimal charge = discount.equals(Discount.NONE) ? cost : cost.multiply(discount.left());
        return fixedFee.signum() == 0
                ? charge.multiply(multiplier)
                : charge.multiply(multiplier).add(fixedFee);
    }

    /** The same markup for cards of one currency alone. */
    Markup in(String currency) {
        BigDecimal price = creditPrices.getOrDefault(currency, creditPrices.get(ANY));
        Map<String, BigDecimal> alone = price == null ? Map.of() : Map.of(ANY, price);
        return alone.equals(creditPrices) ? this : new Markup(unit, multiplier, fixedFee, alone, rule);
    }

    /**
     * What an amount of the unit is worth in the card's currency; at $0.01 a credit, 7 credits are 0.07.
     *
     * @param price an amount of this markup's unit
     * @return its value, exactly
     */
    public BigDecimal value(Amount price) {
        return Texts.canonical(exactValue(price));
    }

    /** The same, with the zeros that the multiplication left. */
    BigDecimal exactValue(Amount price) {
        return price.toDecimal().multiply(unitValue());
    }

    /** What one whole unit costs in the card's currency. */
    BigDecimal unitValue() {
        return creditPrices.getOrDefault(ANY, BigDecimal.ONE);
    }

    @Override
    public boolean equals(Object other) {
        // Every call asks with its plan's very own.
        return this == other
                || (other instanceof Markup that
                        && unit.equals(that.unit)
                        && multiplier.equals(that.multiplier)
                        && fixedFee.equals(that.fixedFee)
                        && creditPrices.equals(that.creditPrices)
                        && rule.equals(that.rule));
    }

    @Override
    public int hashCode() {
        return Objects.hash(unit, multiplier, fixedFee, creditPrices, rule);
    }

    /** {@return every factor, as in {@code x 1.8 + 0, 0.01 for 1 CREDIT/0, HALF_UP, at least 1 CREDIT}} */
    @Override
    public String toString() {
        return "x " + multiplier.toPlainString() + " + " + fixedFee.toPlainString() + ", "
                + unitValue().toPlainString() + " for 1 " + unit + ", " + rule.rounding + ", at least " + rule.minimum
                + (rule.maximum == null ? "" : ", at most " + rule.maximum);
    }
}
