// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A card's rates under one service tier, region and time, ready for arithmetic: a row for each length of prompt that
 * matters, in it a {@code long} for each meter, in units of 10^-scale of the currency.
 *
 * <p>Conditions, inheritance and factors are worked out here, once, so that rating is one array read for each meter used.
 *
 * <p>This class is immutable and thread-safe.
 */
final class RateTable {

    /** Stands where a meter has no rate and inherits none. */
    static final long UNPRICED = -1;

    private static final int DIGITS_OF_A_LONG = 18;

    private final RateCard card;
    private final PricingPolicy policy;
    private final List<RateFactor> factors;
    private final int scale;

    /** Ascending; row i + 1 is for prompts above the i-th of these, row 0 for all others. */
    private final long[] thresholds;

    /** By row: the meters with a rate of their own. */
    private final List<Set<Meter>> owners = new ArrayList<>();

    /** By row and meter: what the card says before factors; null where it says and inherits nothing. */
    private final @Nullable BigDecimal[][] prices;

    /** The same, factors included. */
    private final @Nullable BigDecimal[][] effective;

    /** By row and meter: the highest of these among it and all meters that inherit from it. */
    private final @Nullable BigDecimal[][] worst;

    /** By row and meter: the effective rate for {@link RateMath}, and last that of a meter which is not in the row. */
    private final long[][] rows;

    /** The same for {@link #worst}; often the very rows, since most heirs are cheaper. */
    private final long[][] worstRows;

    private final boolean plain;

    /** The first rate that is too large for a {@code long}, in words; then there is no short way. */
    private @Nullable String misfit;

    /** {@code holds} tells which conditions hold, their lengths of prompt aside. */
    RateTable(RateCard card, PricingPolicy policy, Predicate<RateCondition> holds) {
        this.card = card;
        this.policy = policy;
        List<ConditionalRates> conditional = card.conditional().stream()
                .filter(rates -> holds.test(rates.when()))
                .toList();
        this.factors = card.factors().stream()
                .filter(factor -> holds.test(factor.when()))
                .toList();
        this.thresholds = LongStream.concat(
                        conditional.stream().mapToLong(rates -> rates.when().aboveTokens()),
                        factors.stream().mapToLong(factor -> factor.when().aboveTokens()))
                .filter(above -> above >= 0)
                .sorted()
                .distinct()
                .toArray();
        this.prices = new BigDecimal[thresholds.length + 1][];
        this.effective = new BigDecimal[prices.length][];
        this.worst = new BigDecimal[prices.length][];
        this.rows = new long[prices.length][];
        this.worstRows = new long[prices.length][];
        int finest = 0;
        for (int row = 0; row < prices.length; row++) {
            Map<Meter, BigDecimal> own = own(conditional, row);
            owners.add(hasRatesOnly() ? Set.of() : own.keySet());
            prices[row] = resolved(own, row == 0 ? own : own(List.of(), 0));
            effective[row] = withFactors(row);
            worst[row] = worst(effective[row]);
            for (BigDecimal rate : effective[row]) {
                finest = rate == null ? finest : Math.max(finest, rate.scale());
            }
        }
        this.scale = finest;
        for (int row = 0; row < prices.length; row++) {
            rows[row] = unscaled(effective[row]);
            worstRows[row] = Arrays.equals(worst[row], effective[row]) ? rows[row] : unscaled(worst[row]);
        }
        this.plain = misfit == null && hasRatesOnly();
    }

    /** Finds out at once what would else show in the middle of a call. */
    static void requireFitting(RateCard card) {
        if (fitsForSure(card)) {
            return;
        }
        for (boolean holds : new boolean[] {true, false}) {
            String misfit = new RateTable(card, PricingPolicy.STRICT, when -> holds).misfit;
            if (misfit != null) {
                throw new IllegalArgumentException("must fit a long at the card's finest decimal place, " + misfit);
            }
        }
    }

    /** A bound that is cheap to find: most cards are far below it, and a price file has thousands. */
    private static boolean fitsForSure(RateCard card) {
        int scale = 0;
        int digits = 1;
        for (int i = -1; i < card.conditional().size(); i++) {
            for (Rate rate : i < 0 ? card.rates() : card.conditional().get(i).rates()) {
                scale = Math.max(scale, rate.unitPrice().scale());
                digits = Math.max(digits, wholeDigits(rate.unitPrice()));
            }
        }
        for (RateFactor factor : card.factors()) {
            scale += factor.multiplier().scale();
            digits += Math.max(0, wholeDigits(factor.multiplier()));
        }
        return scale + digits <= DIGITS_OF_A_LONG;
    }

