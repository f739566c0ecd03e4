// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.testkit.Generators;
import io.weighhouse.testkit.LimitedCalls;
import io.weighhouse.testkit.ManualTicker;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeTry;

class PermitProperties {

    private static final String SUBJECT = "team-7";

    private ManualTicker ticker = new ManualTicker();
    private RateLimiter limiter = limiter();

    @BeforeTry
    void forgetTheLastTry() {
        ticker = new ManualTicker();
        limiter = limiter();
    }

    @Property(tries = 20_000)
    void settle_belowTheReserved_letsNobodyExceedALimitOnActualCosts(@ForAll("calls") LimitedCalls history) {
        AdmittedCosts admitted = new AdmittedCosts(history.quota());
        Map<Integer, Deque<Runnable>> due = new HashMap<>();
        int turn = 0;
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            admitted.pass(call.pauseNanos());
            due.getOrDefault(turn, new ArrayDeque<>()).forEach(Runnable::run);
            Decision decision = limiter.acquire(SUBJECT, history.quota(), call.reserved());
            if (decision.allowed()) {
                int number = admitted.add(call.reserved());
                due.computeIfAbsent(turn + call.settledAfter(), key -> new ArrayDeque<>())
                        .addFirst(() -> {
                            decision.permit().settle(call.actualWithinReserved());
                            admitted.settle(number, call.actualWithinReserved());
                        });
            }
            turn++;
        }
        admitted.assertWithinLimits();
    }

    @Property
    void settle_beyondTheReserved_isChargedInFull(@ForAll("calls") LimitedCalls history) {
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            Decision decision = limiter.acquire(SUBJECT, history.quota(), call.actualWithinReserved());
            if (!decision.allowed()) {
                continue;
            }
            boolean asOne = limiter.tryAcquire("as one", history.quota(), call.reserved());
            decision.permit().settle(call.reserved());
            if (asOne) {
                assertThat(states(SUBJECT, history.quota())).isEqualTo(states("as one", history.quota()));
            } else {
                // What did not fit as one call is more than the burst now: debt.
                assertThat(limiter.peek(SUBJECT, history.quota(), Cost.of(0, 0, 0))
                                .allowed())
                        .isFalse();
                return;
            }
        }
    }

    @Property
    void settle_atAnyTime_leavesNoMoreThanIfThereHadBeenNoCall(@ForAll("calls") LimitedCalls history) {
        LimitedCalls.Call first = history.calls().get(0);
        Decision decision = limiter.acquire(SUBJECT, history.quota(), first.reserved());
        for (LimitedCalls.Call call : history.calls().subList(1, history.calls().size())) {
            ticker.advanceNanos(call.pauseNanos());
            if (limiter.tryAcquire(SUBJECT, history.quota(), call.reserved())) {
                assertThat(limiter.tryAcquire("without", history.quota(), call.reserved()))
                        .isTrue();
            }
        }
        if (decision.allowed()) {
            decision.permit().release();
        }
        List<LimitState> without = states("without", history.quota());
        List<LimitState> with = states(SUBJECT, history.quota());
        for (int i = 0; i < with.size(); i++) {
            assertThat(with.get(i).remaining())
                    .isLessThanOrEqualTo(without.get(i).remaining());
            assertThat(with.get(i).resetAfterNanos())
                    .isGreaterThanOrEqualTo(without.get(i).resetAfterNanos());
        }
    }

    @Property
    void settle_atTheReservedOrAgain_changesNothing(@ForAll("calls") LimitedCalls history) {
        for (LimitedCalls.Call call : history.calls()) {
            Decision decision = limiter.acquire(SUBJECT, history.quota(), call.reserved());
            ticker.advanceNanos(call.pauseNanos());
            if (decision.allowed()) {
                List<LimitState> before = states(SUBJECT, history.quota());
                decision.permit().settle(call.reserved());
                decision.permit().release();
                decision.permit().settle(call.actual());
                assertThat(states(SUBJECT, history.quota())).isEqualTo(before);
            }
        }
    }

    @Property
    void release_ofTheNewestCallsInReverse_leavesNoTrace(@ForAll("calls") LimitedCalls history) {
        LimitedCalls.Call first = history.calls().get(0);
        limiter.tryAcquire(SUBJECT, history.quota(), first.reserved());
        Deque<Decision> admitted = new ArrayDeque<>();
        List<LimitState> before = states(SUBJECT, history.quota());
        for (LimitedCalls.Call call : history.calls()) {
            Decision decision = limiter.acquire(SUBJECT, history.quota(), call.reserved());
            if (decision.allowed()) {
                admitted.push(decision);
            }
        }
        admitted.forEach(decision -> decision.permit().release());
        assertThat(states(SUBJECT, history.quota())).isEqualTo(before);
    }

    private List<LimitState> states(String subject, Quota quota) {
        return limiter.peek(subject, quota, Cost.request()).states();
    }

    private RateLimiter limiter() {
        return RateLimiter.local().ticker(ticker).nonDurable().build();
    }

    @Provide
    Arbitrary<LimitedCalls> calls() {
        return Generators.limitedCalls();
    }
}
