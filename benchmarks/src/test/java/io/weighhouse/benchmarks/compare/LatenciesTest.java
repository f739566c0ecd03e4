// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    private final Latencies latencies = new Latencies();

    @Test
    void atPercent_ofNothing_isZero() {
        assertThat(latencies.count()).isZero();
        assertThat(latencies.atPercent(99)).isZero();
    }

    @Test
    void atPercent_ofSmallNumbers_isExact() {
        for (int i = 1; i <= 20; i++) {
            latencies.record(i, 1);
        }
        assertThat(latencies.atPercent(50)).isEqualTo(10);
        assertThat(latencies.atPercent(95)).isEqualTo(19);
        assertThat(latencies.atPercent(100)).isEqualTo(20);
        assertThat(latencies.atPercent(0.1)).isEqualTo(1);
    }

    @Test
    void atPercent_ofAnyNumber_isAtMostAThirtySecondAbove() {
        Random random = new Random(5);
        for (int i = 0; i < 10_000; i++) {
            long nanos = random.nextLong() >>> (2 + random.nextInt(62));
            Latencies one = new Latencies();
            one.record(nanos, 1);
            assertThat(one.atPercent(50)).isBetween(nanos, nanos + nanos / 32);
        }
        latencies.record(Long.MAX_VALUE, 1);
        assertThat(latencies.atPercent(50)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void record_ofManyAtOnce_countsEach() {
        latencies.record(10, 99);
        latencies.record(1_000, 1);
        assertThat(latencies.count()).isEqualTo(100);
        assertThat(latencies.atPercent(99)).isEqualTo(10);
        assertThat(latencies.atPercent(99.5)).isBetween(1_000L, 1_031L);
    }

    @Test
    void atPercent_outOfRange_isRefused() {
        assertThatThrownBy(() -> latencies.atPercent(0)).hasMessage("must be > 0 and <= 100: percent=0.0");
        assertThatThrownBy(() -> latencies.atPercent(101)).hasMessage("must be > 0 and <= 100: percent=101.0");
    }
}
