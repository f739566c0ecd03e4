// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementPageTest {

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1001})
    void limit_outOfRange_isRefused(int limit) {
        assertThatThrownBy(() -> StatementPage.newestFirst(limit)).hasMessage("must be 1 to 1000: limit=" + limit);
        assertThatThrownBy(() -> StatementPage.oldestFirst(limit)).hasMessage("must be 1 to 1000: limit=" + limit);
    }

    @Test
    void cursor_belowOne_isRefused() {
        StatementPage page = StatementPage.oldestFirst(1000);
        assertThat(page.cursor()).isEmpty();
        assertThat(page.from(1).cursor()).isEqualTo(OptionalLong.of(1));
        assertThatThrownBy(() -> page.from(0)).hasMessage("must be > 0: cursor=0");
    }
}
