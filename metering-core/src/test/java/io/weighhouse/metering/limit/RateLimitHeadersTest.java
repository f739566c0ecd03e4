// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitHeadersTest {

    private static final Limit RPM = Limit.requests("rpm", 60, Duration.ofMinutes(1));
    private static final Limit TPM = Limit.tokens("tpm", 6_000, Duration.ofMinutes(6));

    private final AtomicLong now = new AtomicLong();
    private final RateLimiter limiter = RateLimiter.local().ticker(now::get).build();

    @Test
    void openAi_ofAnAdmission_showsBothKinds() {
        Decision decision = limiter.acquire("s", Quota.of(RPM, TPM), Cost.of(1, 6_000, 0));
        assertThat(RateLimitHeaders.openAi(decision))
                .containsExactly(
                        entry("x-ratelimit-limit-requests", "60"),
                        entry("x-ratelimit-remaining-requests", "59"),
                        entry("x-ratelimit-reset-requests", "1s"),
                        entry("x-ratelimit-limit-tokens", "6000"),
                        entry("x-ratelimit-remaining-tokens", "0"),
                        entry("x-ratelimit-reset-tokens", "6m0s"));
    }

    @Test
    void openAi_ofARefusal_saysWhenToComeBackInWholeSecondsRoundedUp() {
        limiter.tryAcquire("s", Quota.of(RPM), Cost.of(60, 0, 0));
        now.set(1);
        Decision refused = limiter.acquire("s", Quota.of(RPM), Cost.of(2, 0, 0));
        assertThat(RateLimitHeaders.openAi(refused))
                .containsEntry("Retry-After", "2")
                .containsEntry("x-ratelimit-remaining-requests", "0")
                .doesNotContainKey("x-ratelimit-limit-tokens");
        Decision never = limiter.acquire("s", Quota.of(RPM), Cost.of(61, 0, 0));
        assertThat(RateLimitHeaders.openAi(never)).doesNotContainKey("Retry-After");
    }

    @Test
    void openAi_ofSeveralLimitsOfAKind_showsTheScarcest() {
        Limit perHour = Limit.requests("rph", 50, Duration.ofHours(1));
        Decision decision = limiter.acquire("s", Quota.of(RPM, perHour), Cost.request());
        assertThat(RateLimitHeaders.openAi(decision))
                .containsEntry("x-ratelimit-limit-requests", "50")
                .containsEntry("x-ratelimit-remaining-requests", "49")
                .containsEntry("x-ratelimit-reset-requests", "1m12s");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1ms",
        "12000000, 12ms",
        "999000001, 1s",
        "8640000000, 8.64s",
        "60000000000, 1m0s",
        "60050000000, 1m0.05s",
        "3600000000000, 1h0m0s",
        "86399999000001, 24h0m0s",
    })
    void openAi_durations_areRoundedUpToMilliseconds(long nanos, String shown) {
        Quota quota = Quota.of(Limit.requests("r", 1, Duration.ofNanos(nanos)));
        assertThat(RateLimitHeaders.openAi(limiter.peek("s", quota, Cost.request())))
                .containsEntry("x-ratelimit-reset-requests", "0s");
        assertThat(RateLimitHeaders.openAi(limiter.acquire("s", quota, Cost.request())))
                .containsEntry("x-ratelimit-reset-requests", shown);
    }
}
