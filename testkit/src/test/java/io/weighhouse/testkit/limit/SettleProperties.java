// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.testkit.Generators;
import io.weighhouse.testkit.LimitedCalls;
import io.weighhouse.testkit.limit.SettledHistory.Twist;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What settling a permit may and may not give back: S1 to S7 of the limits' properties. */
@PropertyDefaults(tries = 400)
class SettleProperties extends LimiterInTime {

    private static final int HISTORIES = Integer.getInteger("settle.histories", 3_000);
    private static final int OVERRUN_HISTORIES = Math.max(1, HISTORIES / 4);
    private static final long FIRST_SEED = Long.getLong("settle.seed", 0);

    /** {@code -Dsettle.histories=300000} for the long run; a violation names the seed that {@code -Dsettle.seed} takes. */
    @Example
    void s1_settledWithinTheReserved_noLimitIsExceededOnActualCosts() {
        int longest = run(HISTORIES, Twist.CHANGE_OF_QUOTA, Twist.STEP_BACK);
        System.out.println("settle: histories=" + HISTORIES + " violations=0 longest=" + longest + " admissions");
        if (HISTORIES >= 1_000) {
            assertThat(longest).as("a history that fills a ring three times").isGreaterThan(200);
        }
    }

    @Example
    void s2_settledBeyondTheReserved_theExcessIsDebt() {
        run(OVERRUN_HISTORIES, Twist.OVERRUN);
        run(OVERRUN_HISTORIES, Twist.OVERRUN, Twist.CHANGE_OF_QUOTA, Twist.STEP_BACK);
    }

    private static int run(int histories, Twist... twists) {
        int longest = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + histories; seed++) {
            try {
                longest =
                        Math.max(longest, new SettledHistory(seed, twists).run().admitted());
            } catch (AssertionError violation) {
                throw new AssertionError("seed " + seed + ": " + violation.getMessage(), violation);
            }
        }
        return longest;
    }

    @Property
    void s3_endedAgain_countsOnce(@ForAll("calls") LimitedCalls history) {
        RateLimiter twin = newLimiter(1_000);
        Due due = new Due();
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            due.next();
            Decision decision = acquire(history.quota(), call.reserved());
            Decision once = twin.acquire(SUBJECT, history.quota(), call.reserved());
            assertSame(decision, once);
            if (decision.allowed()) {
                due.in(call.settledAfter(), () -> {
                    end(decision.permit(), call);
                    end(once.permit(), call);
                });
                due.in(call.settledAfter() + 1, () -> {
                    decision.permit().release();
                    decision.permit().settle(call.actual());
                    decision.permit().close();
                });
            }
        }
        assertThat(states(history.quota()))
                .isEqualTo(twin.peek(SUBJECT, history.quota(), nothing()).states());
    }

    /** A permit's time to live is a day here; calls in flight end whenever they end. */
    @Property
    void s4_settledTooLate_countsAsReserved(
            @ForAll("calls") LimitedCalls history, @ForAll @LongRange(min = 1) long more) {
        RateLimiter twin = newLimiter(1_000);
        LimitedCalls.Call first = history.calls().get(0);
        Decision late = acquire(history.quota(), first.reserved());
        Decision closed = twin.acquire(SUBJECT, history.quota(), first.reserved());
        ticker.advanceNanos(Duration.ofDays(1).toNanos() + more % 1_000_000_000);
        for (LimitedCalls.Call call : history.calls()) {
            assertSame(
                    acquire(history.quota(), call.reserved()), twin.acquire(SUBJECT, history.quota(), call.reserved()));
            ticker.advanceNanos(call.pauseNanos());
        }
        if (late.allowed()) {
            late.permit().settle(first.actualWithinReserved());
            closed.permit().close();
        }
        assertThat(states(history.quota()))
                .isEqualTo(twin.peek(SUBJECT, history.quota(), nothing()).states());
    }

    @Property
    void s5_settledWhenever_leavesNoMoreThanIfThereHadBeenNoCall(
            @ForAll("refusable") LimitedCalls history, @ForAll @IntRange(max = 40) int when) {
        RateLimiter without = newLimiter(1_000);
        Due due = new Due();
        int turn = 0;
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            due.next();
            boolean isExtra = turn++ == when % history.calls().size();
            Decision decision = acquire(history.quota(), call.reserved());
            if (decision.allowed() && isExtra) {
                due.in(call.settledAfter(), () -> decision.permit().release());
            } else if (decision.allowed()) {
                Decision other = without.acquire(SUBJECT, history.quota(), call.reserved());
                assertThat(other.allowed()).isTrue();
                due.in(call.settledAfter(), () -> {
                    end(decision.permit(), call);
                    end(other.permit(), call);
                });
            }
            assertNoMore(without, history.quota());
        }
    }

    private void assertNoMore(RateLimiter without, Quota quota) {
        List<LimitState> most = without.peek(SUBJECT, quota, nothing()).states();
        List<LimitState> states = states(quota);
        for (int i = 0; i < most.size(); i++) {
            assertThat(states.get(i).remaining())
                    .isLessThanOrEqualTo(most.get(i).remaining());
            assertThat(states.get(i).resetAfterNanos())
                    .isGreaterThanOrEqualTo(most.get(i).resetAfterNanos());
        }
    }

    @Property
    void s6_settledAtTheReserved_changesNothing(@ForAll("rates") LimitedCalls history) {
        Due due = new Due();
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            due.next();
            Decision decision = acquire(history.quota(), call.reserved());
            if (decision.allowed()) {
                due.in(call.settledAfter(), () -> {
                    List<LimitState> before = states(history.quota());
                    decision.permit().settle(call.reserved());
                    assertThat(states(history.quota())).isEqualTo(before);
                });
            }
        }
    }

    /** 7 of 10 tokens at a time each are given back in that time, whatever a token takes by now. */
    @Property
    void s7_settledAfterAChangeOfQuota_givesBackTheTimeThatWasTaken(
            @ForAll @LongRange(min = 1, max = 1_000) long before, @ForAll @LongRange(min = 1, max = 1_000) long after) {
        Quota old = Quota.of(Limit.tokens("tokens", 100, Duration.ofSeconds(100 * before)));
        Quota current = Quota.of(Limit.tokens("tokens", 100, Duration.ofSeconds(100 * after)));
        Permit permit = acquire(old, Cost.of(1, 10, 0)).permit();
        acquire(current, Cost.of(1, 5, 0));
        permit.settle(Cost.of(1, 3, 0));
        assertThat(states(current).get(0).resetAfterNanos())
                .isEqualTo(Duration.ofSeconds(3 * before + (10 * before + 5 * after <= 100 * after ? 5 * after : 0))
                        .toNanos());
    }

    @Provide
    Arbitrary<LimitedCalls> calls() {
        return Generators.limitedCalls(Generators.exactQuotas());
    }

    /** Without limits that only watch: a call more may keep another one from being counted at all. */
    @Provide
    Arbitrary<LimitedCalls> refusable() {
        return Generators.limitedCalls(Generators.exactQuotas().filter(quota -> !isShadow(quota)));
    }

    @Provide
    Arbitrary<LimitedCalls> rates() {
        return Generators.limitedCalls(Generators.rateQuotas());
    }
}
