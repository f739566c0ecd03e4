// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The styles of providers; {@link IetfHeadersTest} has the draft's. */
class RateLimitHeadersTest {

    private static final Instant NOW = Instant.parse("2026-11-02T10:00:00.250Z");

    private static final Limit RPM = Limit.requests("rpm", 60, Duration.ofMinutes(1));
    private static final Limit TPM = Limit.tokens("tpm", 6_000, Duration.ofMinutes(6));
    private static final Limit PARALLEL = Limit.inFlight("parallel", 8, Duration.ofMinutes(10));

    private static final Decision ADMITTED =
            Told.admitted(Told.state(RPM, 59, Duration.ofSeconds(1)), Told.state(TPM, 0, Duration.ofMinutes(6)));

    @Test
    void openAi_ofAnAdmission_showsBothKinds() {
        assertThat(RateLimitHeaders.openAi(ADMITTED))
                .containsExactly(
                        entry("x-ratelimit-limit-requests", "60"),
                        entry("x-ratelimit-remaining-requests", "59"),
                        entry("x-ratelimit-reset-requests", "1s"),
                        entry("x-ratelimit-limit-tokens", "6000"),
                        entry("x-ratelimit-remaining-tokens", "0"),
                        entry("x-ratelimit-reset-tokens", "6m0s"));
    }

    @Test
    void openAi_ofARate_showsItsBurstForALimit() {
        Limit bursty = Limit.requests("rpm", 60, Duration.ofMinutes(1)).burst(5);
        assertThat(RateLimitHeaders.openAi(Told.admitted(Told.state(bursty, 4, Duration.ofSeconds(1)))))
                .containsEntry("x-ratelimit-limit-requests", "5");
    }

    @Test
    void openAi_ofARefusal_saysWhenToComeBackInWholeSecondsRoundedUp() {
        LimitState used = Told.state(RPM, 0, Duration.ofNanos(59_999_999_999L));
        assertThat(RateLimitHeaders.openAi(Told.refused(Duration.ofNanos(1_999_999_999L), used)))
                .containsEntry("Retry-After", "2")
                .containsEntry("x-ratelimit-remaining-requests", "0")
                .doesNotContainKey("x-ratelimit-limit-tokens");
        assertThat(RateLimitHeaders.openAi(Told.overflow(Duration.ofNanos(1))))
                .containsExactly(entry("Retry-After", "1"));
    }

    @Test
    void any_ofACallThatNeverPasses_hasNoRetryAfter() {
        Decision never = Told.never(Told.state(RPM, 60, Duration.ZERO));
        assertThat(RateLimitHeaders.openAi(never)).isNotEmpty().doesNotContainKey("Retry-After");
        assertThat(RateLimitHeaders.anthropic(never, NOW)).isNotEmpty().doesNotContainKey("Retry-After");
        assertThat(RateLimitHeaders.gitHub(never, NOW)).isNotEmpty().doesNotContainKey("Retry-After");
        assertThat(RateLimitHeaders.ietf(never)).isNotEmpty().doesNotContainKey("Retry-After");
        Decision unsaid = Told.overflow(Duration.ofNanos(Long.MAX_VALUE));
        assertThat(RateLimitHeaders.openAi(unsaid)).isEmpty();
    }

    @Test
    void openAi_ofSeveralLimitsOfAKind_showsTheScarcest() {
        Limit perHour = Limit.requests("rph", 50, Duration.ofHours(1));
        Decision decision = Told.admitted(
                Told.state(RPM, 59, Duration.ofSeconds(1)), Told.state(perHour, 49, Duration.ofSeconds(72)));
        assertThat(RateLimitHeaders.openAi(decision))
                .containsEntry("x-ratelimit-limit-requests", "50")
                .containsEntry("x-ratelimit-remaining-requests", "49")
                .containsEntry("x-ratelimit-reset-requests", "1m12s");
    }

    @Test
    void openAi_ofLimitsWithAsMuchLeft_showsTheOneThatTakesLonger() {
        LimitState soon = Told.state("a", RPM, 0, Duration.ofSeconds(60));
        LimitState late = Told.state("b", RPM, 0, Duration.ofSeconds(61));
        assertThat(RateLimitHeaders.openAi(Told.admitted(soon, late)))
                .containsEntry("x-ratelimit-reset-requests", "1m1s");
        assertThat(RateLimitHeaders.openAi(Told.admitted(late, soon)))
                .containsEntry("x-ratelimit-reset-requests", "1m1s");
    }

    @Test
    void any_ofAShadowLimit_doesNotShowIt() {
        Decision decision = Told.admitted(Told.state(RPM.shadow(), 0, Duration.ofMinutes(1)));
        assertThat(RateLimitHeaders.openAi(decision)).isEmpty();
        assertThat(RateLimitHeaders.anthropic(decision, NOW)).isEmpty();
        assertThat(RateLimitHeaders.gitHub(decision, NOW)).isEmpty();
        assertThat(RateLimitHeaders.ietf(decision)).isEmpty();
    }

