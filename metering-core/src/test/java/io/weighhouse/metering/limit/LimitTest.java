// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(RateLimit.MAX_REFILL_DAYS);

    /** One limit of each kind. */
    private static List<Limit> kinds(String id, long permits, Duration time) {
        return List.of(
                Limit.requests(id, permits, time),
                Limit.calendar(id, Counted.REQUESTS, permits, CalendarPeriod.day(ZoneOffset.UTC)),
                Limit.rolling(id, Counted.REQUESTS, permits, time),
                Limit.inFlight(id, permits, time));
    }

    @Test
    void rate_ofEachKindOfCount_hasABurstOfItsPermits() {
        RateLimit.Rate sixty = new RateLimit.Rate(60, MINUTE);
        assertThat(Limit.requests("rpm", 60, MINUTE))
                .isEqualTo(new RateLimit("rpm", Counted.REQUESTS, sixty, 60, false));
        assertThat(Limit.tokens("tpm", 60, MINUTE).counted()).isEqualTo(Counted.TOKENS);
        assertThat(Limit.inputTokens("itpm", 60, MINUTE).counted()).isEqualTo(Counted.INPUT_TOKENS);
        assertThat(Limit.outputTokens("otpm", 60, MINUTE).counted()).isEqualTo(Counted.OUTPUT_TOKENS);
        RateLimit images = Limit.rate("images", Counted.named("images"), 60, MINUTE);
        assertThat(images.counted()).isEqualTo(Counted.named("images"));
        assertThat(images.permits()).isEqualTo(60);
        assertThat(images.period()).isEqualTo(MINUTE);
    }

    @Test
    void most_ofEachKind_isWhatASingleCallMayTake() {
        assertThat(kinds("x", 60, MINUTE)).extracting(Limit::most).containsOnly(60L);
        assertThat(Limit.requests("rpm", 60, MINUTE).burst(5).most()).isEqualTo(5);
    }

    @Test
    void burst_ofItsOwn_keepsAllElse() {
        RateLimit shadow = Limit.requests("rpm", 60, MINUTE).shadow();
        assertThat(shadow.burst(5))
                .isEqualTo(new RateLimit("rpm", Counted.REQUESTS, new RateLimit.Rate(60, MINUTE), 5, true));
    }

    @Test
    void shadow_ofEachKind_onlyWatches() {
        for (Limit limit : kinds("x", 60, MINUTE)) {
            assertThat(limit.isShadow()).isFalse();
            assertThat(limit.shadow().isShadow()).isTrue();
            assertThat(limit.shadow()).isEqualTo(limit.shadow().shadow()).isNotEqualTo(limit);
            assertThat(limit.shadow().most()).isEqualTo(60);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "ä", "a\"", "a\n"})
    void limit_ofABadId_showsIt(String id) {
        for (Supplier<Limit> kind : suppliers(id, 1, MINUTE)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(kind::get)
                    .withMessage("must be 1 to 64 letters, digits, _, . or -: id=\"" + id + '"');
        }
    }

    private static List<Supplier<Limit>> suppliers(String id, long permits, Duration time) {
        return List.of(
                () -> Limit.requests(id, permits, time),
                () -> Limit.calendar(id, Counted.REQUESTS, permits, CalendarPeriod.day(ZoneOffset.UTC)),
                () -> Limit.rolling(id, Counted.REQUESTS, permits, time),
                () -> Limit.inFlight(id, permits, time));
    }

    @Test
    void limit_ofALongId_showsItsBeginning() {
        String id = "x".repeat(65);
        for (Supplier<Limit> kind : suppliers(id, 1, MINUTE)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(kind::get)
                    .withMessageEndingWith("id=\"" + "x".repeat(40) + "...\"");
        }
        assertThat(kinds(id.substring(1), 1, MINUTE)).extracting(Limit::id).containsOnly("x".repeat(64));
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "-9223372036854775808"})
    void limit_ofNothing_namesWhatAndWhere(long bad) {
        for (Supplier<Limit> kind : suppliers("rpm", bad, MINUTE)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(kind::get)
                    .withMessage("must be > 0: permits=" + bad + " limit=rpm");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.requests("rpm", 1, MINUTE).burst(bad))
                .withMessage("must be > 0: burst=" + bad + " limit=rpm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT-2562047788015215H"})
    void limit_ofNoTime_namesWhatAndWhere(Duration bad) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.requests("rpm", 1, bad))
                .withMessage("must be > 0: period=" + bad + " limit=rpm");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.rolling("rph", Counted.REQUESTS, 1, bad))
                .withMessage("must be > 0: window=" + bad + " limit=rph");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.inFlight("parallel", 1, bad))
                .withMessage("must be > 0: expiry=" + bad + " limit=parallel");
    }

    @Test
    void limit_ofTooLongATime_isAMistake() {
        assertThat(kinds("r", 1, LONGEST)).hasSize(4);
        for (Duration bad : List.of(LONGEST.plusNanos(1), Duration.ofSeconds(Long.MAX_VALUE))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Limit.requests("r", 1, bad))
                    .withMessage("must be at most 25000 days: period=" + bad + " limit=r");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Limit.rolling("r", Counted.REQUESTS, 1, bad))
                    .withMessage("must be at most 25000 days: window=" + bad + " limit=r");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Limit.inFlight("r", 1, bad))
                    .withMessage("must be at most 25000 days: expiry=" + bad + " limit=r");
        }
    }

    @Test
    void rate_thatNeedsTooLongToRefill_isAMistake() {
        assertThat(Limit.requests("r", Long.MAX_VALUE, LONGEST).burst()).isEqualTo(Long.MAX_VALUE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.requests("r", 1, LONGEST).burst(2))
                .withMessageStartingWith("must refill within 25000 days: burst=2 permits=1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.requests("r", 1, MINUTE).burst(Long.MAX_VALUE))
                .withMessageStartingWith("must refill within 25000 days: burst=" + Long.MAX_VALUE);
    }

    @Test
    void limit_ofMorePermitsThanItsKindCanCount_isAMistake() {
        CalendarPeriod day = CalendarPeriod.day(ZoneOffset.UTC);
        long most = CalendarLimit.MAX_PERMITS;
        assertThat(Limit.calendar("c", Counted.REQUESTS, most, day).permits()).isEqualTo(most);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.calendar("c", Counted.REQUESTS, most + 1, day))
                .withMessage("must be <= " + most + ": permits=" + (most + 1) + " limit=c");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.rolling("r", Counted.REQUESTS, RollingLimit.MAX_PERMITS + 1, MINUTE))
                .withMessageStartingWith("must be <= " + RollingLimit.MAX_PERMITS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.inFlight("f", ConcurrencyLimit.MAX_PERMITS + 1, MINUTE))
                .withMessageStartingWith("must be <= " + ConcurrencyLimit.MAX_PERMITS);
    }

    @Test
    void limit_ofCallsInFlight_isOfOneKindOnly() {
        assertThat(Limit.inFlight("parallel", 8, MINUTE).counted()).isEqualTo(Counted.IN_FLIGHT);
        List<Supplier<Limit>> others = List.of(
                () -> Limit.rate("x", Counted.IN_FLIGHT, 1, MINUTE),
                () -> Limit.calendar("x", Counted.IN_FLIGHT, 1, CalendarPeriod.day(ZoneOffset.UTC)),
                () -> Limit.rolling("x", Counted.IN_FLIGHT, 1, MINUTE));
        for (Supplier<Limit> other : others) {
            assertThatIllegalArgumentException()
                    .isThrownBy(other::get)
                    .withMessage("must be counted by a ConcurrencyLimit: counted=in-flight limit=x");
        }
    }

    @Test
    void quota_ofLimits_isEqualToOneOfTheSameInTheSameOrder() {
        Limit rpm = Limit.requests("rpm", 60, MINUTE);
        Limit tpm = Limit.tokens("tpm", 60, MINUTE);
        assertThat(Quota.of(rpm)).isEqualTo(Quota.of(rpm)).hasSameHashCodeAs(Quota.of(rpm));
        assertThat(Quota.of(rpm, tpm)).isNotEqualTo(Quota.of(tpm, rpm)).isNotEqualTo(Quota.of(rpm));
        assertThat(Quota.of(rpm, tpm).limits()).containsExactly(rpm, tpm);
        assertThat(Quota.of(rpm).isUnlimited()).isFalse();
        assertThat(Quota.of(rpm)).hasToString("[" + rpm + "]");
    }

    @Test
    void quota_ofNoLimits_mustBeSaidToBeUnlimited() {
        assertThatIllegalArgumentException()
                .isThrownBy(Quota::of)
                .withMessage("must have a limit, or be said to be Quota.unlimited(): limits=[]");
        assertThat(Quota.unlimited().isUnlimited()).isTrue();
        assertThat(Quota.unlimited().limits()).isEmpty();
    }

    @Test
    void quota_ofTwoLimitsWithOneId_isAMistake() {
        Limit rpm = Limit.requests("rpm", 60, MINUTE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Quota.of(rpm, Limit.inFlight("rpm", 1, MINUTE)))
                .withMessage("must differ within one quota: id=rpm");
    }
}
