// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.Decision;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is measured of limits is what it says it is. */
class LimitedWorkTest {

    private static final int KEYS = 1_000;

    @Test
    void admitted_alwaysPasses_whateverTheRules() {
        List<LimitedCaller> callers = List.of(
                LimitedCaller.admitted(1),
                LimitedCaller.admitted(2),
                LimitedCaller.admitted(3),
                LimitedCaller.admittedUnevenly(3),
                LimitedCaller.admittedByThreeKinds());

        assertThat(callers).allMatch(caller -> IntStream.range(0, 10_000).allMatch(i -> caller.tryAcquire()));
    }

    @Test
    void refused_neverPasses_forTheRequestOfTheHourIsMade() {
        for (int rules = 1; rules <= 3; rules++) {
            LimitedCaller caller = LimitedCaller.refused(rules);

            assertThat(IntStream.range(0, 1_000).noneMatch(i -> caller.tryAcquire()))
                    .isTrue();
            assertThat(caller.decide().reason()).isEqualTo(Decision.Reason.LIMITED);
        }
    }

    @Test
    void decide_tellsEachRule() {
        for (int rules = 1; rules <= 3; rules++) {
            Decision decision = LimitedCaller.admitted(rules).decide();

            assertThat(decision.allowed()).isTrue();
            assertThat(decision.states()).hasSize(rules);
            assertThat(decision.states()).allMatch(state -> state.remaining() > LimitedCaller.PLENTY);
        }
    }

    @Test
    void reserveAndSettle_alwaysPasses_howeverManyAreOpen() {
        ReservingCaller alone = new ReservingCaller(1);
        ReservingCaller together = new ReservingCaller(16);

        assertThat(IntStream.range(0, 1_000).allMatch(i -> alone.reserveAndSettle()))
                .isTrue();
        assertThat(IntStream.range(0, 1_000).allMatch(i -> together.reserveAndSettle()))
                .isTrue();
    }

    @Test
    void order_hasEveryKeyOnce_inNoOrder() {
        int[] order = LimitedKeys.order(KEYS);

        assertThat(Arrays.stream(order).sorted())
                .containsExactly(IntStream.range(0, KEYS).boxed().toArray(Integer[]::new));
        assertThat(order).isNotEqualTo(IntStream.range(0, KEYS).toArray());
        assertThat(LimitedKeys.names(KEYS)).hasSize(KEYS).contains("acme/key_0", "acme/key_999");
    }

    @Test
    void keys_alwaysPass() {
        assertThat(LimitedKeys.byName(KEYS).callByName(3 * KEYS)).isEqualTo(3 * KEYS);
        assertThat(LimitedKeys.byNumber(KEYS, 2 * KEYS).callByNumber(3 * KEYS)).isEqualTo(3 * KEYS);
        assertThat(LimitedKeys.kept(KEYS).callBySubjects(3 * KEYS)).isEqualTo(3 * KEYS);
        assertThat(LimitedKeys.families(KEYS).callBySubjects(3 * KEYS)).isEqualTo(3 * KEYS);
    }
}
