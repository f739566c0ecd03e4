// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import io.weighhouse.money.Amount;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/**
 * What a usage costs, what is charged for it, and line by line why.
 *
 * <p>For 500 tokens in and 2,000 out at 0.000015 and 0.000075 USD the cost is 0.1575 USD; sold at $0.02 a credit without
 * markup the price is 8 credits (7.875 rounded), of which the first line bears 0 and the second 8.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param terms under which terms it was rated
 * @param lines what was used, in the order of the meters; their costs add up to the cost and their prices to the price
 * @param cost what the provider takes, exactly, in the currency of the terms; kept without trailing zeros
 * @param price what is charged, {@code >= 0}
 */
public record Charge(Terms terms, List<ChargeLine> lines, BigDecimal cost, Amount price) {

    private static final int MARGIN_PLACES = 6;

    /**
     * Takes the parts as they are; whether they add up is another question, see {@link #addsUp()}.
     *
     * @param terms under which terms it was rated
     * @param lines what was used
     * @param cost what the provider takes
     * @param price what is charged
     */
    public Charge {
        lines = List.copyOf(lines);
        cost = Texts.canonical(cost);
    }

    /** {@return what was sold} */
    public Sku sku() {
        return terms.sku();
    }

    /** {@return the code of the currency of the cost} */
    public String currency() {
        return terms.currency();
    }

    /**
     * What is left of the price when the cost is paid, as a part of it: (price - cost) / price.
     *
     * <p>A price of 10 credits at $0.02 for a cost of $0.15 is a margin of 0.25; one of 1 credit for a cost of $0.1575 is
     * -6.875.
     *
     * @return the margin to six decimal places, rounded down so that it never looks better than it is; empty if the price
     *     is zero
     */
    public Optional<BigDecimal> margin() {
        if (price.isZero()) {
            return Optional.empty();
        }
        BigDecimal revenue = terms.markup().value(price);
        return Optional.of(revenue.subtract(cost).divide(revenue, MARGIN_PLACES, RoundingMode.FLOOR));
    }

    /**
     * The same usage rated again, from nothing but the terms and the lines' quantities and unit prices.
     *
     * @return a charge that is equal to this one, unless somebody has changed a number
     * @throws ArithmeticException if a changed number makes the price too large for a {@code long}
     */
    public Charge rerated() {
        int size = lines.size();
        Meter[] meters = new Meter[size];
        long[] quantities = new long[size];
        BigDecimal[] unitPrices = new BigDecimal[size];
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < size; i++) {
            ChargeLine line = lines.get(i);
            meters[i] = line.meter();
            quantities[i] = line.quantity();
            unitPrices[i] = line.unitPrice();
            sum = sum.add(cost(quantities[i], unitPrices[i]));
        }
        Markup markup = terms.markup();
        return of(terms, meters, quantities, unitPrices, size == 0 ? Amount.zero(markup.unit()) : markup.price(sum));
    }

    /** {@return whether the lines add up to cost and price, and every number follows from the rates and the markup} */
    public boolean addsUp() {
        try {
            return equals(rerated());
        } catch (ArithmeticException tooLarge) {
            return false;
        }
    }

    static Charge of(Terms terms, Meter[] meters, long[] quantities, BigDecimal[] unitPrices, Amount price) {
        BigDecimal[] costs = new BigDecimal[meters.length];
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < costs.length; i++) {
            costs[i] = cost(quantities[i], unitPrices[i]);
            sum = sum.add(costs[i]);
        }
        long[] shares = RateMath.share(price.minor(), costs, sum);
        ChargeLine[] lines = new ChargeLine[costs.length];
        for (int i = 0; i < lines.length; i++) {
            Amount share = Amount.ofMinor(shares[i], price.unit());
            lines[i] = new ChargeLine(meters[i], quantities[i], unitPrices[i], costs[i], share);
        }
        return new Charge(terms, List.of(lines), sum, price);
    }

    private static BigDecimal cost(long quantity, BigDecimal unitPrice) {
        return unitPrice.multiply(BigDecimal.valueOf(quantity));
    }
}
