// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What becomes of a rate's ring when it is never without open permits, and never without a backlog. */
class RateRuleAgeTest {

    private static final Quota TPM = Quota.of(Limit.tokens("tpm", 60_000, Duration.ofMinutes(1)));
    private static final int HOURS = 3;

    /** 1,000 reserved and 400 used five seconds later, as often as it passes. */
    @Test
    void settle_underLoadForHours_stillGivesBack() {
        AtomicLong now = new AtomicLong();
        LocalRateLimiter limiter = RateLimiter.local().ticker(now::get).build();
        Subjects who = Subjects.of("a", TPM);
        Queue<Queue<Permit>> open = new ArrayDeque<>();
        long used = 0;
        for (int second = 0; second < Duration.ofHours(HOURS).toSeconds(); second++) {
            if (open.size() == 5) {
                open.remove().forEach(permit -> permit.settle(Cost.of(1, 400, 0)));
            }
            Queue<Permit> begun = new ArrayDeque<>();
            Decision decision = limiter.acquire(who, Cost.of(1, 1_000, 0));
            while (decision.allowed()) {
                begun.add(decision.permit());
                used += 400;
                decision = limiter.acquire(who, Cost.of(1, 1_000, 0));
            }
            open.add(begun);
            now.addAndGet(Duration.ofSeconds(1).toNanos());
        }
        long limit = 60_000 + HOURS * 3_600_000L;
        assertThat(used).isLessThanOrEqualTo(limit).isGreaterThan(limit - 60_000);
    }
}
