// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import io.weighhouse.testkit.Generators;
import java.math.BigInteger;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AmountProperties {

    private static final Unit CREDIT_6 = Unit.of("CREDIT", 6);

    @Property
    void of_readsBackEveryDecimalItShows(@ForAll("amounts") Amount amount) {
        assertThat(Amount.of(amount.toDecimal(), CREDIT_6)).isEqualTo(amount);
    }

    @Property
    void parse_readsBackEveryUnitItShows(@ForAll("units") Unit unit) {
        assertThat(Unit.parse(unit.toString())).isEqualTo(unit);
    }

    @Property
    void plus_isTheSumOrNothing(@ForAll("amounts") Amount a, @ForAll("amounts") Amount b) {
        BigInteger sum = BigInteger.valueOf(a.minor()).add(BigInteger.valueOf(b.minor()));
        if (sum.bitLength() < Long.SIZE) {
            assertThat(a.plus(b).minor()).isEqualTo(sum.longValueExact());
            assertThat(a.plus(b).minus(b)).isEqualTo(a);
        } else {
            assertThatThrownBy(() -> a.plus(b)).isInstanceOf(ArithmeticException.class);
        }
    }

    @Provide
    Arbitrary<Amount> amounts() {
        return Generators.amounts(CREDIT_6);
    }

    @Provide
    Arbitrary<Unit> units() {
        return Generators.units();
    }
}
