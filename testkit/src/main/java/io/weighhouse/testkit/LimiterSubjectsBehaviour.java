// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.Subjects;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a limiter does with several subjects: everything of all of them, or nothing of any. */
abstract class LimiterSubjectsBehaviour extends LimiterBehaviour {

    private static final Quota PER_KEY = Quota.of(Limit.requests("rpm", 10, MINUTE), Limit.tokens("tpm", 500, MINUTE));
    private static final Quota PER_TEAM = Quota.of(Limit.requests("rpm", 15, MINUTE));

    private Subjects key(String name) {
        return contract().and(contract().subjects(name, PER_KEY), "77", PER_TEAM);
    }

    private static List<Long> left(Decision decision) {
        return decision.states().stream().map(LimitState::remaining).toList();
    }

    @Test
    void acquire_ofTwoSubjects_takesFromBothInTheOrderOfTheirNames() {
        Decision decision = assertAdmitted(limiter.acquire(key("11"), Cost.of(2, 100, 0)));
        assertThat(left(decision)).containsExactly(8L, 400L, 13L);
        List<String> names = key("11").names();
        assertThat(decision.states())
                .extracting(LimitState::subject)
                .containsExactly(names.get(0), names.get(0), names.get(1));
        Subjects reversed = contract().and(contract().subjects("77", PER_TEAM), "11", PER_KEY);
        assertThat(limiter.peek(reversed, Cost.none()).states()).isEqualTo(decision.states());
    }

    @Test
    void acquire_refusedByOneSubject_takesNothingFromTheOther() {
        assertThat(limiter.tryAcquire(key("11"), requests(10))).isTrue();
        Decision byTeam = assertLimited(limiter.acquire(key("12"), Cost.of(6, 100, 0)));
        assertThat(binding(byTeam).subject()).isEqualTo(key("12").names().get(1));
        assertThat(byTeam.retryAfterNanos()).isEqualTo(4 * SECOND);
        assertThat(left(byTeam)).containsExactly(10L, 500L, 5L);
        Decision byKey = assertLimited(limiter.acquire(key("11"), Cost.request()));
        assertThat(binding(byKey).subject()).isEqualTo(key("11").names().get(0));
        assertThat(left(limiter.peek(key("12"), Cost.none()))).containsExactly(10L, 500L, 5L);
        assertThat(limiter.tryAcquire(key("12"), Cost.of(5, 500, 0))).isTrue();
    }

    @Test
    void acquire_refusedByBoth_waitsForTheLongest() {
        assertThat(limiter.tryAcquire(key("11"), requests(10))).isTrue();
        Decision refused = assertLimited(limiter.acquire(key("11"), requests(8)));
        assertThat(binding(refused).subject()).isEqualTo(key("11").names().get(0));
        assertThat(refused.retryAfterNanos()).isEqualTo(48 * SECOND);
        ticker.advanceNanos(48 * SECOND - 1);
        assertThat(limiter.tryAcquire(key("11"), requests(8))).isFalse();
        ticker.advanceNanos(1);
        assertThat(limiter.tryAcquire(key("11"), requests(8))).isTrue();
    }

    @Test
    void acquire_ofKeptSubjects_seesWhatOthersTook() {
        Subjects kept = key("11");
        Subjects alone = contract().subjects("77", PER_TEAM);
        for (int i = 0; i < 5; i++) {
            assertThat(limiter.tryAcquire(kept, Cost.request())).isTrue();
            assertThat(limiter.tryAcquire(alone, Cost.request())).isTrue();
            assertThat(limiter.tryAcquire(key("12"), Cost.request())).isTrue();
        }
        assertThat(limiter.tryAcquire(kept, Cost.request())).isFalse();
        assertThat(limiter.tryAcquire(alone, Cost.request())).isFalse();
        assertThat(left(limiter.peek(kept, Cost.none()))).containsExactly(5L, 500L, 0L);
    }

    @Test
    void acquire_moreThanOneOfThemEverHas_isNeverAdmissible() {
        Decision refused = limiter.acquire(key("11"), requests(11));
        assertThat(refused.reason()).isEqualTo(Decision.Reason.NEVER_ADMISSIBLE);
        assertThat(left(refused)).containsExactly(10L, 500L, 15L);
    }

    @Test
    void acquire_withOneUnlimited_countsOnlyTheOther() {
        Subjects subjects = contract().and(contract().subjects("11", Quota.unlimited()), "77", PER_TEAM);
        assertThat(left(assertAdmitted(limiter.acquire(subjects, requests(15)))))
                .containsExactly(0L);
        assertThat(limiter.tryAcquire(subjects, Cost.request())).isFalse();
    }

    @Test
    void acquire_ofFiveSubjects_takesFromAll() {
        Subjects five = key("11");
        for (String name : List.of("80", "81", "82")) {
            five = contract().and(five, name, PER_TEAM);
        }
        assertThat(left(assertAdmitted(limiter.acquire(five, Cost.of(3, 50, 0)))))
                .containsExactly(7L, 450L, 12L, 12L, 12L, 12L);
    }

    @Test
    void permit_ofTwoSubjects_isSettledForBoth() {
        Permit permit =
                assertAdmitted(limiter.acquire(key("11"), Cost.of(5, 500, 0))).permit();
        permit.settle(Cost.of(2, 100, 0));
        assertThat(left(limiter.peek(key("11"), Cost.none()))).containsExactly(8L, 400L, 13L);
        permit.release();
        assertThat(left(limiter.peek(key("11"), Cost.none()))).containsExactly(8L, 400L, 13L);
        assertAdmitted(limiter.acquire(key("11"), Cost.of(1, 0, 0))).permit().settle(Cost.of(1, 0, 0));
        assertThat(left(limiter.peek(key("12"), Cost.none()))).containsExactly(10L, 500L, 12L);
    }

    @Test
    void reset_ofOneSubject_leavesTheOther() {
        assertThat(limiter.tryAcquire(key("11"), requests(9))).isTrue();
        limiter.reset(contract().subjects("11", PER_KEY));
        assertThat(left(limiter.peek(key("11"), Cost.none()))).containsExactly(10L, 500L, 6L);
        limiter.reset(key("11"));
        assertThat(left(limiter.peek(key("11"), Cost.none()))).containsExactly(10L, 500L, 15L);
    }
}
