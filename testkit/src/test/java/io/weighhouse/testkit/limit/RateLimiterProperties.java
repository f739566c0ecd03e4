// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.testkit.Generators;
import io.weighhouse.testkit.LimitedCalls;
import io.weighhouse.testkit.ManualTicker;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeTry;

class RateLimiterProperties {

    private static final String SUBJECT = "team-7";

    private ManualTicker ticker = new ManualTicker();
    private RateLimiter limiter = limiter();

    @BeforeTry
    void forgetTheLastTry() {
        ticker = new ManualTicker();
        limiter = limiter();
    }

    @Property
    void acquire_decidesAndReportsExactlyAsTheOracle(@ForAll("calls") LimitedCalls history) {
        QuotaOracle oracle = new QuotaOracle(history.quota());
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            oracle.pass(call.pauseNanos());
            List<Long> waits = oracle.waits(call.reserved());
            long longest = waits.stream().mapToLong(Long::longValue).max().orElse(0);
            Decision decision = acquire(history.quota(), call.reserved());
            assertThat(decision.allowed()).isEqualTo(oracle.take(call.reserved()));
            assertThat(decision.states()).isEqualTo(oracle.states());
            assertThat(decision.retryAfterNanos()).isEqualTo(longest);
            assertThat(decision.neverAdmissible()).isEqualTo(longest == Long.MAX_VALUE);
            Limit binding = longest == 0 ? null : history.quota().limits().get(waits.indexOf(longest));
            assertThat(decision.binding()).isEqualTo(binding);
        }
    }

    @Property
    void tryAcquire_neverAdmitsMoreThanBurstAndRate(@ForAll("calls") LimitedCalls history) {
        AdmittedCosts admitted = new AdmittedCosts(history.quota());
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            admitted.pass(call.pauseNanos());
            if (limiter.tryAcquire(SUBJECT, history.quota(), call.reserved())) {
                admitted.add(call.reserved());
            }
        }
        admitted.assertWithinLimits();
    }

    @Property
    void acquire_refused_changesNothingAndPassesExactlyWhenItSaid(@ForAll("calls") LimitedCalls history) {
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            List<LimitState> before = states(history.quota());
            Decision decision = acquire(history.quota(), call.reserved());
            if (decision.allowed() || decision.neverAdmissible()) {
                continue;
            }
            assertThat(decision.states()).isEqualTo(before);
            assertThat(states(history.quota())).isEqualTo(before);
            ticker.advanceNanos(decision.retryAfterNanos() - 1);
            assertThat(limiter.tryAcquire(SUBJECT, history.quota(), call.reserved()))
                    .isFalse();
            ticker.advanceNanos(1);
            assertThat(limiter.tryAcquire(SUBJECT, history.quota(), call.reserved()))
                    .isTrue();
        }
    }

    @Property
    void remaining_growsWithTimeAndCheaperCallsPassToo(@ForAll("calls") LimitedCalls history) {
        for (LimitedCalls.Call call : history.calls()) {
            acquire(history.quota(), call.reserved());
            List<LimitState> before = states(history.quota());
            ticker.advanceNanos(call.pauseNanos());
            List<LimitState> after = states(history.quota());
            for (int i = 0; i < before.size(); i++) {
                assertThat(after.get(i).remaining())
                        .isGreaterThanOrEqualTo(before.get(i).remaining());
            }
            if (peek(history.quota(), call.reserved()).allowed()) {
                assertThat(peek(history.quota(), call.actualWithinReserved()).allowed())
                        .isTrue();
            }
        }
    }

    @Property
    void acquire_inTwoParts_leavesTheSameAsInOne(@ForAll("calls") LimitedCalls history) {
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            Cost part = call.actualWithinReserved();
            Cost rest = Cost.of(
                    call.reserved().requests() - part.requests(),
                    call.reserved().inputTokens() - part.inputTokens(),
                    call.reserved().outputTokens() - part.outputTokens());
            if (limiter.tryAcquire("whole", history.quota(), call.reserved())) {
                assertThat(limiter.tryAcquire("parts", history.quota(), part)).isTrue();
                assertThat(limiter.tryAcquire("parts", history.quota(), rest)).isTrue();
            }
            assertThat(limiter.peek("parts", history.quota(), call.actual()).states())
                    .isEqualTo(limiter.peek("whole", history.quota(), call.actual())
                            .states());
        }
    }

    @Property
    void ticker_thatGoesBackNowAndThen_countsAsOneThatStoodStill(@ForAll("calls") LimitedCalls history) {
        QuotaOracle oracle = new QuotaOracle(history.quota());
        long last = 0;
        long now = 0;
        for (LimitedCalls.Call call : history.calls()) {
            long step = call.settledAfter() == 0 ? -3 * call.pauseNanos() : call.pauseNanos();
            ticker.advanceNanos(step);
            now += step;
            // A refusal leaves no note of its time, so time stands still from the last admission on.
            oracle.pass(Math.max(0, now - last));
            last = now;
            Cost cost = call.reserved();
            boolean expected = oracle.take(cost);
            assertThat(limiter.tryAcquire(SUBJECT, history.quota(), cost)).isEqualTo(expected);
            if (!expected) {
                assertThat(limiter.tryAcquire(SUBJECT, history.quota(), Cost.of(0, 0, 0)))
                        .isTrue();
            }
        }
    }

    @Property
    void peek_hasNoEffect(@ForAll("calls") LimitedCalls history) {
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            Decision foretold = limiter.peek("peeked", history.quota(), call.reserved());
            Decision decision = limiter.acquire("peeked", history.quota(), call.reserved());
            Decision other = acquire(history.quota(), call.reserved());
            assertThat(decision.reason()).isEqualTo(foretold.reason()).isEqualTo(other.reason());
            assertThat(decision.retryAfterNanos()).isEqualTo(foretold.retryAfterNanos());
            assertThat(decision.states()).isEqualTo(other.states());
        }
    }

    @Property
    void subject_evictedWheneverItMayBe_isDecidedAsIfItHadStayed(@ForAll("calls") LimitedCalls history) {
        RateLimiter forgetful = RateLimiter.local()
                .ticker(ticker)
                .nonDurable()
                .maximumSubjects(1)
                .build();
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            // A newcomer that costs nothing takes the only place if it is free, and gives it up to the next one.
            forgetful.tryAcquire("newcomer", history.quota(), Cost.of(0, 0, 0));
            Decision remembered = acquire(history.quota(), call.reserved());
            Decision decision = forgetful.acquire(SUBJECT, history.quota(), call.reserved());
            assertThat(decision.reason()).isEqualTo(remembered.reason());
            assertThat(decision.states()).isEqualTo(remembered.states());
            if (decision.allowed() && call.settledAfter() < 6) {
                ticker.advanceNanos(call.pauseNanos() / 2);
                forgetful.tryAcquire("newcomer", history.quota(), Cost.of(0, 0, 0));
                decision.permit().settle(call.actual());
                remembered.permit().settle(call.actual());
            }
        }
    }

    private Decision acquire(Quota quota, Cost cost) {
        return limiter.acquire(SUBJECT, quota, cost);
    }

    private Decision peek(Quota quota, Cost cost) {
        return limiter.peek(SUBJECT, quota, cost);
    }

    private List<LimitState> states(Quota quota) {
        return peek(quota, Cost.request()).states();
    }

    private RateLimiter limiter() {
        return RateLimiter.local().ticker(ticker).nonDurable().build();
    }

    @Provide
    Arbitrary<LimitedCalls> calls() {
        return Generators.limitedCalls();
    }
}
