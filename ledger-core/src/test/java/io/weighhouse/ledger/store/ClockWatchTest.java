// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockWatchTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration CAP = Duration.ofDays(1);
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

    private final ClockWatch clock = new ClockWatch(CAP);

    @Test
    void leaps_withinTheCap_isFalse() {
        assertThat(clock.leaps(NOON, 0)).isFalse();
        assertThat(clock.leaps(NOON.plus(CAP), 0)).isFalse();
        assertThat(clock.leaps(NOON.minus(CAP), 0)).as("backwards").isFalse();
        assertThat(clock.leaps(NOON.plus(CAP).plus(CAP), 0)).as("again").isFalse();
    }

    @Test
    void leaps_beyondTheCap_isTrueUntilTheClockIsRight() {
        assertThat(clock.leaps(NOON, 0)).isFalse();
        assertThat(clock.leaps(NOON.plus(CAP).plusNanos(1), 0)).isTrue();
        assertThat(clock.leaps(NOON.plus(CAP).plusNanos(1), 0)).isTrue();
        assertThat(clock.leaps(NOON.plusSeconds(1), 0)).isFalse();
    }

    @Test
    void leaps_afterLongSilence_countsFromTheTimeThatPassed() {
        assertThat(clock.leaps(NOON, 0)).isFalse();
        assertThat(clock.leaps(NOON.plus(Duration.ofHours(40)), 40 * HOUR_NANOS))
                .isFalse();
        assertThat(clock.leaps(NOON.plus(Duration.ofHours(70)), 41 * HOUR_NANOS))
                .isTrue();
    }
}
