// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private final RateCard card;
    private final PricingPolicy policy;
    private final List<RateFactor> factors;
    private final int scale;

    /** Ascending; row i + 1 is for prompts above the i-th of these, row 0 for all others. */
    private final long[] thresholds;

    /** By row and meter: its rate, factors included. */
    private final long[][] rows;

    /** By row and meter: the highest rate among it and all meters that inherit from it. */
    private final long[][] worstRows;

    /** By row and meter: what the card says before factors; null where it says and inherits nothing. */
    private final @Nullable BigDecimal[][] prices;

    /**
     * @param holds which conditions hold, their lengths of prompt aside
     * @param factors the factors that hold, theirs included
     */
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
        this.rows = new long[prices.length][];
        this.worstRows = new long[prices.length][];
        @Nullable BigDecimal[][] effective = new BigDecimal[prices.length][];
        int finest = 0;
        for (int row = 0; row < prices.length; row++) {
            Map<Meter, BigDecimal> own = own(conditional, row);
            prices[row] = resolved(own, row == 0 ? own : own(List.of(), 0));
            effective[row] = effective(row);
            for (BigDecimal rate : effective[row]) {
                finest = rate == null ? finest : Math.max(finest, rate.scale());
            }
        }
        this.scale = finest;
        for (int row = 0; row < prices.length; row++) {
            rows[row] = unscaled(effective[row]);
            worstRows[row] = worst(rows[row]);
        }
    }

    /** Finds out at once what would else show in the middle of a call. */
    static void requireFitting(RateCard card) {
        new RateTable(card, PricingPolicy.STRICT, when -> true);
        new RateTable(card, PricingPolicy.STRICT, when -> false);
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
        return card.models().isEmpty() && card.least().isEmpty();
    }

    /** The factors that hold, length of prompt aside. */
    List<RateFactor> factors() {
        return factors;
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

    /** The rates by meter of a row; a meter beyond the end of the row is unpriced. */
    long[] rates(int row) {
        return rows[row];
    }

    /** The rates by meter that nothing counted against a cap in that row can exceed. */
    long[] worstRates(int row) {
        return worstRows[row];
    }

    /** What the card says of one of a meter in a row, factors not included; null if nothing. */
    @Nullable
    BigDecimal price(int row, Meter meter) {
        @Nullable BigDecimal[] known = prices[row];
        BigDecimal price = meter.ordinal() < known.length ? known[meter.ordinal()] : null;
        // A meter that was made after this table inherits from none.
        return price == null && policy.answer(PolicyQuestion.UNPRICED_METER) == PolicyAnswer.FREE
                ? BigDecimal.ZERO
                : price;
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

    /** A rate of a row as a decimal number. */
    BigDecimal decimal(long rate) {
        return Texts.canonical(BigDecimal.valueOf(rate, scale));
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

    private @Nullable BigDecimal[] effective(int row) {
        @Nullable BigDecimal[] effective = prices[row].clone();
        if (!factors.isEmpty()) {
            for (Meter meter : Meter.known()) {
                BigDecimal price = price(row, meter);
                if (price != null && meter.ordinal() < effective.length) {
                    effective[meter.ordinal()] = Texts.canonical(price.multiply(factor(row, meter)));
                }
            }
        }
        return effective;
    }

    private long[] unscaled(@Nullable BigDecimal[] effective) {
        long[] unscaled = new long[effective.length];
        Arrays.fill(unscaled, UNPRICED);
        for (int i = 0; i < effective.length; i++) {
            BigDecimal rate = effective[i];
            if (rate != null) {
                BigInteger value = rate.setScale(scale).unscaledValue();
                if (value.bitLength() >= Long.SIZE) {
                    throw new IllegalArgumentException("must fit a long at the card's finest decimal place, " + scale
                            + ": " + card.sku() + ' ' + meterOf(i) + '=' + rate.toPlainString());
                }
                unscaled[i] = value.longValue();
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

    private static long[] worst(long[] row) {
        long[] worst = row.clone();
        for (Meter meter : Meter.known()) {
            if (meter.ordinal() >= row.length) {
                continue;
            }
            for (Meter cap = meter; cap != null; cap = cap.inheritsFrom()) {
                // A cap on a meter without a rate stays unpriced, however its heirs are priced.
                if (row[cap.ordinal()] != UNPRICED) {
                    worst[cap.ordinal()] = Math.max(worst[cap.ordinal()], row[meter.ordinal()]);
                }
            }
        }
        return worst;
    }
}
