// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A card's rates, ready for arithmetic: a row for each context tier, in it a {@code long} for each meter, in units of
 * 10^-scale of the currency.
 *
 * <p>Inheritance is worked out here, once, so that rating is one array read for each meter used.
 *
 * <p>This class is immutable and thread-safe.
 */
final class RateTable {

    /** Stands where a meter has no rate and inherits none. */
    static final long UNPRICED = -1;

    private final int scale;

    /** Ascending; row i + 1 is for prompts above the i-th of these, row 0 for all others. */
    private final long[] thresholds;

    /** By tier and meter: its rate. */
    private final long[][] rows;

    /** By tier and meter: the highest rate among it and all meters that inherit from it. */
    private final long[][] worstRows;

    RateTable(Sku sku, List<Rate> base, List<ContextTier> tiers) {
        scale = Stream.concat(base.stream(), tiers.stream().flatMap(tier -> tier.rates().stream()))
                .mapToInt(rate -> rate.unitPrice().scale())
                .max()
                .orElse(0);
        thresholds = tiers.stream().mapToLong(ContextTier::aboveInputTokens).toArray();
        rows = new long[tiers.size() + 1][];
        worstRows = new long[rows.length][];
        Map<Meter, Long> baseRates = unscaled(sku, base);
        for (int i = 0; i < rows.length; i++) {
            Map<Meter, Long> rates = new HashMap<>(baseRates);
            if (i > 0) {
                rates.putAll(unscaled(sku, tiers.get(i - 1).rates()));
            }
            rows[i] = row(rates);
            worstRows[i] = worst(rows[i]);
        }
    }

    int scale() {
        return scale;
    }

    /** How many tiers a prompt of that many tokens or fewer can be in; the rows to look at are 0 to that, exclusive. */
    int tiersWithin(long promptTokens) {
        int tiers = 1;
        while (tiers < rows.length && promptTokens > thresholds[tiers - 1]) {
            tiers++;
        }
        return tiers;
    }

    /** The rates by meter for these quantities; a meter beyond the end of the row is unpriced. */
    long[] row(Meter[] meters, long[] quantities, int size) {
        return rows.length == 1 ? rows[0] : rows[tiersWithin(promptTokens(meters, quantities, size)) - 1];
    }

    /** The rates by meter that nothing counted against a cap in that tier can exceed. */
    long[] worstRow(int tier) {
        return worstRows[tier];
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

    private Map<Meter, Long> unscaled(Sku sku, List<Rate> rates) {
        Map<Meter, Long> unscaled = new HashMap<>();
        for (Rate rate : rates) {
            BigInteger value = rate.unitPrice().setScale(scale).unscaledValue();
            if (value.bitLength() >= Long.SIZE) {
                throw new IllegalArgumentException("must fit a long at the card's finest decimal place, " + scale + ": "
                        + sku + ' ' + rate.meter() + '=' + rate.unitPrice());
            }
            unscaled.put(rate.meter(), value.longValue());
        }
        return unscaled;
    }

    private static long[] row(Map<Meter, Long> rates) {
        int length =
                Stream.concat(Meter.known().stream().filter(m -> m.inheritsFrom() != null), rates.keySet().stream())
                                .mapToInt(Meter::ordinal)
                                .max()
                                .orElse(0)
                        + 1;
        long[] row = new long[length];
        Arrays.fill(row, UNPRICED);
        for (Meter meter : Meter.known()) {
            Long rate = inherited(meter, rates);
            if (rate != null) {
                row[meter.ordinal()] = rate;
            }
        }
        return row;
    }

    private static @Nullable Long inherited(Meter meter, Map<Meter, Long> rates) {
        for (Meter ancestor = meter; ancestor != null; ancestor = ancestor.inheritsFrom()) {
            Long rate = rates.get(ancestor);
            if (rate != null) {
                return rate;
            }
        }
        return null;
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
