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
 * A pinned card under one service tier, one region and some of its hours: what is left to decide is the length of the
 * prompt.
 *
 * <p>This class is immutable and thread-safe.
 */
final class Variant {

    private final String tier;
    private final String region;
    private final long windows;
    private final RateTable table;

    /** By row, since a factor may hold for long prompts only. */
    private final Terms[] terms;

    /** By row: with the fee for a request that nobody has counted; without a fee the same as {@link #plain}. */
    private final Conversion[] withRequest;

    private final Conversion plain;
    private final boolean hasRequestFee;
    private final boolean billsReported;
    private final boolean unpricedIsFree;

    /** {@code windows} has a bit for each of the card's windows that holds. */
    Variant(PinnedCard pinned, String tier, String region, long windows) {
        RateCard card = pinned.card();
        this.tier = tier;
        this.region = region;
        this.windows = windows;
        List<TimeWindow> all = card.windows();
        this.table = new RateTable(card, pinned.policy(), when -> when.holds(tier, region, isIn(all, when.window())));
        this.terms = new Terms[table.rowCount()];
        for (int row = 0; row < terms.length; row++) {
            terms[row] = terms(pinned.terms(), row);
        }
        this.billsReported = pinned.policy().answer(PolicyQuestion.PROVIDER_COST) == PolicyAnswer.REPORTED;
        this.unpricedIsFree = pinned.policy().answer(PolicyQuestion.UNPRICED_METER) == PolicyAnswer.FREE;
        this.plain = Conversion.of(table.scale(), terms[0], 0);
        this.withRequest = requestConversions();
        this.hasRequestFee = Arrays.stream(withRequest).anyMatch(each -> !each.equals(plain));
    }

    private Terms terms(Terms usual, int row) {
        List<Adjustment.Factor> factors = new ArrayList<>();
        table.factors(row).forEach(factor -> factors.add(new Adjustment.Factor(factor.name(), factor.multiplier())));
        Adjustment adjustment =
                new Adjustment(tier, region, factors, usual.adjustment().discount());
        return new Terms(usual.sku(), usual.source(), usual.currency(), usual.markup(), adjustment);
    }

    private boolean isIn(List<TimeWindow> all, @Nullable TimeWindow window) {
        return window == null || (windows >> all.indexOf(window) & 1) != 0;
    }

    private Conversion[] requestConversions() {
        Conversion[] conversions = new Conversion[table.rowCount()];
        for (int row = 0; row < conversions.length; row++) {
            long fee = Math.max(0, RateMath.rate(table.rates(row), Meter.REQUESTS));
            conversions[row] = fee == 0 ? plain : Conversion.of(table.scale(), terms[0], fee);
        }
        return conversions;
    }

    boolean is(String tier, String region, long windows) {
        return this.windows == windows && this.tier.equals(tier) && this.region.equals(region);
    }

    /** The price of a tally in the wallet's smallest parts, without any allocation unless it takes the long way. */
    long priceMinor(UsageTally tally, RatingContext context) {
        if (tally.isEmpty()) {
            return unpricedIsFree ? 0 : RateMath.UNPRICED;
        }
        int row = table.rowOf(tally.meters, tally.quantities, tally.size);
        if (isShort(context)) {
            Conversion conversion = conversion(row, tally);
            long price = RateMath.price(table.rates(row), tally.meters, tally.quantities, tally.size, conversion);
            if (price != RateMath.TOO_WIDE) {
                return price;
            }
        }
        Rating rating = rate(tally.toUsage(), context);
        return rating instanceof Rating.Unpriced
                ? RateMath.UNPRICED
                : rating.chargeOrThrow().price().minor();
    }

    /** The same with lines. A draft that is not filled is cleared. */
    long rateInto(UsageTally tally, RatingContext context, ChargeDraft draft) {
        if (isShort(context)) {
            int row = table.rowOf(tally.meters, tally.quantities, tally.size);
            long[] rates = table.rates(row);
            Conversion conversion = conversion(row, tally);
            long price = RateMath.price(rates, tally.meters, tally.quantities, tally.size, conversion);
            if (price >= 0 && draft.itemise(rates, tally)) {
                draft.price(price, this, row, context.reportedCost());
                return price;
            }
        }
        draft.clear();
        Rating rating = rate(tally.toUsage(), context);
        if (!(rating instanceof Rating.Unpriced)) {
            draft.take(rating.chargeOrThrow());
        }
        return draft.priceMinor();
    }

