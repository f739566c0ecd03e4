// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static io.weighhouse.metering.price.Meter.CACHED_INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.OUTPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.REQUESTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class ChargeDraftTest {

    private static final int CALLS = 20_000;

    private static final RateCard OPUS = RateCard.builder(Sku.of("anthropic", "claude"))
            .currency("USD")
            .perThousand(INPUT_TOKENS, "0.015")
            .perThousand(OUTPUT_TOKENS, "0.075")
            .build();

    private static final PinnedCard CREDITS =
            PinnedCard.of("1", OPUS, Markup.into(Unit.of("CREDIT", 0)).creditPrice("0.02"));

    private final ChargeDraft draft = new ChargeDraft();

    @Test
    void rateInto_tallyInAnyOrder_hasTheLinesOfTheCharge() {
        UsageTally tally = tally(2_000, 500);
        assertThat(CREDITS.rateInto(tally, RatingContext.standard(), draft)).isEqualTo(8);
        assertThat(draft).hasToString("8 for {input_tokens=500 for 0, output_tokens=2000 for 8}");
        tally.clear();
        assertThat(draft.toCharge())
                .isEqualTo(CREDITS.rate(Usage.tokens(500, 2_000)).chargeOrThrow());
        assertThat(draft.meter(0)).isEqualTo(INPUT_TOKENS);
        assertThat(draft.quantity(1)).isEqualTo(2_000);
        assertThat(draft.linePriceMinor(1)).isEqualTo(8);
        assertThatThrownBy(() -> draft.meter(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void rateInto_again_forgetsWhatWasBefore() {
        CREDITS.rateInto(tally(2_000, 500), RatingContext.standard(), draft);
        Charge first = draft.toCharge();
        CREDITS.rateInto(tally(1_000, 0), RatingContext.standard(), draft);
        assertThat(draft.toCharge())
                .isEqualTo(CREDITS.rate(Usage.tokens(0, 1_000)).chargeOrThrow())
                .isNotEqualTo(first);
    }

    @Test
    void rateInto_unpriced_isEmpty() {
        CREDITS.rateInto(tally(2_000, 500), RatingContext.standard(), draft);
        UsageTally images = new UsageTally();
        images.set(Meter.IMAGES, 1);
        assertThat(CREDITS.rateInto(images, RatingContext.standard(), draft)).isEqualTo(PinnedCard.UNPRICED);
        assertThat(draft.isPriced()).isFalse();
        assertThat(draft.lineCount()).isZero();
        assertThatThrownBy(draft::toCharge)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("must be priced: unpriced {}");
        CREDITS.rateInto(tally(1, 1), RatingContext.standard(), draft);
        assertThat(CREDITS.rateInto(tally(1, 1), RatingContext.standard().serviceTier("odd"), draft))
                .isEqualTo(PinnedCard.UNPRICED);
        assertThat(draft.isPriced()).isFalse();
    }

    @Test
    void rateInto_costsBeyondLongOrModels_goesTheLongWay() {
        RateCard fine = RateCard.builder(Sku.of("a", "b"))
                .currency("USD")
                .rate(Rate.of(INPUT_TOKENS, "0.000015000020000000002"))
                .rate(Rate.of(OUTPUT_TOKENS, "0.00001"))
                .build();
        RateCard packages = RateCard.builder(Sku.of("a", "b"))
                .currency("USD")
                .rate(Rate.of(INPUT_TOKENS, "0"))
                .model(OUTPUT_TOKENS, new QuantityModel.Package(100, BigDecimal.ONE))
                .build();
        for (RateCard card : new RateCard[] {fine, packages}) {
            PinnedCard pinned = PinnedCard.of("1", card, Markup.none(Unit.of("USD", 9)));
            long price = pinned.rateInto(tally(123_456_789, 7_000_000), RatingContext.standard(), draft);
            Charge charge = pinned.rate(Usage.tokens(7_000_000, 123_456_789)).chargeOrThrow();
            assertThat(draft.toCharge()).isEqualTo(charge);
            assertThat(price).isEqualTo(charge.price().minor());
            assertThat(draft.linePriceMinor(1))
                    .isEqualTo(charge.lines().get(1).price().minor());
        }
    }

    @Test
    void rateInto_manyLinesFeeAndReportedCost_areInTheCharge() {
        RateCard.Builder card =
                RateCard.builder(Sku.of("a", "b")).currency("USD").rate(Rate.of(REQUESTS, "0.5"));
        UsageTally tally = new UsageTally();
        for (int i = 0; i < 12; i++) {
            Meter meter = Meter.of("drafted_" + (char) ('z' - i));
            card.rate(Rate.of(meter, "0.0" + (i + 1)));
            tally.set(meter, i + 1);
        }
        PinnedCard pinned = PinnedCard.of("1", card.build(), Markup.none(Unit.of("USD", 1)));
        RatingContext reported = RatingContext.standard().reportedCost(new BigDecimal("7"));
        pinned.rateInto(tally, reported, draft);
        assertThat(draft.lineCount()).isEqualTo(13);
        Charge charge = pinned.rate(tally.toUsage(), reported).chargeOrThrow();
        assertThat(draft.toCharge()).isEqualTo(charge);
        for (int i = 0; i < 13; i++) {
            assertThat(draft.linePriceMinor(i))
                    .isEqualTo(charge.lines().get(i).price().minor());
        }
    }

    @Test
    void rateInto_plainCard_allocatesNothing() throws ReflectiveOperationException {
        PinnedCard pinned = PinnedCard.of(
                "1", OPUS, Markup.into(Unit.of("CREDIT", 6)).multiplier("1.8").creditPrice("0.01"));
        UsageTally tally = new UsageTally();
        long sum = run(pinned, tally);
        long before = RateMathTest.allocatedBytes();
        sum += run(pinned, tally);
        long bytes = RateMathTest.allocatedBytes() - before;
        assertThat(sum).isPositive();
        // The measurement itself may cost a few bytes; one byte for each call would be 20,000.
        assertThat(bytes).isLessThan(CALLS / 10);
    }

    private long run(PinnedCard pinned, UsageTally tally) {
        long sum = 0;
        for (int i = 0; i < CALLS; i++) {
            tally.clear();
            tally.set(OUTPUT_TOKENS, 3);
            tally.set(INPUT_TOKENS, 199_000 + i);
            tally.set(CACHED_INPUT_TOKENS, 7);
            sum += pinned.rateInto(tally, RatingContext.standard(), draft) + draft.linePriceMinor(1);
        }
        return sum;
    }

    private static UsageTally tally(long output, long input) {
        UsageTally tally = new UsageTally();
        tally.set(OUTPUT_TOKENS, output);
        tally.set(INPUT_TOKENS, input);
        return tally;
    }
}
