// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import io.weighhouse.benchmarks.rival.TokenCounts;
import io.weighhouse.metering.price.ChargeDraft;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Rating;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsageTally;
import io.weighhouse.money.Unit;
import java.util.Random;

/**
 * Calls of one model, each with its token counts, and their prices: cost, times 1.8, in credits of a cent, rounded once.
 *
 * <p>Prompts are mostly short and sometimes very long, about half of them come from the cache; the counts are the same in
 * every run. This class is for one thread.
 */
public final class PricedCalls {

    /** How many there are. */
    public static final int COUNT = 1024;

    /** What is charged: whole credits. */
    public static final Unit CREDIT = Unit.of("CREDIT", 0);

    /** What is sold. */
    public static final Sku SKU = Sku.of("openai", "sample-1");

    /** What the provider takes. */
    public static final RateCard CARD = RateCard.builder(SKU)
            .currency("USD")
            .perMillion(Meter.INPUT_TOKENS, "3")
            .perMillion(Meter.CACHED_INPUT_TOKENS, "0.3")
            .perMillion(Meter.OUTPUT_TOKENS, "15")
            .maxOutputTokens(16_384)
            .build();

    /** What is charged on top of it. */
    public static final Markup MARKUP =
            Markup.into(CREDIT).multiplier("1.8").creditPrice("0.01").minimum("1");

    private final PinnedCard prices = PinnedCard.of("2026-11", CARD, MARKUP);
    private final TokenCounts[] counts = sampleCounts();
    private final UsageTally[] tallies = tallies(counts);
    private final ChargeDraft draft = new ChargeDraft();
    private final Usage[] usages = new Usage[COUNT];

    /** The calls. */
    public PricedCalls() {
        for (int i = 0; i < COUNT; i++) {
            usages[i] = tallies[i].toUsage();
        }
    }

    /** What each call used. */
    static TokenCounts[] sampleCounts() {
        Random random = new Random(1);
        TokenCounts[] counts = new TokenCounts[COUNT];
        for (int i = 0; i < COUNT; i++) {
            counts[i] =
                    new TokenCounts(skewed(random), random.nextBoolean() ? skewed(random) : 0, skewed(random) / 4 + 1);
        }
        return counts;
    }

    static UsageTally[] tallies(TokenCounts[] counts) {
        UsageTally[] tallies = new UsageTally[counts.length];
        for (int i = 0; i < tallies.length; i++) {
            tallies[i] = new UsageTally();
            tallies[i].set(Meter.INPUT_TOKENS, counts[i].input());
            tallies[i].set(Meter.CACHED_INPUT_TOKENS, counts[i].cachedInput());
            tallies[i].set(Meter.OUTPUT_TOKENS, counts[i].output());
        }
        return tallies;
    }

    /**
     * What a call used, for others to price.
     *
     * @param call any number: calls come round
     * @return its token counts
     */
    public TokenCounts counts(int call) {
        return counts[call & COUNT - 1];
    }

    /**
     * The price alone.
     *
     * @param call any number: calls come round
     * @return credits
     */
    public long priceMinor(int call) {
        return prices.priceMinor(tallies[call & COUNT - 1]);
    }

    /**
     * The price and its lines, into one draft.
     *
     * @param call any number: calls come round
     * @return credits, and what the last line bears of them
     */
    public long rateInto(int call) {
        long credits = prices.rateInto(tallies[call & COUNT - 1], RatingContext.standard(), draft);
        return credits + draft.linePriceMinor(draft.lineCount() - 1);
    }

    /**
     * The itemised charge.
     *
     * @param call any number: calls come round
     * @return the rating
     */
    public Rating rate(int call) {
        return prices.rate(usages[call & COUNT - 1]);
    }

    /** From 50 to 100,000, half of them below 210. */
    private static long skewed(Random random) {
        return (long) (50 * Math.exp(random.nextDouble() * random.nextDouble() * 7.6));
    }
}
