// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import io.weighhouse.money.Amount;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a usage costs, what is charged for it, and line by line why.
 *
 * <p>For 500 tokens in and 2,000 out at 0.000015 and 0.000075 USD the cost is 0.1575 USD; sold at $0.02 a credit without
 * markup the price is 8 credits (7.875 rounded), of which the first line bears 0 and the second 8.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param terms under which terms it was rated
 * @param lines what was used, in the order of the meters; their prices add up to the price, and their costs to the cost
 *     unless the reported cost is billed
 * @param cost what the provider takes, exactly, in the currency of the terms; kept without trailing zeros
 * @param price what is charged, {@code >= 0}
 * @param reported what the provider says that it takes; null if it said nothing
 */
public record Charge(
        Terms terms,
        List<ChargeLine> lines,
        BigDecimal cost,
        Amount price,
        @Nullable ReportedCost reported) {

    private static final int MARGIN_PLACES = 6;

    /**
     * Takes the parts as they are; whether they add up is another question, see {@link #addsUp()}.
     *
     * @param terms under which terms it was rated
     * @param lines what was used
     * @param cost what the provider takes
     * @param price what is charged
     * @param reported what the provider says that it takes, or null
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

    /** {@return the sum of the lines' costs, which is the cost unless the reported one is billed} */
    public BigDecimal computedCost() {
        BigDecimal sum = BigDecimal.ZERO;
        for (ChargeLine line : lines) {
            sum = sum.add(line.cost());
        }
        return Texts.canonical(sum);
    }

    /** {@return reported less computed cost, if the provider reported one} */
    public Optional<BigDecimal> reportedDifference() {
        return Optional.ofNullable(reported)
                .map(said -> said.amount().subtract(computedCost()).stripTrailingZeros());
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
     * What rounding, minimum and maximum have added to the price, in the currency of the cost; negative if they took
     * something off.
     *
     * <p>A charge of 7.875 credits at $0.02 that is rounded to 8 has a remainder of 0.0025.
     *
     * @return the value of the price less what was to be charged before, exactly
     */
    public BigDecimal roundingRemainder() {
        BigDecimal exact = terms.markup().charge(cost, terms.adjustment().discount());
        return terms.markup().exactValue(price).subtract(exact).stripTrailingZeros();
    }

    /**
     * The same usage rated again, from nothing but the terms and the lines' quantities and rates.
     *
     * @return a charge that is equal to this one, unless somebody has changed a number
     * @throws ArithmeticException if a changed number makes the price too large for a {@code long}
     */
    public Charge rerated() {
        List<Item> items = new ArrayList<>(lines.size());
        BigDecimal sum = BigDecimal.ZERO;
        for (ChargeLine line : lines) {
            items.add(new Item(line.meter(), line.quantity(), line.rate()));
            sum = sum.add(line.rate().cost());
        }
        BigDecimal billed = reported != null && reported.billed() ? reported.amount() : sum;
        Amount again = lines.isEmpty() && billed.signum() == 0
                ? Amount.zero(terms.markup().unit())
                : terms.markup().price(billed, terms.adjustment().discount());
        return of(terms, items, again, reported);
    }

    /** {@return whether the lines add up to cost and price, and every number follows from the rates and the markup} */
    public boolean addsUp() {
        try {
            return equals(rerated());
        } catch (ArithmeticException tooLarge) {
            return false;
        }
    }

    /** What a line is made of before prices are shared out. */
    record Item(Meter meter, long quantity, AppliedRate rate) {}

    static Charge of(Terms terms, List<Item> items, Amount price, @Nullable ReportedCost reported) {
        BigDecimal[] costs = new BigDecimal[items.size()];
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < costs.length; i++) {
            costs[i] = items.get(i).rate().cost();
            sum = sum.add(costs[i]);
        }
        long[] shares = RateMath.share(price.minor(), costs, sum);
        ChargeLine[] lines = new ChargeLine[costs.length];
        for (int i = 0; i < lines.length; i++) {
            Amount share = Amount.ofMinor(shares[i], price.unit());
            Item item = items.get(i);
            lines[i] = new ChargeLine(item.meter(), item.quantity(), item.rate(), costs[i], share);
        }
        BigDecimal cost = reported != null && reported.billed() ? reported.amount() : sum;
        return new Charge(terms, List.of(lines), cost, price, reported);
    }
}
