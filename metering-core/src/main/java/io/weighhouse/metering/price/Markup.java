// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
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

    private final Unit unit;
    private final BigDecimal multiplier;
    private final BigDecimal fixedFee;
    private final @Nullable BigDecimal creditPrice;
    private final Rule rule;

    /** How the price ends. */
    private record Rule(Rounding rounding, Amount minimum) {}

    private Markup(Unit unit, BigDecimal multiplier, BigDecimal fixedFee, @Nullable BigDecimal creditPrice, Rule rule) {
        this.unit = unit;
        this.multiplier = multiplier;
        this.fixedFee = fixedFee;
        this.creditPrice = creditPrice;
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
        return new Markup(unit, BigDecimal.ONE, BigDecimal.ZERO, null, new Rule(Rounding.HALF_UP, Amount.zero(unit)));
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
        return new Markup(unit, Texts.decimal("multiplier", multiplier), fixedFee, creditPrice, rule);
    }

    /**
     * The same markup with a fee for each call.
     *
     * @param fixedFee a decimal number {@code >= 0}, in the card's currency
     * @return the new markup
     * @throws IllegalArgumentException if it is no number, negative, or has too many digits
     */
    public Markup fixedFee(String fixedFee) {
        return new Markup(unit, multiplier, Texts.decimal("fixedFee", fixedFee), creditPrice, rule);
    }

    /**
     * The same markup with a price for one whole unit of what is charged: at 0.01 a charge of $0.18 is 18 credits.
     *
     * @param creditPrice a decimal number {@code > 0}, in the card's currency
     * @return the new markup
     * @throws IllegalArgumentException if it is no number, not above zero, or has too many digits
     */
    public Markup creditPrice(String creditPrice) {
        BigDecimal exact = Texts.decimal("creditPrice", creditPrice);
        if (exact.signum() == 0) {
            throw new IllegalArgumentException("must be > 0: creditPrice=" + Texts.quoted(creditPrice));
        }
        return new Markup(unit, multiplier, fixedFee, exact, rule);
    }

    /**
     * The same markup with another rounding.
     *
     * @param rounding how the price becomes whole
     * @return the new markup
     */
    public Markup rounding(Rounding rounding) {
        return new Markup(unit, multiplier, fixedFee, creditPrice, new Rule(rounding, rule.minimum));
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
        return new Markup(unit, multiplier, fixedFee, creditPrice, new Rule(rule.rounding, least));
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

    /** {@return what one whole unit costs in the card's currency, or empty if the unit is that currency} */
    public Optional<BigDecimal> creditPrice() {
        return Optional.ofNullable(creditPrice);
    }

    /** {@return how the price becomes whole} */
    public Rounding rounding() {
        return rule.rounding;
    }

    /** {@return the least price of a call that costs anything} */
    public Amount minimum() {
        return rule.minimum;
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
        if (cost.signum() < 0) {
            throw new IllegalArgumentException("must be >= 0: cost=" + Texts.quoted(cost.toString()));
        }
        BigDecimal charge = cost.multiply(multiplier).add(fixedFee);
        if (charge.signum() == 0 && cost.signum() == 0) {
            return Amount.zero(unit);
        }
        BigDecimal minor = charge.scaleByPowerOfTen(unit.scale()).divide(unitValue(), 0, rule.rounding.mode());
        if (minor.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new ArithmeticException("must fit a long of the smallest part of " + unit + ": cost=" + cost);
        }
        return Amount.ofMinor(Math.max(minor.longValueExact(), rule.minimum.minor()), unit);
    }

    /**
     * What an amount of the unit is worth in the card's currency; at $0.01 a credit, 7 credits are 0.07.
     *
     * @param price an amount of this markup's unit
     * @return its value, exactly
     */
    public BigDecimal value(Amount price) {
        return Texts.canonical(price.toDecimal().multiply(unitValue()));
    }

    /** What one whole unit costs in the card's currency. */
    BigDecimal unitValue() {
        return creditPrice == null ? BigDecimal.ONE : creditPrice;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Markup that
                && unit.equals(that.unit)
                && multiplier.equals(that.multiplier)
                && fixedFee.equals(that.fixedFee)
                && Objects.equals(creditPrice, that.creditPrice)
                && rule.equals(that.rule);
    }

    @Override
    public int hashCode() {
        return Objects.hash(unit, multiplier, fixedFee, creditPrice, rule);
    }

    /** {@return every factor, as in {@code x 1.8 + 0, 0.01 for 1 CREDIT/0, HALF_UP, at least 1 CREDIT}} */
    @Override
    public String toString() {
        return "x " + multiplier.toPlainString() + " + " + fixedFee.toPlainString() + ", "
                + unitValue().toPlainString() + " for 1 " + unit + ", " + rule.rounding + ", at least " + rule.minimum;
    }
}
