// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitTest {

    @Test
    void parse_readsWhatToStringWrites() {
        assertThat(Unit.parse("CREDIT/6")).isEqualTo(Unit.of("CREDIT", 6)).hasToString("CREDIT/6");
        assertThat(Unit.parse("USD/18").scale()).isEqualTo(Unit.MAX_SCALE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "CREDIT", "CREDIT/", "/6", "credit/6", "CREDIT/-1", "CREDIT/19", "CREDIT/007", "1X/2", "A/٣"
            })
    void parse_anythingElse_isRefused(String text) {
        assertThatThrownBy(() -> Unit.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void of_longCode_isShortenedInTheMessage() {
        assertThatThrownBy(() -> Unit.of("X".repeat(10_000), 0))
                .satisfies(error -> assertThat(error.getMessage()).hasSizeLessThan(120));
    }
}
