// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.price;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.price.QuantityModel;
import io.weighhouse.testkit.Generators;
import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class QuantityModelProperties {

    @Property
    void parts_areNeverNegativeAndCountEveryUnit(
            @ForAll("models") QuantityModel model,
            @ForAll @LongRange(max = 4_000) long toDate,
            @ForAll @LongRange(max = 4_000) long quantity) {
        long counted = 0;
        for (QuantityModel.Part part : model.parts(toDate, quantity)) {
            assertThat(part.cost()).isGreaterThanOrEqualTo(BigDecimal.ZERO);
            assertThat(part.quantity()).isNotNegative();
            counted += part.quantity();
        }
        assertThat(counted).isEqualTo(quantity);
    }

    @Property
    void parts_ofAPeriodInCalls_sumToItsTotal(
            @ForAll("models") QuantityModel model, @ForAll List<@LongRange(max = 900) Long> calls) {
        long toDate = 0;
        BigDecimal sum = BigDecimal.ZERO;
        for (long call : calls) {
            sum = sum.add(cost(model, toDate, call));
            toDate += call;
        }
        if (model instanceof QuantityModel.Volume) {
            assertThat(sum).isLessThanOrEqualTo(model.most(toDate));
        } else {
            assertThat(sum).isEqualByComparingTo(model.total(toDate));
        }
    }

    @Property
    void most_boundsEveryCallOfThatQuantityOrLess(
            @ForAll("models") QuantityModel model,
            @ForAll @LongRange(max = 4_000) long toDate,
            @ForAll @LongRange(max = 2_000) long quantity,
            @ForAll @LongRange(max = 500) long more) {
        assertThat(cost(model, toDate, quantity)).isLessThanOrEqualTo(model.most(quantity + more));
    }

    private static BigDecimal cost(QuantityModel model, long toDate, long quantity) {
        return model.parts(toDate, quantity).stream()
                .map(QuantityModel.Part::cost)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Provide
    Arbitrary<QuantityModel> models() {
        return Generators.quantityModels();
    }
}
