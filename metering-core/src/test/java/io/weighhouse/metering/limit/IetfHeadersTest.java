// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.money.Unit;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IetfHeadersTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Limit RPM = Limit.requests("rpm", 60, MINUTE);
    private static final Limit TPM = Limit.tokens("tpm", 100_000, MINUTE);

    @Test
    void ietf_ofAnAdmission_hasBothLists() {
        Decision decision = Told.admitted(
                Told.state(RPM, 59, Duration.ofSeconds(1)), Told.state(TPM, 94_800, Duration.ofMillis(3_120)));
        assertThat(RateLimitHeaders.ietf(decision))
                .containsExactly(
                        entry("RateLimit-Policy", "\"rpm\";q=60;w=60, \"tpm\";q=100000;qu=\"tokens\";w=60"),
                        entry("RateLimit", "\"rpm\";r=59;t=1, \"tpm\";r=94800;t=1"));
    }

    @Test
    void ietf_ofALimitThatIsUntouched_hasNoTime() {
        assertThat(RateLimitHeaders.ietf(Told.admitted(Told.state(RPM, 60, Duration.ZERO))))
                .containsEntry("RateLimit", "\"rpm\";r=60");
    }

    /** After 20 at once the next is there after a second, whatever the rest needs. */
    @ParameterizedTest
    @CsvSource({"40, 20000, 1", "0, 60000, 1", "0, 60001, 2", "0, 90000, 31", "59, 1000, 1", "59, 1, 1", "58, 1500, 1"})
    void ietf_timeOfARate_isUntilOneMoreIsThere(long remaining, long resetAfterMillis, long time) {
        LimitState state = Told.state(RPM, remaining, Duration.ofMillis(resetAfterMillis));
        assertThat(RateLimitHeaders.ietf(Told.admitted(state)))
                .containsEntry("RateLimit", "\"rpm\";r=" + remaining + ";t=" + time);
    }

    @ParameterizedTest
    @CsvSource({
        "3, 100, 30, 1",
        "1, 1, 1000, 1",
        "10, 1500, 13, 2",
        "100, 60000, 100, 60",
        "100, 90500, 100, 91",
        "7, 2500, 8, 3",
    })
    void ietf_policyOfARate_isRestatedInWholeSecondsAndNeverAboveIt(
            long permits, long periodMillis, long quota, long window) {
        Limit limit =
                Limit.requests("r", permits, Duration.ofMillis(periodMillis)).burst(2);
        assertThat(RateLimitHeaders.ietf(Told.admitted(Told.state(limit, 2, Duration.ZERO))))
                .containsEntry("RateLimit-Policy", "\"r\";q=" + quota + ";w=" + window)
                .containsEntry("RateLimit", "\"r\";r=2");
    }

    @Test
    void ietf_ofARollingLimit_hasItsWindowAndTheTimeOfAll() {
        Limit limit = Limit.rolling("per-hour", Counted.INPUT_TOKENS, 500, Duration.ofMillis(3_599_500));
        LimitState state = Told.state(limit, 200, Duration.ofMinutes(50));
        assertThat(RateLimitHeaders.ietf(Told.admitted(state)))
                .containsEntry("RateLimit-Policy", "\"per-hour\";q=500;qu=\"input-tokens\";w=3600")
                .containsEntry("RateLimit", "\"per-hour\";r=200;t=3000");
        assertThat(RateLimitHeaders.ietf(Told.refused(Duration.ofSeconds(7), state)))
                .containsEntry("RateLimit", "\"per-hour\";r=200;t=7")
                .containsEntry("Retry-After", "7");
    }

    @Test
    void ietf_ofACalendarLimit_hasNoWindowAndTheTimeToItsEnd() {
        Limit limit = Limit.calendar("month", Counted.TOKENS, 1_000_000, CalendarPeriod.month(ZoneOffset.UTC));
        LimitState state = Told.state(limit, 0, Duration.ofDays(28).plusMillis(1));
        assertThat(RateLimitHeaders.ietf(Told.refused(Duration.ofDays(28).plusMillis(1), state)))
                .containsExactly(
                        entry("RateLimit-Policy", "\"month\";q=1000000;qu=\"tokens\""),
                        entry("RateLimit", "\"month\";r=0;t=2419201"),
                        entry("Retry-After", "2419201"));
    }

    @Test
    void ietf_ofCallsInFlight_hasTheDraftsUnitAndNoTimes() {
        Limit limit = Limit.inFlight("parallel", 8, Duration.ofMinutes(10));
        assertThat(RateLimitHeaders.ietf(
                        Told.refused(Duration.ofMinutes(9), Told.state(limit, 0, Duration.ofMinutes(10)))))
                .containsExactly(
                        entry("RateLimit-Policy", "\"parallel\";q=8;qu=\"concurrent-requests\""),
                        entry("RateLimit", "\"parallel\";r=0"),
                        entry("Retry-After", "540"));
    }

    @Test
    void ietf_ofMoneyAndNamedThings_hasThemAsUnits() {
        Limit money = Limit.rate("spend", Counted.money(Unit.of("USD", 6)), 5_000_000, Duration.ofHours(1));
        Limit images = Limit.rate("images", Counted.named("images"), 10, MINUTE);
        Decision decision =
                Told.admitted(Told.state(money, 5_000_000, Duration.ZERO), Told.state(images, 10, Duration.ZERO));
        assertThat(RateLimitHeaders.ietf(decision))
                .containsEntry(
                        "RateLimit-Policy",
                        "\"spend\";q=5000000;qu=\"USD/6\";w=3600, \"images\";q=10;qu=\"images\";w=60");
    }

    @Test
    void ietf_ofNumbersThatNoFieldHolds_showsTheMostItHolds() {
        Limit large = Limit.rate("large", Counted.REQUESTS, Long.MAX_VALUE, Duration.ofDays(1));
        LimitState state = Told.state(large, Long.MAX_VALUE - 1, Duration.ofNanos(1));
        assertThat(RateLimitHeaders.ietf(Told.admitted(state)))
                .containsEntry("RateLimit-Policy", "\"large\";q=999999999999999;w=86400")
                .containsEntry("RateLimit", "\"large\";r=999999999999999;t=1");
    }

    @Test
    void ietf_ofOneIdOfSeveralSubjects_showsTheScarcest() {
        Limit team = Limit.requests("rpm", 600, MINUTE);
        Decision decision = Told.admitted(
                Told.state("key_1", RPM, 59, Duration.ofSeconds(1)),
                Told.state("team-7", team, 12, Duration.ofMillis(58_800)));
        assertThat(RateLimitHeaders.ietf(decision))
                .containsExactly(
                        entry("RateLimit-Policy", "\"rpm\";q=600;w=60"), entry("RateLimit", "\"rpm\";r=12;t=1"));
    }

    @Test
    void ietf_withPartitions_showsBothAndNoName() {
        Limit team = Limit.requests("rpm", 600, MINUTE);
        Decision decision = Told.admitted(
                Told.state("key_1", RPM, 59, Duration.ofSeconds(1)),
                Told.state("team-7", team, 12, Duration.ofMillis(58_800)));
        assertThat(RateLimitHeaders.ietf(decision, subject -> subject.startsWith("team-") ? "team" : ""))
                .containsExactly(
                        entry("RateLimit-Policy", "\"rpm\";q=60;w=60, \"rpm\";q=600;w=60;pk=:dGVhbQ==:"),
                        entry("RateLimit", "\"rpm\";r=59;t=1, \"rpm\";r=12;t=1;pk=:dGVhbQ==:"));
    }

    @Test
    void ietf_ofARefusal_hasNoTimeAfterRetryAfter() {
        Limit day = Limit.rolling("day", Counted.REQUESTS, 5_000, Duration.ofHours(20));
        LimitState spent = Told.state(RPM, 0, Duration.ofMillis(60_400));
        LimitState rest = Told.state(day, 100, Duration.ofHours(10));
        LimitState soon = Told.state(TPM, 99_000, Duration.ofMillis(600));
        assertThat(RateLimitHeaders.ietf(Told.refused(Duration.ofMillis(1_400), spent, rest, soon)))
                .containsEntry("RateLimit", "\"rpm\";r=0;t=2, \"day\";r=100, \"tpm\";r=99000;t=1")
                .containsEntry("Retry-After", "2");
    }

    /** A call of nothing waits for a debt only, and passes before anything is left. */
    @Test
    void ietf_ofACallThatPassesBeforeMoreIsThere_hasRetryAfterForATime() {
        LimitState indebted = Told.state(RPM, 0, Duration.ofSeconds(70));
        assertThat(RateLimitHeaders.ietf(Told.refused(Duration.ofSeconds(10), indebted)))
                .containsEntry("RateLimit", "\"rpm\";r=0;t=10")
                .containsEntry("Retry-After", "10");
    }
}