    private Conversion conversion(int row, UsageTally tally) {
        return !hasRequestFee || tally.reports(Meter.REQUESTS) ? plain : withRequest[row];
    }

    Terms terms(int row) {
        return terms[row];
    }

    AppliedRate applied(int row, Meter meter, long quantity) {
        return table.applied(row, meter, quantity);
    }

    /** What a usage is charged; of the context, only what came before it and what the provider reported counts here. */
    Rating rate(Usage usage, RatingContext context) {
        if (usage.isEmpty()) {
            return nothing();
        }
        int row = table.rowOf(usage.meters, usage.quantities, usage.meters.length);
        Itemising items = new Itemising(table, row);
        List<Charge.Item> lines = items.of(usage, context.toDate());
        if (!items.unpriced().isEmpty()) {
            return unpriced(items.unpriced());
        }
        Amount price = isShort(context) ? shortPrice(usage, row) : null;
        return rating(terms[row], lines, reported(context), price);
    }

    private Rating.Unpriced unpriced(List<Meter> meters) {
        return new Rating.Unpriced(
                terms[0].sku(), meters, meters.isEmpty() ? "no usage was reported" : "no rate for " + meters);
    }

    /** No usage is no price, unless somebody has decided that what has none is free. */
    private Rating nothing() {
        Amount zero = Amount.zero(terms[0].markup().unit());
        return unpricedIsFree ? new Rating.Free(Charge.of(terms[0], List.of(), zero, null)) : unpriced(List.of());
    }

    /** Whether rates alone make the price: no models, and no cost of the provider's that is billed instead. */
    private boolean isShort(RatingContext context) {
        return table.isPlain() && !(billsReported && context.reportedCost() != null);
    }

    /** The price by the short way, or null if it is too wide for it. */
    private @Nullable Amount shortPrice(Usage usage, int row) {
        Conversion conversion = usage.reports(Meter.REQUESTS) ? plain : withRequest[row];
        long minor = RateMath.price(table.rates(row), usage.meters, usage.quantities, usage.meters.length, conversion);
        return minor < 0 ? null : Amount.ofMinor(minor, terms[row].markup().unit());
    }

    private @Nullable ReportedCost reported(RatingContext context) {
        BigDecimal said = context.reportedCost();
        return said == null ? null : new ReportedCost(said, billsReported);
    }

    /** The most that a usage within caps is charged, rounded up. */
    Rating quote(Usage caps) {
        int rows = table.tiersWithin(RateTable.promptTokens(caps.meters, caps.quantities, caps.meters.length));
        @Nullable Rating highest = null;
        for (int row = 0; row < rows; row++) {
            WorstCase items = new WorstCase(table, row);
            List<Charge.Item> lines = items.of(caps);
            if (caps.isEmpty() || !items.unpriced().isEmpty()) {
                return unpriced(items.unpriced());
            }
            Rating rating = rating(terms[row].roundedUp(), lines, null, null);
            if (highest == null
                    || rating.chargeOrThrow()
                                    .price()
                                    .compareTo(highest.chargeOrThrow().price())
                            > 0) {
                highest = rating;
            }
        }
        return Objects.requireNonNull(highest);
    }

    private static Rating rating(
            Terms terms, List<Charge.Item> lines, @Nullable ReportedCost reported, @Nullable Amount known) {
        Amount price = known == null ? price(terms, lines, reported) : known;
        Charge charge = Charge.of(terms, lines, price, reported);
        return price.isZero() ? new Rating.Free(charge) : new Rating.Priced(charge);
    }

    private static Amount price(Terms terms, List<Charge.Item> lines, @Nullable ReportedCost reported) {
        BigDecimal cost = BigDecimal.ZERO;
        for (Charge.Item line : lines) {
            cost = cost.add(line.rate().cost());
        }
        BigDecimal billed = reported != null && reported.billed() ? reported.amount() : cost;
        try {
            return terms.markup().price(billed, terms.adjustment().discount());
        } catch (ArithmeticException tooLarge) {
            UsageTally used = new UsageTally();
            lines.forEach(line -> used.set(line.meter(), line.quantity()));
            throw new ArithmeticException(tooLarge.getMessage() + ' ' + terms.sku() + ' ' + used);
        }
    }
}
