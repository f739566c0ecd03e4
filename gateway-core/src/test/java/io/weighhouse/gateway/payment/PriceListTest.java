// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import static io.weighhouse.gateway.payment.PayHouse.CREDIT;
import static io.weighhouse.gateway.payment.PayHouse.credits;
import static io.weighhouse.gateway.payment.PayHouse.dollars;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceListTest {

    private final PriceList list = PriceList.builder(CREDIT)
            .credits(dollars("5.00"), "5000")
            .credits("price_big", dollars("40.00"), "50000")
            .plan("price_pro", "pro")
            .rate(dollars("10.00"), dollars("100.00"), "1000")
            .build();

    @ParameterizedTest
    @CsvSource({"5.00, 5000", "10.00, 10000", "12.34, 12340", "100.00, 100000"})
    void credits_amountOnTheList_areWhatItSells(String paid, String credits) {
        assertThat(list.credits(Purchase.of(dollars(paid)))).contains(credits(credits));
    }

    @ParameterizedTest
    @CsvSource({"0.01", "4.99", "5.01", "9.99", "100.01"})
    void credits_amountThatIsNotOnTheList_areNone(String paid) {
        assertThat(list.credits(Purchase.of(dollars(paid)))).isEmpty();
    }

    @Test
    void credits_tax_buysNothing() {
        Purchase taxed = Purchase.of(dollars("5.95")).tax(dollars("0.95"));
        assertThat(list.credits(taxed)).contains(credits("5000"));
        assertThat(list.credits(Purchase.of(dollars("5.00")).tax(dollars("0.95"))))
                .isEmpty();
    }

    @Test
    void credits_namedPrice_mustFitItsAmount() {
        assertThat(list.credits(Purchase.of(dollars("40.00")).price("price_big")))
                .contains(credits("50000"));
        assertThat(list.credits(Purchase.of(dollars("0.40")).price("price_big")))
                .isEmpty();
        assertThat(list.credits(Purchase.of(dollars("5.00")).price("price_other")))
                .isEmpty();
        assertThat(list.credits(Purchase.of(dollars("19.99")).price("price_pro")))
                .contains(credits("0"));
        assertThat(list.plan("price_pro")).contains("pro");
        assertThat(list.plan("price_big")).isEmpty();
    }

    @Test
    void credits_sameNumberInAnotherCurrency_isAnotherPrice() {
        assertThat(list.credits(Purchase.of(Amount.ofMinor(500, Currencies.of("eur")))))
                .isEmpty();
        assertThat(list.credits(Purchase.of(Amount.ofMinor(500, Currencies.of("jpy")))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"usd, 2", "USD, 2", "eur, 2", "jpy, 0", "krw, 0", "kwd, 3", "tnd, 3", "isk, 2", "ugx, 2"})
    void of_currency_hasThePlacesThatProvidersCountIn(String code, int scale) {
        assertThat(Currencies.of(code)).isEqualTo(Unit.of(code.toUpperCase(java.util.Locale.ROOT), scale));
    }

    @ParameterizedTest
    @CsvSource({"us", "usdt", "u$d", "\u00fcsd"})
    void of_noCurrency_isAMistake(String code) {
        assertThatIllegalArgumentException().isThrownBy(() -> Currencies.of(code));
    }

    @Test
    void builder_contradictions_areMistakes() {
        PriceList.Builder builder =
                PriceList.builder(CREDIT).credits(dollars("5.00"), "5000").plan("price_pro", "pro");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.credits(dollars("5.00"), "6000"))
                .withMessageContaining("once");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.credits(dollars("0"), "1"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.credits(dollars("6.00"), "-1"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.plan("price_pro", "starter"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.rate(dollars("1"), Amount.ofMinor(Long.MAX_VALUE, PayHouse.USD), "1000000"))
                .withMessageContaining("must buy what a wallet can hold");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.rate(dollars("2"), dollars("1"), "1"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.rate(dollars("1"), dollars("2"), "0"));
    }
}
