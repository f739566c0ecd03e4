// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CostTest {

    private static final Unit CREDIT = Unit.of("CREDIT", 6);
    private static final Counted IMAGES = Counted.named("images");

    @Test
    void of_negativeOrOverflowingNumbers_isAMistake() {
        assertThatThrownBy(() -> Cost.of(-1, 0, 0)).hasMessage("must be >= 0: requests=-1");
        assertThatThrownBy(() -> Cost.of(0, -2, 0)).hasMessage("must be >= 0: inputTokens=-2");
        assertThatThrownBy(() -> Cost.of(0, 0, -3)).hasMessage("must be >= 0: outputTokens=-3");
        assertThatThrownBy(() -> Cost.of(0, Long.MAX_VALUE, 1))
                .hasMessage("must fit a long together: inputTokens=9223372036854775807 outputTokens=1");
    }

    @Test
    void quantity_ofWhatEveryCostHas_isThere() {
        Cost cost = Cost.of(2, 30, 400);
        assertThat(cost.quantity(Counted.REQUESTS)).isEqualTo(2);
        assertThat(cost.quantity(Counted.INPUT_TOKENS)).isEqualTo(30);
        assertThat(cost.quantity(Counted.OUTPUT_TOKENS)).isEqualTo(400);
        assertThat(cost.quantity(Counted.TOKENS)).isEqualTo(430);
        assertThat(cost.quantity(Counted.IN_FLIGHT)).isEqualTo(1);
        assertThat(Cost.none().quantity(Counted.IN_FLIGHT)).isEqualTo(1);
        assertThat(Cost.request()).isEqualTo(Cost.of(1, 0, 0));
        assertThat(Cost.none()).isEqualTo(Cost.of(0, 0, 0));
    }

    @Test
    void quantity_ofWhatMustBeStated_isAMistakeWhereItIsNot() {
        Cost cost = Cost.request().and(Amount.of("1.5", CREDIT)).and(IMAGES, 3);
        assertThat(cost.quantity(Counted.money(CREDIT))).isEqualTo(1_500_000);
        assertThat(cost.quantity(Counted.named("images"))).isEqualTo(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cost.quantity(Counted.named("imagse")))
                .withMessageStartingWith("must state what a limit counts: missing=imagse cost=Cost[requests=1");
        assertThatIllegalArgumentException().isThrownBy(() -> cost.quantity(Counted.money(Unit.of("CREDIT", 9))));
        assertThatIllegalArgumentException().isThrownBy(() -> cost.quantity(Counted.named("CREDIT")));
    }

    @Test
    void and_ofTheSameThingAgain_takesItsPlace() {
        Cost cost = Cost.request().and(IMAGES, 3).and(Counted.named("pages"), 7);
        Cost changed = cost.and(IMAGES, 4);
        assertThat(changed.quantity(IMAGES)).isEqualTo(4);
        assertThat(changed.quantity(Counted.named("pages"))).isEqualTo(7);
        assertThat(cost.quantity(IMAGES)).isEqualTo(3);
    }

    @Test
    void and_ofWhatEveryCostHasOrNegative_isAMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cost.request().and(Counted.TOKENS, 1))
                .withMessage("must be money or named, the rest is said by of: counted=tokens");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cost.request().and(IMAGES, -1))
                .withMessage("must be >= 0: images=-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cost.request().and(Amount.ofMinor(-1, CREDIT)))
                .withMessage("must be >= 0: CREDIT/6=-1");
    }

    @Test
    void equals_ofCosts_asksWhatTheyTakeAndNotInWhatOrderItWasSaid() {
        Cost one = Cost.request().and(IMAGES, 3).and(Amount.of("1", CREDIT));
        Cost other = Cost.request().and(Amount.of("1", CREDIT)).and(IMAGES, 3);
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one).isNotEqualTo(other.and(IMAGES, 4)).isNotEqualTo(Cost.request());
        assertThat(Cost.request()).isNotEqualTo(Cost.of(1, 1, 0));
        assertThat(one).hasToString("Cost[requests=1, input-tokens=0, output-tokens=0, images=3, CREDIT/6=1000000]");
    }

    @Test
    void counted_ofMoneyAndOfAName_areDifferentThings() {
        assertThat(Counted.money(CREDIT)).isEqualTo(Counted.money(Unit.of("CREDIT", 6)));
        assertThat(Counted.money(CREDIT)).isNotEqualTo(Counted.money(Unit.of("CREDIT", 9)));
        assertThat(Counted.named("requests")).isNotEqualTo(Counted.REQUESTS);
        assertThat(Counted.named("requests").isNamed()).isTrue();
        assertThat(Counted.REQUESTS.isNamed()).isFalse();
        assertThat(Counted.money(CREDIT)).hasToString("CREDIT/6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "bilder/ä"})
    void counted_ofABadName_showsIt(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Counted.named(name))
                .withMessage("must be 1 to 64 letters, digits, _, . or -: name=\"" + name + '"');
    }
}
