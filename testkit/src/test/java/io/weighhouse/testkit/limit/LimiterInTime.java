// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.CalendarLimit;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.testkit.LimitedCalls;
import io.weighhouse.testkit.ManualClock;
import io.weighhouse.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.lifecycle.BeforeTry;
import org.jspecify.annotations.Nullable;

/** The setting of properties: limiters in memory on one ticker that takes their clock along, new for each try. */
abstract class LimiterInTime {

    static final String SUBJECT = "team-7";

    ManualClock clock = new ManualClock();
    ManualTicker ticker = new ManualTicker(clock);
    RateLimiter limiter = newLimiter(1_000);

    @BeforeTry
    final void forgetTheLastTry() {
        clock = new ManualClock();
        ticker = new ManualTicker(clock);
        limiter = newLimiter(1_000);
    }

    final RateLimiter newLimiter(int maximumSubjects) {
        return RateLimiter.local()
                .ticker(ticker)
                .clock(clock)
                .permitTimeToLive(Duration.ofDays(1))
                .maximumSubjects(maximumSubjects)
                .nonDurable()
                .build();
    }

    final Decision acquire(Quota quota, Cost cost) {
        return limiter.acquire(SUBJECT, quota, cost);
    }

    final Decision peek(Quota quota, Cost cost) {
        return limiter.peek(SUBJECT, quota, cost);
    }

    /** How the limits of a subject stand. */
    final List<LimitState> states(String subject, Quota quota) {
        return limiter.peek(subject, quota, nothing()).states();
    }

    final List<LimitState> states(Quota quota) {
        return states(SUBJECT, quota);
    }

    /** A cost of nothing that states everything that generated limits count. */
    static Cost nothing() {
        return Cost.none().and(LimitedCalls.MONEY, 0).and(LimitedCalls.IMAGES, 0);
    }

    /** A cost of so many of everything. */
    static Cost each(long number) {
        return Cost.of(number, number, 0).and(LimitedCalls.MONEY, number).and(LimitedCalls.IMAGES, number);
    }

    /** Two decisions that must be the same but for the names of their subjects. */
    static void assertSame(Decision decision, Decision expected) {
        assertThat(told(decision)).isEqualTo(told(expected));
    }

    /** All that a decision tells, without the names of subjects. */
    private static List<Object> told(Decision decision) {
        List<Object> told = new ArrayList<>();
        told.add(decision.reason());
        told.add(decision.retryAfterNanos());
        told.addAll(nameless(decision.states()));
        told.add("refused if they did not only watch:");
        told.addAll(nameless(decision.shadowRefusals()));
        LimitState binding = decision.binding();
        told.add(binding == null ? "nobody refused" : nameless(List.of(binding)));
        return told;
    }

    static @Nullable Limit bindingLimit(Decision decision) {
        LimitState binding = decision.binding();
        return binding == null ? null : binding.limit();
    }

    static List<LimitState> nameless(List<LimitState> states) {
        List<LimitState> nameless = new ArrayList<>(states.size());
        for (LimitState state : states) {
            nameless.add(new LimitState("", state.limit(), state.remaining(), state.resetAfterNanos()));
        }
        return nameless;
    }

    /** Nanoseconds that a wait may be too long: where a calendar binds, it goes by the millisecond. */
    static long grain(Decision refused) {
        return bindingLimit(refused) instanceof CalendarLimit ? 1_000_000 : 1;
    }

    static boolean isShadow(Quota quota) {
        return quota.limits().stream().anyMatch(Limit::isShadow);
    }

    /** Permits that are to be ended some calls later. */
    static final class Due {

        private final Map<Integer, Deque<Runnable>> ends = new HashMap<>();
        private int turn;

        /** A call goes by: what was to end before it ends. */
        void next() {
            turn++;
            ends.getOrDefault(turn, new ArrayDeque<>()).forEach(Runnable::run);
            ends.remove(turn);
        }

        void in(int calls, Runnable end) {
            ends.computeIfAbsent(turn + calls + 1, key -> new ArrayDeque<>()).addFirst(end);
        }
    }

    /** Ends a permit in one of the ways there are. */
    static void end(Permit permit, LimitedCalls.Call call) {
        switch (call.settledAfter() % 4) {
            case 0 -> permit.release();
            case 1 -> permit.close();
            case 2 -> permit.settle(call.actual());
            default -> permit.settle(call.actualWithinReserved());
        }
    }
}
