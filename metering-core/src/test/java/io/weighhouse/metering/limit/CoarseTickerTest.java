// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CoarseTickerTest {

    private static final long MILLI = 1_000_000;

    private final AtomicLong source = new AtomicLong(Long.MAX_VALUE - 5 * MILLI);
    private final CoarseTicker ticker = new CoarseTicker(source::get);

    @Test
    void nanos_untilRefreshed_standsStill() {
        long before = ticker.nanos();
        source.addAndGet(MILLI);
        assertThat(ticker.nanos()).isEqualTo(before);
        ticker.refresh();
        assertThat(ticker.nanos()).isEqualTo(before + MILLI);
    }

    @Test
    void limiter_refreshedEveryMilli_letsNoMoreThanTheRateOfOneMilliBeyondTheLimit() {
        LocalRateLimiter limiter = RateLimiter.local().ticker(ticker).build();
        Subjects subjects = Subjects.of(
                "key_1",
                Quota.of(Limit.requests("rps", 10_000, Duration.ofSeconds(1)).burst(100)));
        long admitted = 0;
        for (int micro = 0; micro < 1_000_000; micro += 20) {
            source.addAndGet(20_000);
            if (micro % 1_000 == 0) {
                ticker.refresh();
            }
            admitted += limiter.tryAcquire(subjects, Cost.request()) ? 1 : 0;
        }
        // A burst of 100, 10,000 in a second, and the ten of a millisecond.
        assertThat(admitted).isBetween(10_080L, 10_110L);
    }
}
