// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.ledger.Horizon;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of a journal, as docs/guides/durability.md has them. */
class JournalOptionsTest {

    @Test
    void usual_everySetting_isWhatTheGuideSays() {
        JournalOptions usual = JournalOptions.usual();
        assertThat(usual.segmentBytes).isEqualTo(64 << 20);
        assertThat(usual.queueCapacity).isEqualTo(65_536);
        assertThat(usual.patience).isEqualTo(Duration.ofDays(1));
        assertThat(usual.clockLeapCap).isEqualTo(Duration.ofDays(100));
        assertThat(usual.horizon).isEqualTo(new Horizon(Duration.ofHours(24), 10_000_000));
        assertThat(usual.snapshotEveryBytes).isEqualTo(256L << 20);
        assertThat(usual.archive).isNull();
    }

    @Test
    void build_everySetting_isWhatWasSet() {
        Horizon horizon = new Horizon(Duration.ofDays(7), 1_000_000);
        JournalOptions options = JournalOptions.builder()
                .segmentBytes(1 << 20)
                .queueCapacity(100)
                .patience(Duration.ofSeconds(2))
                .horizon(horizon)
                .build();
        assertThat(options.segmentBytes).isEqualTo(1 << 20);
        assertThat(options.queueCapacity).isEqualTo(100);
        assertThat(options.patience).isEqualTo(Duration.ofSeconds(2));
        assertThat(options.horizon).isEqualTo(horizon);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, (1 << 20) - 512, (1 << 20) + 1, (1 << 30) + 512})
    void segmentBytes_outOfRange_isRejected(int bytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JournalOptions.builder().segmentBytes(bytes))
                .withMessageEndingWith("segmentBytes=" + bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, (1 << 20) + 1})
    void queueCapacity_outOfRange_isRejected(int places) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JournalOptions.builder().queueCapacity(places))
                .withMessageEndingWith("queueCapacity=" + places);
    }

    @Test
    void patience_zero_isRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JournalOptions.builder().patience(Duration.ZERO))
                .withMessageEndingWith("patience=PT0S");
    }
}
