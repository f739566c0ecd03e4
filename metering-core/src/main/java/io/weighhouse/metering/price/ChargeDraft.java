// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import io.weighhouse.money.Amount;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An itemised charge in an object that is used again and again: what {@link PinnedCard#rateInto} fills.
 *
 * <p>A draft says line by line what was used and how much of the price it bears, for 500 tokens in and 2,000 out of an 8
 * credit call: {@code linePriceMinor(0)} is 0 and {@code linePriceMinor(1)} is 8. It is filled without any allocation, but
 * for the first sight of a ninth, seventeenth, ... line, where the card has plain rates only and all costs together fit a
 * {@code long} of the card's finest decimal place; else by way of a {@link Charge}. {@link #toCharge()} makes the charge
 * that {@link PinnedCard#rate(Usage, RatingContext)} gives.
 *
 * <p>This class is not thread-safe: one draft, one thread at a time.
 */
public final class ChargeDraft {

    private Meter[] meters = new Meter[8];
    private long[] quantities = new long[8];

    /** In the card's 10^-scale, until the price is shared out. */
    private long[] costs = new long[8];

    private long[] prices = new long[8];

    /** Of the costs. */
    private long total;

    private int size;
    private long price = RateMath.UNPRICED;
    private @Nullable Variant variant;
    private int row;
    private @Nullable BigDecimal reported;
    private @Nullable Charge whole;

    /** A draft of nothing yet. */
    public ChargeDraft() {}

    /** {@return whether there is a price} */
    public boolean isPriced() {
        return price >= 0;
    }

    /** {@return the price in the unit's smallest parts, or {@link PinnedCard#UNPRICED}} */
    public long priceMinor() {
        return price;
    }

    /** {@return the number of lines, 0 if there is no price} */
    public int lineCount() {
        return size;
    }

    /**
     * What a line is for.
     *
     * @param line from 0 to below {@link #lineCount()}
     * @return its meter
     * @throws IndexOutOfBoundsException if there is no such line
     */
    public Meter meter(int line) {
        return meters[Objects.checkIndex(line, size)];
    }

    /**
     * How much was used.
     *
     * @param line from 0 to below {@link #lineCount()}
     * @return the quantity of its meter
     * @throws IndexOutOfBoundsException if there is no such line
     */
    public long quantity(int line) {
        return quantities[Objects.checkIndex(line, size)];
    }

    /**
     * What a line bears of the price; all lines together bear it whole.
     *
     * @param line from 0 to below {@link #lineCount()}
     * @return its share in the unit's smallest parts
     * @throws IndexOutOfBoundsException if there is no such line
     */
    public long linePriceMinor(int line) {
        return prices[Objects.checkIndex(line, size)];
    }

    /**
     * The charge that this is a draft of.
     *
     * @return the charge, which does not change with the draft
     * @throws IllegalStateException if there is no price
     */
    public Charge toCharge() {
        if (whole == null) {
            if (variant == null) {
                throw new IllegalStateException("must be priced: " + this);
            }
            List<Charge.Item> items = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                items.add(new Charge.Item(meters[i], quantities[i], variant.applied(row, meters[i], quantities[i])));
            }
            Terms terms = variant.terms(row);
            ReportedCost said = reported == null ? null : new ReportedCost(reported, false);
            whole = Charge.of(terms, items, Amount.ofMinor(price, terms.markup().unit()), said);
        }
        return whole;
    }

    /** {@return the lines as text: 8 for {input_tokens=500 for 0, output_tokens=2000 for 8}} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(isPriced() ? price + " for {" : "unpriced {");
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : ", ").append(meters[i]).append('=').append(quantities[i]);
            text.append(" for ").append(prices[i]);
        }
        return text.append('}').toString();
    }

    /** Forgets everything. */
    void clear() {
        size = 0;
        price = RateMath.UNPRICED;
        variant = null;
        reported = null;
        whole = null;
    }

    /** Takes over a charge that was made the long way. */
    void take(Charge charge) {
        clear();
        for (ChargeLine line : charge.lines()) {
            add(line.meter(), line.quantity(), 0);
            prices[size - 1] = line.price().minor();
        }
        whole = charge;
        price = charge.price().minor();
    }

    /** Makes the lines of plain rates; false, and nothing of use, if their costs do not fit. */
    boolean itemise(long[] rates, UsageTally tally) {
        clear();
        long sum = 0;
        for (int i = 0; i < tally.size && sum >= 0; i++) {
            sum = plus(sum, insert(tally.meters[i], tally.quantities[i], rates));
        }
        long fee = RateMath.rate(rates, Meter.REQUESTS);
        if (fee > 0 && sum >= 0 && !tally.reports(Meter.REQUESTS)) {
            add(Meter.REQUESTS, 1, fee);
            sum = plus(sum, fee);
        }
        total = sum;
        return sum >= 0;
    }

    /** Shares out a price. */
    void price(long charged, Variant by, int ofRow, @Nullable BigDecimal reportedCost) {
        variant = by;
        row = ofRow;
        reported = reportedCost;
        price = charged;
        RateMath.share(charged, total, costs, prices, size);
    }

    /** In the order of the meters. The cost, or a negative number if it does not fit. */
    private long insert(Meter meter, long quantity, long[] rates) {
        long rate = quantity == 0 ? 0 : RateMath.rate(rates, meter);
        long cost = quantity * rate;
        add(meter, quantity, cost);
        for (int i = size - 1; i > 0 && meters[i - 1].compareTo(meter) > 0; i--) {
            meters[i] = meters[i - 1];
            quantities[i] = quantities[i - 1];
            costs[i] = costs[i - 1];
            meters[i - 1] = meter;
            quantities[i - 1] = quantity;
            costs[i - 1] = cost;
        }
        return Math.multiplyHigh(quantity, rate) == 0 ? cost : -1;
    }

    private static long plus(long sum, long cost) {
        return cost < 0 ? -1 : sum + cost;
    }

    private void add(Meter meter, long quantity, long cost) {
        if (size == meters.length) {
            meters = Arrays.copyOf(meters, 2 * size);
            quantities = Arrays.copyOf(quantities, 2 * size);
            costs = Arrays.copyOf(costs, 2 * size);
            prices = Arrays.copyOf(prices, 2 * size);
        }
        meters[size] = meter;
        quantities[size] = quantity;
        costs[size] = cost;
        size++;
    }
}
