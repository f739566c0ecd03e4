// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import io.weighhouse.benchmarks.rival.KeyedLimiter.Rate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyedLimiterTest {

    /** So slow that nothing comes back during a test. */
    private static final Duration YEAR = Duration.ofDays(365);

    @Test
    void bucket4j_oneBandwidth_admitsItsPermits_forEachSubject() {
        KeyedLimiter limiter = KeyedLimiter.bucket4j(TimeMeter.SYSTEM_MILLISECONDS, List.of(new Rate(3, YEAR)));

        assertThat(admitted(limiter, "a")).isEqualTo(3);
        assertThat(admitted(limiter, "b")).isEqualTo(3);
    }

    @Test
    void bucket4j_twoBandwidths_admitTheSmaller() {
        List<Rate> rates = List.of(new Rate(5, YEAR), new Rate(2, YEAR));

        assertThat(admitted(KeyedLimiter.bucket4j(TimeMeter.SYSTEM_NANOTIME, rates), "a"))
                .isEqualTo(2);
    }

    @Test
    void bucket4jPair_tokensShort_givesTheRequestBack() {
        KeyedLimiter limiter = KeyedLimiter.bucket4jPair(new Rate(2, YEAR), new Rate(100, YEAR));

        assertThat(limiter.tryAcquire("a", 101)).isFalse();
        assertThat(limiter.tryAcquire("a", 60)).isTrue();
        assertThat(limiter.tryAcquire("a", 60)).isFalse();
        assertThat(limiter.tryAcquire("a", 40)).isTrue();
        assertThat(limiter.tryAcquire("a", 1)).isFalse();
    }

    private static int admitted(KeyedLimiter limiter, String subject) {
        int admitted = 0;
        for (int i = 0; i < 10; i++) {
            admitted += limiter.tryAcquire(subject, 1) ? 1 : 0;
        }
        return admitted;
    }
}
