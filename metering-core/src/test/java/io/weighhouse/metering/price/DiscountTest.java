// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiscountTest {

    private static final List<Discount.Step> STEPS =
            List.of(new Discount.Step(1_000, new BigDecimal("0.05")), new Discount.Step(5_000, new BigDecimal("0.1")));

    @ParameterizedTest
    @CsvSource({"0, 0", "999, 0", "1000, 0.05", "4999, 0.05", "5000, 0.1", "9223372036854775807, 0.1"})
    void byVolume_quantityToDate_earnsTheHighestStepReached(long toDate, String part) {
        assertThat(Discount.byVolume(STEPS, toDate)).isEqualTo(new Discount(part, toDate));
    }

    @Test
    void rate_atADiscount_takesItOffTheCostBeforeMarkupAndFee() {
        RateCard card = RateCard.builder(Sku.of("a", "b"))
                .currency("USD")
                .rate(Rate.of(Meter.PAGES, "2"))
                .build();
        Markup markup = Markup.none(Unit.of("USD", 2)).multiplier("1.5").fixedFee("1");
        Charge charge = PinnedCard.of("1", card, markup)
                .discounted(new Discount("0.1", 5_000))
                .rate(Usage.of(Meter.PAGES, 10))
                .chargeOrThrow();
        assertThat(charge.price()).hasToString("28.00 USD");
        assertThat(charge.cost()).isEqualTo("20");
        assertThat(charge.terms().adjustment().discount().toDate()).isEqualTo(5_000);
        assertThat(charge.addsUp()).isTrue();
        assertThat(charge.roundingRemainder()).isEqualByComparingTo("0");
    }

    @Test
    void rate_everythingOff_isFreeAndKeepsTheCost() {
        RateCard card = RateCard.builder(Sku.of("a", "b"))
                .currency("USD")
                .rate(Rate.of(Meter.PAGES, "2"))
                .rate(Rate.of(Meter.REQUESTS, "1"))
                .build();
        PinnedCard pinned =
                PinnedCard.of("1", card, Markup.none(Unit.of("USD", 2))).discounted(new Discount("1", 0));
        Rating rating = pinned.rate(Usage.of(Meter.PAGES, 10));
        assertThat(rating).isInstanceOf(Rating.Free.class);
        assertThat(rating.chargeOrThrow().cost()).isEqualTo("21");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "1.01", "ten"})
    void of_partOutOfRange_isRefused(String part) {
        assertThatThrownBy(() -> new Discount(part, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("discount=");
    }

    @Test
    void of_stepsThatMakeNoSense_areRefused() {
        assertThatThrownBy(() -> Discount.byVolume(List.of(STEPS.get(1), STEPS.get(0)), 0))
                .hasMessage("must ascend: from=1000 after 5000");
        assertThatThrownBy(() -> new Discount("0", -1)).hasMessage("must be >= 0: toDate=-1");
    }
}