    private static int wholeDigits(BigDecimal number) {
        return number.precision() - number.scale();
    }

    int scale() {
        return scale;
    }

    int rowCount() {
        return rows.length;
    }

    RateCard card() {
        return card;
    }

    /** Whether every meter has a plain rate, so that {@link RateMath} can do it. */
    boolean isPlain() {
        return plain;
    }

    /** Whether no price depends on the quantity. */
    boolean hasRatesOnly() {
        return card.models().isEmpty() && card.least().isEmpty();
    }

    /** The model that bills a meter in a row: its own, or the nearest ancestor's if no rate comes before. */
    RateCard.@Nullable ModelRate model(int row, Meter meter) {
        Meter owner = card.models().isEmpty() || Inheritance.isLeftOut(meter, policy)
                ? null
                : nearest(row, meter, ancestor -> card.model(ancestor).isPresent());
        return owner == null ? null : card.model(owner).orElse(null);
    }

    /** The meter whose least a meter shares in a row: its own, or the nearest ancestor's if no rate comes before. */
    @Nullable
    Meter leastGroup(int row, Meter meter) {
        return card.least().isEmpty() ? null : nearest(row, meter, card.least()::containsKey);
    }

    private @Nullable Meter nearest(int row, Meter meter, Predicate<Meter> has) {
        for (Meter at = meter; at != null; at = at.inheritsFrom()) {
            if (has.test(at)) {
                return at;
            }
            if (owners.get(row).contains(at) || !Inheritance.inherits(at, policy)) {
                return null;
            }
        }
        return null;
    }

    /** The least that is billed of a group. */
    long least(Meter group) {
        return card.least().getOrDefault(group, 0L);
    }

    /** The factors that hold in a row. */
    List<RateFactor> factors(int row) {
        return factors.stream()
                .filter(factor -> factor.when().aboveTokens() < above(row))
                .toList();
    }

    /** How many rows a prompt of that many tokens or fewer can be in; the rows to look at are 0 to that, exclusive. */
    int tiersWithin(long promptTokens) {
        int tiers = 1;
        while (tiers < rows.length && promptTokens > thresholds[tiers - 1]) {
            tiers++;
        }
        return tiers;
    }

    /** The row for these quantities. */
    int rowOf(Meter[] meters, long[] quantities, int size) {
        return rows.length == 1 ? 0 : tiersWithin(promptTokens(meters, quantities, size)) - 1;
    }

    /** The rates of a row, to be looked up by {@link RateMath#rate}; of no use unless the table is plain. */
    long[] rates(int row) {
        return rows[row];
    }

    /** The highest rates that count against caps in a row, for the same use. */
    long[] worstRates(int row) {
        return worstRows[row];
    }

    /** So many of what the rates are in, as a decimal in its canonical form. */
    BigDecimal decimal(long units) {
        long stripped = units;
        int places = scale;
        for (; places > 0 && stripped % 10 == 0; places--) {
            stripped /= 10;
        }
        return BigDecimal.valueOf(stripped, places);
    }

    /** What one of a meter costs in a row, before factors; null if the card does not say. */
    @Nullable
    BigDecimal price(int row, Meter meter) {
        return in(prices[row], meter);
    }

    /** What one of a meter costs in a row; null if the card does not say. */
    @Nullable
    BigDecimal effective(int row, Meter meter) {
        return in(effective[row], meter);
    }

    /** The highest rate that something counted against a cap can have in a row; null if the cap itself has none. */
    @Nullable
    BigDecimal worst(int row, Meter cap) {
        return in(worst[row], cap);
    }

    /** A meter that was made after this table has what the one has that it inherits from. */
    private @Nullable BigDecimal in(@Nullable BigDecimal[] row, Meter meter) {
        for (Meter known = meter; known != null; known = known.inheritsFrom()) {
            if (known.ordinal() < row.length) {
                return row[known.ordinal()];
            }
        }
        return ofStrangers();
    }

    private @Nullable BigDecimal ofStrangers() {
        return policy.answer(PolicyQuestion.UNPRICED_METER) == PolicyAnswer.FREE ? BigDecimal.ZERO : null;
    }

    /** The product of the factors on a meter in a row. */
    BigDecimal factor(int row, Meter meter) {
        if (factors.isEmpty()) {
            return BigDecimal.ONE;
        }
        BigDecimal product = BigDecimal.ONE;
        for (RateFactor factor : factors) {
            if (factor.reaches(meter) && factor.when().aboveTokens() < above(row)) {
                product = product.multiply(factor.multiplier());
            }
        }
        return Texts.canonical(product);
    }

