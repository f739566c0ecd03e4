// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import io.weighhouse.benchmarks.rival.ModelPrices;
import io.weighhouse.benchmarks.rival.TokenCounts;
import io.weighhouse.metering.price.Buyer;
import io.weighhouse.metering.price.ChargeDraft;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Pinning;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Rating;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsageTally;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Calls of many models, each priced from the whole book: by name, date and length of prompt.
 *
 * <p>Few models have most of the calls, every fourth has changed its prices in July, and about one prompt in twelve is a long
 * one. The calls are the same in every run. This class is for one thread.
 */
public final class BookedCalls {

    /** How many models the book has. */
    public static final int MODELS = 2_984;

    private static final long JULY = 1_782_864_000_000L;
    private static final long DAY = 86_400_000L;

    private final List<ModelPrices> prices = new ArrayList<>();
    private final PriceBook book;
    private final TokenCounts[] counts = PricedCalls.sampleCounts();
    private final UsageTally[] tallies = PricedCalls.tallies(counts);
    private final Usage[] usages = new Usage[PricedCalls.COUNT];
    private final Sku[] skus = new Sku[PricedCalls.COUNT];
    private final long[] times = new long[PricedCalls.COUNT];
    private final ChargeDraft draft = new ChargeDraft();

    /** The calls and the book. */
    public BookedCalls() {
        PriceBook.Builder builder = PriceBook.builder("2026-11").markup(PricedCalls.MARKUP);
        for (int i = 0; i < MODELS; i++) {
            boolean changed = i % 4 == 0;
            prices.add(prices(i, Long.MIN_VALUE, changed ? JULY : Long.MAX_VALUE));
            if (changed) {
                prices.add(prices(i + MODELS, JULY, Long.MAX_VALUE));
            }
        }
        prices.forEach(each -> builder.card(card(each)));
        book = builder.build();
        Random random = new Random(2);
        for (int i = 0; i < PricedCalls.COUNT; i++) {
            // Of their own, as if they came out of a request.
            skus[i] = Sku.of("sample", "model-" + (int) (MODELS * Math.pow(random.nextDouble(), 4)));
            times[i] = JULY + (random.nextInt(200) - 100) * DAY;
            usages[i] = tallies[i].toUsage();
        }
        for (int i = 0; i < PricedCalls.COUNT; i++) {
            priceMinor(i); // a card is pinned once for all calls, which is not what is measured
        }
    }

    /** {@return what the book says, for others to price by} */
    public List<ModelPrices> prices() {
        return List.copyOf(prices);
    }

    /**
     * What was called.
     *
     * @param call any number: calls come round
     * @return the model's name
     */
    public String model(int call) {
        return skus[call & PricedCalls.COUNT - 1].name();
    }

    /**
     * When it was called.
     *
     * @param call any number: calls come round
     * @return milliseconds since 1970
     */
    public long epochMillis(int call) {
        return times[call & PricedCalls.COUNT - 1];
    }

    /**
     * What a call used, for others to price.
     *
     * @param call any number: calls come round
     * @return its token counts
     */
    public TokenCounts counts(int call) {
        return counts[call & PricedCalls.COUNT - 1];
    }

    /**
     * The price alone.
     *
     * @param call any number: calls come round
     * @return credits
     */
    public long priceMinor(int call) {
        return pinned(call).priceMinor(tallies[call & PricedCalls.COUNT - 1]);
    }

    /**
     * The price and its lines, into one draft.
     *
     * @param call any number: calls come round
     * @return credits, and what the last line bears of them
     */
    public long rateInto(int call) {
        UsageTally tally = tallies[call & PricedCalls.COUNT - 1];
        long credits = pinned(call).rateInto(tally, RatingContext.standard(), draft);
        return credits + draft.linePriceMinor(draft.lineCount() - 1);
    }

    /**
     * The itemised charge.
     *
     * @param call any number: calls come round
     * @return the rating
     */
    public Rating rate(int call) {
        return pinned(call).rate(usages[call & PricedCalls.COUNT - 1]);
    }

    /**
     * The itemised charge in a receipt.
     *
     * @param call any number: calls come round
     * @return the receipt, not written down yet
     */
    public Receipt receipt(int call) {
        return Receipt.of("call-1", Basis.REPORTED, rate(call).chargeOrThrow());
    }

    private PinnedCard pinned(int call) {
        int at = call & PricedCalls.COUNT - 1;
        return ((Pinning.Pinned) book.pin(skus[at], Buyer.ANYONE, times[at])).prices();
    }

    private static ModelPrices prices(int number, long from, long to) {
        int cents = 10 + number % 997;
        return new ModelPrices("model-" + number % MODELS, perToken(cents), perToken(2 * cents), from, to);
    }

    private static ModelPrices.PerToken perToken(int inputCentsPerMillion) {
        return new ModelPrices.PerToken(
                decimal(inputCentsPerMillion, 8),
                decimal(inputCentsPerMillion, 9),
                decimal(4L * inputCentsPerMillion, 8));
    }

    private static String decimal(long unscaled, int scale) {
        return BigDecimal.valueOf(unscaled, scale).toPlainString();
    }

    private static RateCard card(ModelPrices prices) {
        RateCard.Builder card = RateCard.builder(Sku.of("sample", prices.model()))
                .currency("USD")
                .effective(new RateCard.Validity(prices.fromEpochMillis(), prices.toEpochMillis()));
        Rate[] usual = rates(prices.usual());
        for (Rate rate : usual) {
            card.rate(rate);
        }
        return card.tier(ModelPrices.LONG_PROMPT, rates(prices.dear())).build();
    }

    private static Rate[] rates(ModelPrices.PerToken prices) {
        return new Rate[] {
            Rate.of(Meter.INPUT_TOKENS, prices.input()),
            Rate.of(Meter.CACHED_INPUT_TOKENS, prices.cachedInput()),
            Rate.of(Meter.OUTPUT_TOKENS, prices.output())
        };
    }
}
