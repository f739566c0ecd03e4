// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AmountTest {

    private static final Unit CREDIT_6 = Unit.of("CREDIT", 6);
    private static final Unit USD_2 = Unit.of("USD", 2);

    @Test
    void of_decimalWithinScale_isExact() {
        assertThat(Amount.of("1.5", CREDIT_6)).isEqualTo(Amount.ofMinor(1_500_000, CREDIT_6));
        assertThat(Amount.of("-0.010", USD_2)).isEqualTo(Amount.ofMinor(-1, USD_2));
        assertThat(Amount.of("9223372036854.775807", CREDIT_6).minor()).isEqualTo(Long.MAX_VALUE);
        assertThat(Amount.of("-9223372036854.775808", CREDIT_6).minor()).isEqualTo(Long.MIN_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.001", "1E+999999999", "1E-999999999", "92233720368547758.08", "1e19"})
    void of_decimalThatDoesNotFit_namesUnitAndValue(String decimal) {
        assertThatThrownBy(() -> Amount.of(decimal, USD_2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must fit USD/2 exactly")
                .hasMessageContaining(new BigDecimal(decimal).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ten", "NaN", "1,5", "0x10"})
    void of_prose_isRefused(String decimal) {
        assertThatThrownBy(() -> Amount.of(decimal, USD_2)).hasMessage("must be a decimal number: amount=" + decimal);
    }

    @Test
    void plus_beyondLong_throwsInsteadOfWrapping() {
        Amount most = Amount.ofMinor(Long.MAX_VALUE, USD_2);
        assertThatThrownBy(() -> most.plus(Amount.ofMinor(1, USD_2))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> most.negated().minus(Amount.ofMinor(2, USD_2)))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Amount.ofMinor(Long.MIN_VALUE, USD_2).negated())
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void plus_ofAnotherUnit_carriesBothUnits() {
        assertThatThrownBy(() -> Amount.zero(USD_2).plus(Amount.zero(CREDIT_6)))
                .isInstanceOfSatisfying(UnitMismatchException.class, mismatch -> {
                    assertThat(mismatch.expected()).isEqualTo(USD_2);
                    assertThat(mismatch.actual()).isEqualTo(CREDIT_6);
                })
                .hasMessage("must be of one unit: expected=USD/2 actual=CREDIT/6");
        assertThatThrownBy(() -> Amount.zero(USD_2).compareTo(Amount.zero(CREDIT_6)))
                .isInstanceOf(UnitMismatchException.class);
    }

    @Test
    void toString_showsEveryPlaceOfTheUnit() {
        assertThat(Amount.of("1.5", CREDIT_6)).hasToString("1.500000 CREDIT");
        assertThat(Amount.ofMinor(7, Unit.of("CALL", 0))).hasToString("7 CALL");
    }

    @Test
    void sign_isReadFromTheNumber() {
        Amount one = Amount.ofMinor(1, USD_2);
        assertThat(one.isPositive()).isTrue();
        assertThat(one.negated().isNegative()).isTrue();
        assertThat(one.minus(one).isZero()).isTrue();
        assertThat(one).isGreaterThan(Amount.zero(USD_2));
    }
}
