// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeterTest {

    @Test
    void of_knownId_isTheOneObject() {
        assertThat(Meter.of("input_tokens")).isSameAs(Meter.INPUT_TOKENS);
        assertThat(Meter.of("my_pages")).isSameAs(Meter.of("my_pages"));
    }

    @Test
    void find_unknownId_declaresNothing() {
        assertThat(Meter.find("never_declared")).isEmpty();
        assertThat(Meter.find("never_declared")).isEmpty();
        assertThat(Meter.find("output_tokens")).contains(Meter.OUTPUT_TOKENS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Input", "1st", "a-b", "_a", "a123456789012345678901234567890123456789012345678"})
    void of_badId_isRefused(String id) {
        assertThatThrownBy(() -> Meter.of(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("meter=");
    }

    @Test
    void inheritsFrom_followsTheTable() {
        assertThat(Meter.CACHE_WRITE_1H_TOKENS.inheritsFrom()).isSameAs(Meter.CACHE_WRITE_5M_TOKENS);
        assertThat(Meter.CACHE_WRITE_5M_TOKENS.inheritsFrom()).isSameAs(Meter.INPUT_TOKENS);
        assertThat(Meter.REASONING_TOKENS.inheritsFrom()).isSameAs(Meter.OUTPUT_TOKENS);
        assertThat(Meter.IMAGES.inheritsFrom()).isNull();
        assertThat(Meter.CACHE_WRITE_1H_TOKENS.isPrompt()).isTrue();
        assertThat(Meter.REASONING_TOKENS.isPrompt()).isFalse();
    }

    @Test
    void compareTo_putsDeclaredMetersFirstThenIds() {
        Meter zebra = Meter.of("zebra");
        Meter ant = Meter.of("ant");
        List<Meter> meters = Arrays.asList(zebra, Meter.WEB_SEARCHES, ant, Meter.INPUT_TOKENS);
        Collections.sort(meters);
        assertThat(meters).containsExactly(Meter.INPUT_TOKENS, Meter.WEB_SEARCHES, ant, zebra);
    }
}
