// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Unit;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** What a charge of two lines and its receipt leave: some of it when the code is warm, more when it is half compiled. */
class ChargeAllocationTest {

    private static final int CALLS = 20_000;
    private static final int ROUNDS = 5;
    private static final Usage USED = Usage.tokens(1_200, 350);

    private final RateCard card = RateCard.builder(Sku.of("openai", "sample-1"))
            .currency("USD")
            .perMillion(Meter.INPUT_TOKENS, "0.15")
            .perMillion(Meter.OUTPUT_TOKENS, "15")
            .build();
    private final PinnedCard pinned = PinnedCard.of(
            "1", card, Markup.into(Unit.of("CREDIT", 2)).multiplier("1.8").creditPrice("0.01"));

    @Test
    void rate_plainCard_leavesTheChargeAndLittleElse() throws ReflectiveOperationException {
        assertThat(bytes(prices -> prices.rate(USED).chargeOrThrow().price().minor()))
                .isLessThan(1_200);
    }

    @Test
    void receipt_inJson_leavesItsTextOnce() throws ReflectiveOperationException {
        Receipt receipt = Receipt.of("call-1", Basis.REPORTED, pinned.rate(USED).chargeOrThrow());
        int characters = receipt.toJson().length();
        assertThat(bytes(prices -> receipt.toJson().length())).isLessThan(characters + 1_500);
    }

    @Test
    void pin_underAPlansMarkup_leavesNothingTheSecondTime() throws ReflectiveOperationException {
        PriceBook book = PriceBook.builder("1").card(card).build();
        Markup markup = pinned.terms().markup();
        assertThat(bytes(prices -> book.pin(card.sku(), 0, markup) instanceof Pinning.Pinned ? 1 : 0))
                .isLessThan(8);
    }

    private long bytes(ToLongFunction<PinnedCard> call) throws ReflectiveOperationException {
        long least = Long.MAX_VALUE;
        long sum = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long before = RateMathTest.allocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                sum += call.applyAsLong(pinned);
            }
            least = Math.min(least, (RateMathTest.allocatedBytes() - before) / CALLS);
        }
        assertThat(sum).isPositive();
        return least;
    }
}
