// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void limit_ofEachKind_hasABurstOfItsPermits() {
        assertThat(Limit.requests("rpm", 60, MINUTE)).isEqualTo(new Limit("rpm", Counted.REQUESTS, 60, MINUTE, 60));
        assertThat(Limit.tokens("tpm", 60, MINUTE).counted()).isEqualTo(Counted.TOKENS);
        assertThat(Limit.inputTokens("itpm", 60, MINUTE).counted()).isEqualTo(Counted.INPUT_TOKENS);
        assertThat(Limit.outputTokens("otpm", 60, MINUTE).counted()).isEqualTo(Counted.OUTPUT_TOKENS);
        assertThat(Limit.requests("rpm", 60, MINUTE).burst(5).burst()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "ä", "a\"", "a\n"})
    void limit_ofABadId_showsIt(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.requests(id, 1, MINUTE))
                .withMessage("must be 1 to 64 letters, digits, _, . or -: id=\"" + id + '"');
    }

    @Test
    void limit_ofALongId_showsItsBeginning() {
        String id = "x".repeat(65);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.requests(id, 1, MINUTE))
                .withMessageEndingWith("id=\"" + "x".repeat(40) + "...\"");
        assertThat(Limit.requests(id.substring(1), 1, MINUTE).id()).hasSize(64);
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "-9223372036854775808"})
    void limit_ofNothing_namesWhatAndWhere(long bad) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.requests("rpm", bad, MINUTE))
                .withMessage("must be > 0: permits=" + bad + " limit=rpm");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.requests("rpm", 1, MINUTE).burst(bad))
                .withMessage("must be > 0: burst=" + bad + " limit=rpm");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.requests("rpm", 1, Duration.ofSeconds(Math.max(bad, -1_000))))
                .withMessageStartingWith("must be > 0: period=PT");
    }

    @Test
    void limit_thatNeedsTooLongToRefill_isAMistake() {
        Duration longest = Duration.ofDays(Limit.MAX_REFILL_DAYS);
        assertThat(Limit.requests("r", Long.MAX_VALUE, longest).period()).isEqualTo(longest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.requests("r", 1, longest.plusNanos(1)))
                .withMessageStartingWith("must be at most 25000 days: period=");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.requests("r", 1, longest).burst(2))
                .withMessageStartingWith("must refill within 25000 days: burst=2 permits=1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.requests("r", 1, Duration.ofSeconds(Long.MAX_VALUE)))
                .withMessageContaining("limit=r");
    }

    @Test
    void cost_ofNegativeOrOverflowingNumbers_isAMistake() {
        assertThatThrownBy(() -> Cost.of(-1, 0, 0)).hasMessage("must be >= 0: requests=-1");
        assertThatThrownBy(() -> Cost.of(0, -2, 0)).hasMessage("must be >= 0: inputTokens=-2");
        assertThatThrownBy(() -> Cost.of(0, 0, -3)).hasMessage("must be >= 0: outputTokens=-3");
        assertThatThrownBy(() -> Cost.of(0, Long.MAX_VALUE, 1))
                .hasMessage("must fit a long together: inputTokens=9223372036854775807 outputTokens=1");
        assertThat(Cost.request()).isEqualTo(Cost.of(1, 0, 0));
    }

    @Test
    void quota_ofTwoLimitsWithOneId_isAMistake() {
        Limit rpm = Limit.requests("rpm", 60, MINUTE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Quota.of(rpm, Limit.tokens("rpm", 1, MINUTE)))
                .withMessage("must differ within one quota: id=rpm");
        assertThat(Quota.of(rpm)).isEqualTo(Quota.of(rpm)).hasSameHashCodeAs(Quota.of(rpm));
        assertThat(Quota.of(rpm)).isNotEqualTo(Quota.unlimited());
        assertThat(Quota.of()).isSameAs(Quota.unlimited());
        assertThat(Quota.of(rpm).limits()).containsExactly(rpm);
    }
}
