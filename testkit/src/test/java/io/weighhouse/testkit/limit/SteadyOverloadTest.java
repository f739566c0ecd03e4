// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.testkit.ManualTicker;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Reserving far more than is used must not cost the limit: what permits give back is used by others. */
class SteadyOverloadTest {

    private static final long TOKENS_A_MINUTE = 100_000;
    private static final long RESERVED = 4_000;
    private static final int MINUTES = 60;
    private static final long STEP_MILLIS = 50;

    private record Running(long endMillis, Decision decision) {}

    @Test
    void settled_underSteadyOverload_letsAtLeast98PercentOfTheLimitBeUsed() {
        ManualTicker ticker = new ManualTicker();
        RateLimiter limiter = RateLimiter.local().ticker(ticker).build();
        Subjects subjects = Subjects.of("team", Quota.of(Limit.tokens("tpm", TOKENS_A_MINUTE, Duration.ofMinutes(1))));
        SplittableRandom random = new SplittableRandom(7);
        PriorityQueue<Running> running = new PriorityQueue<>(Comparator.comparingLong(Running::endMillis));
        long used = 0;
        for (long millis = 0; millis < MINUTES * 60_000L; millis += STEP_MILLIS) {
            while (!running.isEmpty() && running.element().endMillis() <= millis) {
                long actual = 200L + random.nextInt(801);
                running.remove().decision().permit().settle(Cost.of(1, actual, 0));
                used += actual;
            }
            Decision decision = limiter.acquire(subjects, Cost.of(1, RESERVED, 0));
            while (decision.allowed()) {
                running.add(new Running(millis + 500L + random.nextInt(7_500), decision));
                decision = limiter.acquire(subjects, Cost.of(1, RESERVED, 0));
            }
            ticker.advance(Duration.ofMillis(STEP_MILLIS));
        }
        long permille = used * 1_000 / (TOKENS_A_MINUTE * MINUTES);
        System.out.printf("steady overload: used=%d per mille of the limit%n", permille);
        assertThat(permille).isBetween(980L, 1_000 + 1_000L / MINUTES);
    }
}
