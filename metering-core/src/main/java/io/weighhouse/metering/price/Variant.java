// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntToLongFunction;
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
    /** The same two for quotes, which are rounded up. */
    private final Conversion[] quotedWithRequest;

    private final Conversion quotedPlain;
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
        this.withRequest = requestConversions(terms[0], plain, this::fee);
        this.quotedPlain = Conversion.of(table.scale(), terms[0].roundedUp(), 0);
        this.quotedWithRequest = requestConversions(terms[0].roundedUp(), quotedPlain, this::quotedFee);
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

    private Conversion[] requestConversions(Terms rounded, Conversion without, IntToLongFunction requestFee) {
        Conversion[] conversions = new Conversion[table.rowCount()];
        for (int row = 0; row < conversions.length; row++) {
            long fee = Math.max(0, requestFee.applyAsLong(row));
            conversions[row] = fee == 0 ? without : Conversion.of(table.scale(), rounded, fee);
        }
        return conversions;
    }

    private long fee(int row) {
        return RateMath.rate(table.rates(row), Meter.REQUESTS);
    }

    /** A card without a fee charges for no request, whatever it charges for what inherits from one. */
    private long quotedFee(int row) {
        return fee(row) > 0 ? RateMath.rate(table.worstRates(row), Meter.REQUESTS) : 0;
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
        return minor(rate(tally.toUsage(), context));
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
        Charge charge = isShort(context) ? shortCharge(usage, row, reported(context)) : null;
        if (charge != null) {
            return rating(charge);
        }
        Itemising items = new Itemising(table, row);
        List<Charge.Item> lines = items.of(usage, context.toDate());
        return items.unpriced().isEmpty() ? rating(terms[row], lines, reported(context)) : unpriced(items.unpriced());
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

    /** The charge by the short way, in whole numbers; null if they do not fit, or something has no price. */
    private @Nullable Charge shortCharge(Usage usage, int row, @Nullable ReportedCost reported) {
        boolean counted = usage.reports(Meter.REQUESTS);
        long[] rates = table.rates(row);
        int size = usage.meters.length;
        long price = RateMath.price(rates, usage.meters, usage.quantities, size, counted ? plain : withRequest[row]);
        long fee = counted ? 0 : Math.max(0, fee(row));
        long[] costs = new long[fee > 0 ? size + 1 : size];
        long sum = costs(usage, rates, fee, costs);
        if (price < 0 || sum < 0) {
            return null;
        }
        BigDecimal[] exactly = new BigDecimal[costs.length];
        for (int i = 0; i < costs.length; i++) {
            exactly[i] = table.decimal(costs[i]);
        }
        long[] shares = new long[costs.length];
        RateMath.share(price, sum, costs, shares, costs.length);
        ChargeLine[] lines = new ChargeLine[costs.length];
        Unit unit = terms[row].markup().unit();
        for (int i = 0; i < lines.length; i++) {
            Meter meter = i < size ? usage.meters[i] : Meter.REQUESTS;
            long quantity = i < size ? usage.quantities[i] : 1;
            AppliedRate rate = table.applied(row, meter, quantity);
            lines[i] = new ChargeLine(meter, quantity, rate, exactly[i], Amount.ofMinor(shares[i], unit));
        }
        return new Charge(terms[row], List.of(lines), table.decimal(sum), Amount.ofMinor(price, unit), reported);
    }

    /** What everything that was used costs, and their sum; the sum is negative if it does not fit. */
    private static long costs(Usage usage, long[] rates, long fee, long[] costs) {
        int size = usage.meters.length;
        costs[costs.length - 1] = fee; // which is 0 where the last is of a meter
        long sum = fee;
        for (int i = 0; i < size && sum >= 0; i++) {
            long quantity = usage.quantities[i];
            long rate = quantity == 0 ? 0 : RateMath.rate(rates, usage.meters[i]);
            costs[i] = quantity * rate;
            boolean fits = costs[i] >= 0 && Math.multiplyHigh(quantity, rate) == 0;
            sum = fits ? sum + costs[i] : -1;
        }
        return sum;
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
            Rating rating = rating(terms[row].roundedUp(), lines, null);
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

    /** The price of {@link #quote} alone, without any allocation unless it takes the long way. */
    long quoteMinor(Usage caps) {
        int size = caps.meters.length;
        int rows = table.tiersWithin(RateTable.promptTokens(caps.meters, caps.quantities, size));
        boolean counted = caps.reports(Meter.REQUESTS);
        // A request of which nobody is said to be counted is one all the same.
        boolean isShort = table.isPlain() && (!counted || caps.quantity(Meter.REQUESTS) > 0);
        long highest = isShort ? 0 : RateMath.TOO_WIDE;
        for (int row = 0; row < rows && highest >= 0; row++) {
            Conversion conversion = counted ? quotedPlain : quotedWithRequest[row];
            long price = RateMath.price(table.worstRates(row), caps.meters, caps.quantities, size, conversion);
            highest = price < 0 ? price : Math.max(highest, price);
        }
        return highest == RateMath.TOO_WIDE ? minor(quote(caps)) : highest;
    }

    private static long minor(Rating rating) {
        return rating instanceof Rating.Unpriced
                ? RateMath.UNPRICED
                : rating.chargeOrThrow().price().minor();
    }

    private static Rating rating(Terms terms, List<Charge.Item> lines, @Nullable ReportedCost reported) {
        return rating(Charge.of(terms, lines, price(terms, lines, reported), reported));
    }

    private static Rating rating(Charge charge) {
        return charge.price().isZero() ? new Rating.Free(charge) : new Rating.Priced(charge);
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