    /** A meter's rate on a number of units. One with a quantity of zero may lack a rate: nothing of it costs nothing. */
    AppliedRate applied(int row, Meter meter, long billed) {
        BigDecimal price = price(row, meter);
        return new AppliedRate(price == null ? BigDecimal.ZERO : price, factor(row, meter), billed, 0);
    }

    /** How long the prompt is; what exceeds {@code long} is as good as the largest one. */
    static long promptTokens(Meter[] meters, long[] quantities, int size) {
        long tokens = 0;
        for (int i = 0; i < size; i++) {
            if (meters[i].isPrompt()) {
                tokens += quantities[i];
                if (tokens < 0) {
                    return Long.MAX_VALUE;
                }
            }
        }
        return tokens;
    }

    /** What prompts of a row are longer than, plus one: conditions above less than that hold in it. */
    private long above(int row) {
        return row == 0 ? 0 : thresholds[row - 1] + 1;
    }

    /** The card's own rates in a row: for each meter those of the condition that ranks highest. */
    private Map<Meter, BigDecimal> own(List<ConditionalRates> conditional, int row) {
        Map<Meter, BigDecimal> own = new HashMap<>();
        Map<Meter, RateCondition> winners = new HashMap<>();
        for (Rate rate : card.rates()) {
            own.put(rate.meter(), rate.unitPrice());
            winners.put(rate.meter(), RateCondition.always());
        }
        for (ConditionalRates rates : conditional) {
            if (rates.when().aboveTokens() < above(row)) {
                for (Rate rate : rates.rates()) {
                    RateCondition other = winners.getOrDefault(rate.meter(), RateCondition.always());
                    if (beats(rates.when(), other)) {
                        own.put(rate.meter(), rate.unitPrice());
                        winners.put(rate.meter(), rates.when());
                    }
                }
            }
        }
        return own;
    }

    private static boolean beats(RateCondition one, RateCondition other) {
        return one.rank() != other.rank() ? one.rank() > other.rank() : one.aboveTokens() > other.aboveTokens();
    }

    private @Nullable BigDecimal[] resolved(Map<Meter, BigDecimal> own, Map<Meter, BigDecimal> base) {
        Meter[] meters = Meter.known().toArray(Meter[]::new);
        int most = 0;
        for (Meter meter : meters) {
            most = Math.max(most, meter.ordinal());
        }
        @Nullable BigDecimal[] resolved = new BigDecimal[most + 1];
        for (Meter meter : meters) {
            resolved[meter.ordinal()] = Inheritance.price(meter, own, base, policy);
        }
        return resolved;
    }

    private @Nullable BigDecimal[] withFactors(int row) {
        if (factors.isEmpty()) {
            return prices[row];
        }
        @Nullable BigDecimal[] effective = prices[row].clone();
        for (Meter meter : Meter.known()) {
            BigDecimal price = price(row, meter);
            if (price != null && meter.ordinal() < effective.length) {
                effective[meter.ordinal()] = Texts.canonical(price.multiply(factor(row, meter)));
            }
        }
        return effective;
    }

    private static @Nullable BigDecimal[] worst(@Nullable BigDecimal[] effective) {
        @Nullable BigDecimal[] worst = effective.clone();
        for (Meter meter : Meter.known()) {
            BigDecimal rate = meter.ordinal() < effective.length ? effective[meter.ordinal()] : null;
            for (Meter cap = meter; rate != null && cap != null; cap = cap.inheritsFrom()) {
                BigDecimal before = worst[cap.ordinal()];
                // A cap on a meter without a rate stays unpriced, however its heirs are priced.
                if (before != null && rate.compareTo(before) > 0) {
                    worst[cap.ordinal()] = rate;
                }
            }
        }
        return worst;
    }

    private long[] unscaled(@Nullable BigDecimal[] effective) {
        long[] unscaled = new long[effective.length + 1];
        Arrays.fill(unscaled, UNPRICED);
        unscaled[effective.length] = ofStrangers() == null ? UNPRICED : 0;
        for (int i = 0; i < effective.length; i++) {
            BigDecimal rate = effective[i];
            if (rate != null) {
                BigInteger value = rate.setScale(scale).unscaledValue();
                if (value.bitLength() < Long.SIZE) {
                    unscaled[i] = value.longValue();
                } else if (misfit == null) {
                    misfit = scale + ": " + card.sku() + ' ' + meterOf(i) + '=' + rate.toPlainString();
                }
            }
        }
        return unscaled;
    }

    private static Meter meterOf(int ordinal) {
        return Meter.known().stream()
                .filter(meter -> meter.ordinal() == ordinal)
                .findFirst()
                .orElseThrow();
    }
}
