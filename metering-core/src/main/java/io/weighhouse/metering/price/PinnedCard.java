// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import io.weighhouse.money.Amount;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The prices of one call, from its opening to its receipt: a card, the book it is from, and a markup.
 *
 * <p>{@link #quote} says before the call what it can be charged at most, {@link #rate} afterwards what it is charged. A
 * quote for caps is never less than the price of any usage within them.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class PinnedCard {

    /** What {@link #priceMinor} answers where {@link #rate} answers {@link Rating.Unpriced}. */
    public static final long UNPRICED = RateMath.UNPRICED;

    private final RateCard card;
    private final Terms terms;
    private final Conversion conversion;

    private PinnedCard(RateCard card, Terms terms) {
        this.card = card;
        this.terms = terms;
        this.conversion = Conversion.of(card.table().scale(), terms.markup());
    }

    /**
     * Pins a card.
     *
     * @param bookVersion the version of the price book that the card is from
     * @param card all prices of what is sold
     * @param markup how the cost becomes a price
     * @return the prices of a call
     * @throws IllegalArgumentException if the markup charges in another unit than the card's currency without saying what
     *     one of it costs
     */
    public static PinnedCard of(String bookVersion, RateCard card, Markup markup) {
        return new PinnedCard(card, new Terms(card.sku(), bookVersion, card.currency(), markup));
    }

    /** {@return the card} */
    public RateCard card() {
        return card;
    }

    /** {@return under which terms its charges are made} */
    public Terms terms() {
        return terms;
    }

    /**
     * What a usage is charged.
     *
     * <p>A meter without a rate has the rate of the meter that it {@linkplain Meter#inheritsFrom() inherits from}; if
     * there is none and its quantity is not zero, the whole usage is unpriced. So is the empty usage, which says nothing.
     *
     * @param usage what was used
     * @return the charge, or that there is no price
     * @throws ArithmeticException if the price does not fit a {@code long} of the unit's smallest parts
     */
    public Rating rate(Usage usage) {
        long[] rates = card.table().row(usage.meters, usage.quantities, usage.meters.length);
        return rate(rates, usage, terms, conversion);
    }

    /**
     * The most that a call can be charged whose usage stays within caps, rounded up.
     *
     * <p>A cap bounds its own meter and all that inherit from it, together: of 1,000 input tokens each may turn out to be
     * a cache write, and so the cap is priced at the highest rate among them, in whichever context tier the caps can
     * reach. The lines of the charge say these rates.
     *
     * @param caps the most that may be used, by meter
     * @return the charge, never less than {@link #rate} of a usage within the caps, or that there is no price
     * @throws ArithmeticException if the price does not fit a {@code long} of the unit's smallest parts
     */
    public Rating quote(Usage caps) {
        RateTable table = card.table();
        Terms upward = new Terms(
                card.sku(),
                terms.bookVersion(),
                terms.currency(),
                terms.markup().rounding(Rounding.UP));
        Conversion conversionUpward = conversion.rounding(Rounding.UP);
        int tiers = table.tiersWithin(RateTable.promptTokens(caps.meters, caps.quantities, caps.meters.length));
        Rating highest = rate(table.worstRow(0), caps, upward, conversionUpward);
        for (int tier = 1; tier < tiers && !(highest instanceof Rating.Unpriced); tier++) {
            Rating rating = rate(table.worstRow(tier), caps, upward, conversionUpward);
            if (rating instanceof Rating.Unpriced
                    || rating.chargeOrThrow()
                                    .cost()
                                    .compareTo(highest.chargeOrThrow().cost())
                            > 0) {
                highest = rating;
            }
        }
        return highest;
    }

    /**
     * The price alone, for usage in flight: what {@link #rate} of the same usage charges, without any allocation.
     *
     * @param tally what was used so far
     * @return the price in the unit's smallest parts, or {@link #UNPRICED}
     * @throws ArithmeticException if the price does not fit a {@code long} of the unit's smallest parts
     */
    public long priceMinor(UsageTally tally) {
        long[] rates = card.table().row(tally.meters, tally.quantities, tally.size);
        long price = RateMath.price(rates, tally.meters, tally.quantities, tally.size, conversion);
        return price == RateMath.TOO_WIDE
                ? widePrice(rates, tally.toUsage(), terms.markup()).minor()
                : price;
    }

    private Rating rate(long[] rates, Usage usage, Terms terms, Conversion conversion) {
        Meter[] meters = usage.meters;
        long[] quantities = usage.quantities;
        long minor = RateMath.price(rates, meters, quantities, meters.length, conversion);
        if (minor == RateMath.UNPRICED) {
            return unpriced(rates, usage);
        }
        Amount price = minor == RateMath.TOO_WIDE
                ? widePrice(rates, usage, terms.markup())
                : Amount.ofMinor(minor, terms.markup().unit());
        BigDecimal[] unitPrices = new BigDecimal[meters.length];
        for (int i = 0; i < meters.length; i++) {
            unitPrices[i] = unitPrice(rates, meters[i]);
        }
        Charge charge = Charge.of(terms, meters, quantities, unitPrices, price);
        return price.isZero() ? new Rating.Free(charge) : new Rating.Priced(charge);
    }

    /** The same price by the long way. */
    private Amount widePrice(long[] rates, Usage usage, Markup markup) {
        BigDecimal cost = BigDecimal.ZERO;
        for (int i = 0; i < usage.meters.length; i++) {
            cost = cost.add(unitPrice(rates, usage.meters[i]).multiply(BigDecimal.valueOf(usage.quantities[i])));
        }
        try {
            return markup.price(cost);
        } catch (ArithmeticException tooLarge) {
            throw new ArithmeticException(tooLarge.getMessage() + ' ' + card.sku() + ' ' + usage);
        }
    }

    /** A meter with a quantity of zero may lack a rate; then nothing of it costs nothing. */
    private BigDecimal unitPrice(long[] rates, Meter meter) {
        return card.table().decimal(Math.max(0, RateMath.rate(rates, meter)));
    }

    private Rating unpriced(long[] rates, Usage usage) {
        List<Meter> meters = new ArrayList<>();
        for (int i = 0; i < usage.meters.length; i++) {
            if (usage.quantities[i] > 0 && RateMath.rate(rates, usage.meters[i]) < 0) {
                meters.add(usage.meters[i]);
            }
        }
        return new Rating.Unpriced(card.sku(), meters);
    }
}