    @Test
    void any_ofNoLimits_isEmpty() {
        assertThat(RateLimitHeaders.openAi(Told.admitted())).isEmpty();
        assertThat(RateLimitHeaders.anthropic(Told.admitted(), NOW)).isEmpty();
        assertThat(RateLimitHeaders.gitHub(Told.admitted(), NOW)).isEmpty();
        assertThat(RateLimitHeaders.ietf(Told.admitted())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
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
        assertThat(RateLimitHeaders.openAi(Told.admitted(Told.state(RPM, 59, Duration.ofNanos(nanos)))))
                .containsEntry("x-ratelimit-reset-requests", shown);
    }

    @Test
    void anthropic_ofAnAdmission_showsItsFourKinds() {
        Decision decision = Told.admitted(
                Told.state(Limit.outputTokens("otpm", 8_000, Duration.ofMinutes(1)), 4_000, Duration.ofSeconds(30)),
                Told.state(RPM, 59, Duration.ofSeconds(1)),
                Told.state(Limit.inputTokens("itpm", 40_000, Duration.ofMinutes(1)), 38_800, Duration.ofMillis(1_750)),
                Told.state(TPM, 800, Duration.ofSeconds(312)),
                Told.state(PARALLEL, 7, Duration.ofMinutes(10)));
        assertThat(RateLimitHeaders.anthropic(decision, NOW))
                .containsExactly(
                        entry("anthropic-ratelimit-requests-limit", "60"),
                        entry("anthropic-ratelimit-requests-remaining", "59"),
                        entry("anthropic-ratelimit-requests-reset", "2026-11-02T10:00:02Z"),
                        entry("anthropic-ratelimit-tokens-limit", "6000"),
                        entry("anthropic-ratelimit-tokens-remaining", "800"),
                        entry("anthropic-ratelimit-tokens-reset", "2026-11-02T10:05:13Z"),
                        entry("anthropic-ratelimit-input-tokens-limit", "40000"),
                        entry("anthropic-ratelimit-input-tokens-remaining", "38800"),
                        entry("anthropic-ratelimit-input-tokens-reset", "2026-11-02T10:00:02Z"),
                        entry("anthropic-ratelimit-output-tokens-limit", "8000"),
                        entry("anthropic-ratelimit-output-tokens-remaining", "4000"),
                        entry("anthropic-ratelimit-output-tokens-reset", "2026-11-02T10:00:31Z"));
    }

    @Test
    void anthropic_ofARefusal_hasRetryAfter() {
        Decision refused = Told.refused(Duration.ofMillis(500), Told.state(RPM, 0, Duration.ofSeconds(60)));
        assertThat(RateLimitHeaders.anthropic(refused, NOW))
                .containsEntry("anthropic-ratelimit-requests-reset", "2026-11-02T10:01:01Z")
                .containsEntry("Retry-After", "1");
    }

    @Test
    void anthropic_beyondTheYear9999_showsItsEnd() {
        Instant last = Instant.parse("9999-12-31T23:59:59.999Z");
        assertThat(RateLimitHeaders.anthropic(ADMITTED, last))
                .containsEntry("anthropic-ratelimit-requests-reset", "9999-12-31T23:59:59Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1969-12-31T23:59:59.999Z", "+10000-01-01T00:00:00Z"})
    void any_ofANowThatNoHeaderHolds_isAMistake(Instant now) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateLimitHeaders.anthropic(ADMITTED, now))
                .withMessage("must be in the years 1970 to 9999: now=" + now);
        assertThatIllegalArgumentException().isThrownBy(() -> RateLimitHeaders.gitHub(ADMITTED, now));
    }

    @Test
    void gitHub_ofAnAdmission_showsTheLimitWithTheSmallestPartLeft() {
        LimitState half = Told.state(RPM, 30, Duration.ofSeconds(30));
        LimitState third = Told.state(TPM, 2_000, Duration.ofMinutes(4));
        Map<String, String> headers = RateLimitHeaders.gitHub(Told.admitted(half, third), NOW);
        assertThat(headers)
                .containsExactly(
                        entry("x-ratelimit-limit", "6000"),
                        entry("x-ratelimit-remaining", "2000"),
                        entry("x-ratelimit-used", "4000"),
                        entry("x-ratelimit-reset", "1793613841"),
                        entry("x-ratelimit-resource", "tpm"));
        assertThat(Instant.ofEpochSecond(1_793_613_841)).isEqualTo("2026-11-02T10:04:01Z");
        assertThat(RateLimitHeaders.gitHub(Told.admitted(third, half), NOW)).isEqualTo(headers);
    }

    @Test
    void gitHub_ofARefusal_showsTheLimitThatMakesTheCallWait() {
        LimitState few = Told.state(TPM, 100, Duration.ofSeconds(354));
        LimitState none = Told.state(RPM, 0, Duration.ofSeconds(60));
        assertThat(RateLimitHeaders.gitHub(Told.refused(Duration.ofSeconds(54), few, none), NOW))
                .containsEntry("x-ratelimit-resource", "tpm")
                .containsEntry("Retry-After", "54");
    }

    @Test
    void gitHub_ofCallsInFlight_showsAnotherLimit() {
        LimitState full = Told.state(PARALLEL, 0, Duration.ofMinutes(10));
        assertThat(RateLimitHeaders.gitHub(Told.refused(Duration.ofMinutes(9), full), NOW))
                .containsExactly(entry("Retry-After", "540"));
        LimitState requests = Told.state(RPM, 52, Duration.ofSeconds(8));
        assertThat(RateLimitHeaders.gitHub(Told.refused(Duration.ofMinutes(9), full, requests), NOW))
                .containsEntry("x-ratelimit-resource", "rpm")
                .containsEntry("Retry-After", "540");
    }

    @Test
    void gitHub_ofTheLargestLimits_comparesThemExactly() {
        Limit large = Limit.rate("large", Counted.named("bytes"), Long.MAX_VALUE, Duration.ofDays(1));
        LimitState all = Told.state(large, Long.MAX_VALUE, Duration.ZERO);
        LimitState almost = Told.state("t", large, Long.MAX_VALUE - 1, Duration.ofNanos(1));
        assertThat(RateLimitHeaders.gitHub(Told.admitted(all, almost), NOW)).containsEntry("x-ratelimit-used", "1");
    }
}
