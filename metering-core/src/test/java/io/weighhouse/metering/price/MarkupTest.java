// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkupTest {

    private static final CardSource SOURCE = new CardSource("1", "");

    private static final Unit CREDIT_0 = Unit.of("CREDIT", 0);
    private static final Unit CREDIT_6 = Unit.of("CREDIT", 6);

    @ParameterizedTest
    @CsvSource({
        "UP, 7.01, 8", "UP, 7, 7", "HALF_UP, 6.5, 7", "HALF_UP, 7.49, 7",
        "HALF_EVEN, 6.5, 6", "HALF_EVEN, 7.5, 8", "HALF_EVEN, 6.51, 7", "DOWN, 7.99, 7"
    })
    void price_roundsOnceByTheRule(Rounding rounding, String cost, long credits) {
        Markup markup = Markup.into(CREDIT_0).creditPrice("1").rounding(rounding);
        assertThat(markup.price(new BigDecimal(cost)).minor()).isEqualTo(credits);
    }

    @Test
    void price_multiplierFeeAndCreditPrice_comeInThatOrder() {
        Markup markup = Markup.into(CREDIT_6).multiplier("1.5").fixedFee("0.01").creditPrice("0.02");
        assertThat(markup.price(new BigDecimal("0.10"))).hasToString("8.000000 CREDIT");
        assertThat(markup.price(BigDecimal.ZERO)).hasToString("0.500000 CREDIT");
    }

    @Test
    void price_minimum_holdsForWhateverCostsAnything() {
        Markup markup = Markup.into(CREDIT_6).creditPrice("1").minimum("1");
        assertThat(markup.price(new BigDecimal("0.000001"))).hasToString("1.000000 CREDIT");
        assertThat(markup.price(new BigDecimal("1.000001"))).hasToString("1.000001 CREDIT");
        assertThat(markup.multiplier("0").price(BigDecimal.ONE)).hasToString("1.000000 CREDIT");
        assertThat(markup.price(BigDecimal.ZERO)).isEqualTo(Amount.zero(CREDIT_6));
    }

    @Test
    void price_beyondLong_throwsInsteadOfWrapping() {
        Markup markup = Markup.into(CREDIT_6).creditPrice("0.000001");
        assertThatThrownBy(() -> markup.price(new BigDecimal("10000000")))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("CREDIT/6")
                .hasMessageContaining("10000000");
        assertThatThrownBy(() -> markup.price(new BigDecimal("-1"))).hasMessage("must be >= 0: cost=\"-1\"");
    }

    /** 7.49 and 7.5 credits of one dollar; 0.002 x 1.8 at a cent a credit is 0.36. */
    @ParameterizedTest
    @CsvSource({"1, 1, 7.49, 7", "1, 1, 7.5, 8", "1.8, 0.01, 0.002, 1"})
    void price_pinnedRoundings_nearestCreditAndAtLeastOne(
            String multiplier, String creditPrice, String cost, long credits) {
        Markup markup = Markup.into(CREDIT_0)
                .multiplier(multiplier)
                .creditPrice(creditPrice)
                .minimum("1");
        assertThat(markup.price(new BigDecimal(cost)).minor()).isEqualTo(credits);
        assertThat(markup.minimum("0").price(new BigDecimal("0.0001")).minor()).isZero();
    }

    @Test
    void percent_isTheMultiplierThatItMeans() {
        assertThat(Markup.into(CREDIT_6).percent("80"))
                .isEqualTo(Markup.into(CREDIT_6).multiplier("1.8"));
        assertThat(Markup.into(CREDIT_6).percent("0")).isEqualTo(Markup.into(CREDIT_6));
        assertThatThrownBy(() -> Markup.into(CREDIT_6).percent("-10")).hasMessageContaining("percent=");
    }

    @Test
    void price_maximum_holdsAboveFeeAndRounding() {
        Markup markup = Markup.into(CREDIT_0).creditPrice("1").fixedFee("3").maximum("5");
        assertThat(markup.price(new BigDecimal("1.4"))).hasToString("4 CREDIT");
        assertThat(markup.price(new BigDecimal("1000"))).hasToString("5 CREDIT");
        assertThat(markup.maximum()).contains(Amount.of("5", CREDIT_0));
        assertThat(markup).asString().endsWith("at most 5 CREDIT");
        assertThat(markup).isNotEqualTo(markup.maximum("6"));
        assertThatThrownBy(() -> markup.minimum("6")).hasMessage("must be >= minimum=6 CREDIT: maximum=5 CREDIT");
        assertThatThrownBy(() -> markup.maximum("0.5")).hasMessageContaining("must fit CREDIT/0");
    }

    @ParameterizedTest
    @CsvSource({"USD, 19", "EUR, 20", "JPY, 1"})
    void creditPrice_byCurrency_isTakenForCardsInIt(String currency, long credits) {
        Markup markup = Markup.into(CREDIT_0)
                .creditPrice("0.19")
                .creditPrice("USD", "0.01")
                .creditPrice("EUR", "0.0095");
        Sku sku = Sku.of("openai", "gpt-4o");
        RateCard card = RateCard.builder(sku)
                .currency(currency)
                .rate(Rate.of(Meter.PAGES, "0.19"))
                .build();
        Charge charge =
                PinnedCard.of("1", card, markup).rate(Usage.of(Meter.PAGES, 1)).chargeOrThrow();
        assertThat(charge.price().minor()).isEqualTo(credits);
        assertThat(charge.addsUp()).isTrue();
        assertThat(markup.creditPrices()).hasSize(3);
    }

    @Test
    void creditPrice_noneForTheCurrency_isRefused() {
        Markup euros = Markup.into(CREDIT_0).creditPrice("EUR", "0.01");
        assertThatThrownBy(() -> new Terms(Sku.of("a", "b"), SOURCE, "USD", euros, Adjustment.NONE))
                .hasMessageContaining("must say the creditPrice that turns USD into CREDIT/0");
        assertThatThrownBy(() -> euros.creditPrice("euro", "1")).hasMessageContaining("code=");
    }

    @Test
    void value_isThePriceInTheCurrency() {
        Markup markup = Markup.into(CREDIT_0).creditPrice("0.02");
        assertThat(markup.value(Amount.ofMinor(10, CREDIT_0))).isEqualTo(new BigDecimal("0.2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "much", "1e40"})
    void factors_badNumbers_areRefusedByName(String number) {
        Markup markup = Markup.into(CREDIT_0);
        assertThatThrownBy(() -> markup.multiplier(number)).hasMessageContaining("multiplier=");
        assertThatThrownBy(() -> markup.fixedFee(number)).hasMessageContaining("fixedFee=");
        assertThatThrownBy(() -> markup.creditPrice(number)).hasMessageContaining("creditPrice=");
        assertThatThrownBy(() -> markup.minimum(number)).hasMessageContaining("minimum=");
    }

    @Test
    void factors_thatMakeNoSense_areRefused() {
        assertThatThrownBy(() -> Markup.into(CREDIT_0).creditPrice("0")).hasMessage("must be > 0: creditPrice=\"0\"");
        assertThatThrownBy(() -> Markup.into(CREDIT_0).minimum("0.5")).hasMessageContaining("must fit CREDIT/0");
    }

    @Test
    void equals_comparesEveryFactor() {
        Markup markup = Markup.into(CREDIT_0).creditPrice("0.010");
        assertThat(markup).isEqualTo(Markup.into(CREDIT_0).creditPrice("0.01"));
        assertThat(markup).hasSameHashCodeAs(Markup.into(CREDIT_0).creditPrice("0.01"));
        assertThat(markup)
                .isNotEqualTo(markup.multiplier("2"))
                .isNotEqualTo(markup.fixedFee("2"))
                .isNotEqualTo(markup.creditPrice("2"))
                .isNotEqualTo(markup.minimum("2"))
                .isNotEqualTo(markup.rounding(Rounding.UP))
                .isNotEqualTo(Markup.into(CREDIT_6).creditPrice("0.01"));
        assertThat(markup).hasToString("x 1 + 0, 0.01 for 1 CREDIT/0, HALF_UP, at least 0 CREDIT");
    }

    @Test
    void terms_otherUnitWithoutCreditPrice_isRefused() {
        Sku sku = Sku.of("openai", "gpt-4o");
        assertThatThrownBy(() -> new Terms(sku, SOURCE, "USD", Markup.into(CREDIT_0), Adjustment.NONE))
                .hasMessage("must say the creditPrice that turns USD into CREDIT/0: sku=openai/gpt-4o");
        assertThatThrownBy(() -> new CardSource("", "")).hasMessageContaining("bookVersion=");
        assertThatThrownBy(() ->
                        new Terms(sku, SOURCE, "usd", Markup.into(CREDIT_0).creditPrice("1"), Adjustment.NONE))
                .hasMessageContaining("code=");
    }
}
