// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static io.weighhouse.metering.price.Meter.CACHED_INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.IMAGES;
import static io.weighhouse.metering.price.Meter.INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.OUTPUT_TOKENS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class UsageTest {

    @Test
    void reports_zero_isNotAbsent() {
        Usage usage = Usage.of(INPUT_TOKENS, 0);
        assertThat(usage.reports(INPUT_TOKENS)).isTrue();
        assertThat(usage.reports(OUTPUT_TOKENS)).isFalse();
        assertThat(usage.quantity(OUTPUT_TOKENS)).isZero();
        assertThat(usage).isNotEqualTo(Usage.empty());
        assertThat(Usage.empty().isEmpty()).isTrue();
    }

    @Test
    void with_anyOrder_givesEqualUsages() {
        Usage usage = Usage.of(OUTPUT_TOKENS, 2).with(INPUT_TOKENS, 1).with(CACHED_INPUT_TOKENS, 3);
        assertThat(usage).isEqualTo(Usage.tokens(1, 2).with(CACHED_INPUT_TOKENS, 3));
        assertThat(usage).hasSameHashCodeAs(Usage.tokens(1, 2).with(CACHED_INPUT_TOKENS, 3));
        assertThat(usage).hasToString("{input_tokens=1, cached_input_tokens=3, output_tokens=2}");
        assertThat(usage.meters()).containsExactly(INPUT_TOKENS, CACHED_INPUT_TOKENS, OUTPUT_TOKENS);
    }

    @Test
    void with_meterThatIsThere_replacesItInACopy() {
        Usage before = Usage.tokens(1, 2);
        assertThat(before.with(INPUT_TOKENS, 9)).isEqualTo(Usage.tokens(9, 2));
        assertThat(before).isEqualTo(Usage.tokens(1, 2));
    }

    @Test
    void with_negative_isRefused() {
        assertThatThrownBy(() -> Usage.tokens(1, -2)).hasMessage("must be >= 0: output_tokens=-2");
        assertThatThrownBy(() -> new UsageTally().set(IMAGES, -1)).hasMessage("must be >= 0: images=-1");
        assertThatThrownBy(() -> new UsageTally().add(IMAGES, -1)).hasMessage("must be >= 0: images=-1");
    }

    @Test
    void tally_setIsCumulativeAndAddIsNot() {
        UsageTally tally = new UsageTally();
        tally.set(OUTPUT_TOKENS, 10);
        tally.set(OUTPUT_TOKENS, 25);
        tally.add(INPUT_TOKENS, 3);
        tally.add(INPUT_TOKENS, 4);
        assertThat(tally.toUsage()).isEqualTo(Usage.tokens(7, 25));
        assertThat(tally).hasToString("{input_tokens=7, output_tokens=25}");
    }

    @Test
    void tally_addBeyondLong_throwsAndKeepsWhatWasThere() {
        UsageTally tally = new UsageTally();
        tally.set(INPUT_TOKENS, Long.MAX_VALUE);
        assertThatThrownBy(() -> tally.add(INPUT_TOKENS, 1))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("input_tokens=9223372036854775807 + 1");
        assertThat(tally.quantity(INPUT_TOKENS)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void tally_moreMetersThanItStartsWith_growsAndClears() {
        UsageTally tally = new UsageTally();
        for (int i = 0; i < 20; i++) {
            tally.add(Meter.of("grown_" + i), i);
        }
        assertThat(tally.toUsage().meters()).hasSize(20);
        assertThat(tally.quantity(Meter.of("grown_19"))).isEqualTo(19);
        tally.clear();
        assertThat(tally.isEmpty()).isTrue();
        assertThat(tally.reports(Meter.of("grown_19"))).isFalse();
        assertThat(tally.toUsage()).isEqualTo(Usage.empty());
    }
}
