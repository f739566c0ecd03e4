// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.testkit.Generators;
import io.weighhouse.testkit.LimitedCalls;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;

/** P4 to P6, P9, P11, P12, M3 and M4: what limits of every kind do, several of them together. */
@PropertyDefaults(tries = 400)
class EveryLimitProperties extends LimiterInTime {

    @Property
    void p4_refused_changesNothing(@ForAll("calls") LimitedCalls history) {
        Due due = new Due();
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            due.next();
            List<LimitState> before = states(history.quota());
            Decision decision = acquire(history.quota(), call.reserved());
            if (decision.allowed()) {
                due.in(call.settledAfter(), () -> end(decision.permit(), call));
                continue;
            }
            assertThat(decision.states()).isEqualTo(before);
            assertThat(states(history.quota())).isEqualTo(before);
            Decision again = acquire(history.quota(), call.reserved());
            assertThat(again.retryAfterNanos()).isEqualTo(decision.retryAfterNanos());
        }
    }

    @Property
    void p5_refused_passesExactlyWhenItSaid(@ForAll("calls") LimitedCalls history) {
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            Decision decision = acquire(history.quota(), call.reserved());
            if (decision.neverAdmissible()) {
                assertThat(decision.retryAfterNanos()).isEqualTo(Long.MAX_VALUE);
                assertThat(history.quota().limits())
                        .anyMatch(
                                limit -> !limit.isShadow() && call.reserved().quantity(limit.counted()) > limit.most());
            } else if (!decision.allowed()) {
                long wait = decision.retryAfterNanos();
                long early = Math.min(wait, grain(decision));
                ticker.advanceNanos(wait - early);
                assertThat(acquire(history.quota(), call.reserved()).allowed()).isFalse();
                ticker.advanceNanos(early);
                assertThat(acquire(history.quota(), call.reserved()).allowed()).isTrue();
            }
        }
    }

    @Property
    void p6_timeAndCheaperCosts_neverMakeItWorse(@ForAll("calls") LimitedCalls history) {
        for (LimitedCalls.Call call : history.calls()) {
            acquire(history.quota(), call.reserved());
            List<LimitState> before = states(history.quota());
            ticker.advanceNanos(call.pauseNanos());
            List<LimitState> after = states(history.quota());
            for (int i = 0; i < before.size(); i++) {
                assertThat(after.get(i).remaining())
                        .isGreaterThanOrEqualTo(before.get(i).remaining());
                assertThat(after.get(i).resetAfterNanos())
                        .isLessThanOrEqualTo(before.get(i).resetAfterNanos());
            }
            Decision dearer = peek(history.quota(), call.reserved());
            Decision cheaper = peek(history.quota(), call.actualWithinReserved());
            assertThat(cheaper.retryAfterNanos()).isLessThanOrEqualTo(dearer.retryAfterNanos());
        }
    }

    @Property
    void p9_subjectsThatHaveDrained_areAsGoodAsNew(@ForAll("calls") LimitedCalls history) {
        RateLimiter forgetful = newLimiter(1);
        Quota ofNewcomers = Quota.of(Limit.requests("rpm", 1, Duration.ofMinutes(1)));
        Due due = new Due();
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            due.next();
            // A newcomer that costs nothing takes the only place if it is free, and gives it up to the next one.
            forgetful.tryAcquire("newcomer", ofNewcomers, Cost.none());
            Decision remembered = acquire(history.quota(), call.reserved());
            Decision decision = forgetful.acquire(SUBJECT, history.quota(), call.reserved());
            assertSame(decision, remembered);
            if (decision.allowed()) {
                due.in(call.settledAfter() / 4, () -> {
                    forgetful.tryAcquire("newcomer", ofNewcomers, Cost.none());
                    end(decision.permit(), call);
                    end(remembered.permit(), call);
                });
            }
        }
    }

    @Property
    void p11_peeking_changesNothing(@ForAll("calls") LimitedCalls history) {
        Due due = new Due();
        Quota another = Quota.of(Limit.requests("a", 7, Duration.ofHours(1)));
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos() / 2);
            limiter.peek("peeked", history.quota(), call.actual());
            limiter.peek("peeked", another, call.reserved());
            ticker.advanceNanos(call.pauseNanos() - call.pauseNanos() / 2);
            due.next();
            Decision foretold = limiter.peek("peeked", history.quota(), call.reserved());
            Decision decision = limiter.acquire("peeked", history.quota(), call.reserved());
            Decision other = acquire(history.quota(), call.reserved());
            assertThat(decision.reason()).isEqualTo(foretold.reason());
            assertThat(decision.retryAfterNanos()).isEqualTo(foretold.retryAfterNanos());
            assertThat(decision.shadowRefusals()).hasSameSizeAs(foretold.shadowRefusals());
            assertSame(decision, other);
            if (decision.allowed()) {
                due.in(call.settledAfter(), () -> {
                    end(decision.permit(), call);
                    end(other.permit(), call);
                });
            }
        }
    }

    @Property
    void p12_reset_isAsIfTheSubjectHadNeverCalled(@ForAll("calls") LimitedCalls history) {
        int half = history.calls().size() / 2;
        for (LimitedCalls.Call call : history.calls().subList(0, half)) {
            ticker.advanceNanos(call.pauseNanos());
            Decision decision = acquire(history.quota(), call.reserved());
            if (decision.allowed() && call.settledAfter() > 4) {
                end(decision.permit(), call);
            }
        }
        limiter.reset(Subjects.of(SUBJECT, history.quota()));
        for (LimitedCalls.Call call :
                history.calls().subList(half, history.calls().size())) {
            ticker.advanceNanos(call.pauseNanos());
            Decision decision = acquire(history.quota(), call.reserved());
            Decision fresh = limiter.acquire("fresh", history.quota(), call.reserved());
            assertSame(decision, fresh);
        }
    }

    @Property
    void m3_theBindingLimit_isTheFirstWithTheLongestWait(@ForAll("calls") LimitedCalls history) {
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            long longest = 0;
            Limit binding = null;
            for (Limit limit : history.quota().limits()) {
                long wait = limit.isShadow()
                        ? 0
                        : peek(Quota.of(limit), call.reserved()).retryAfterNanos();
                if (wait > longest) {
                    longest = wait;
                    binding = limit;
                }
            }
            Decision decision = acquire(history.quota(), call.reserved());
            assertThat(decision.retryAfterNanos()).isEqualTo(longest);
            assertThat(decision.allowed()).isEqualTo(binding == null);
            assertThat(bindingLimit(decision)).isEqualTo(binding);
        }
    }

    @Property
    void m4_refusedByOneOfSeveralSubjects_leavesTheRestAsTheyWere(
            @ForAll("calls") LimitedCalls history, @ForAll("quotas") Quota another) {
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            if (call.settledAfter() % 2 == 0) {
                limiter.acquire("other", another, each(call.settledAfter()));
            }
            List<LimitState> one = states("key", history.quota());
            List<LimitState> other = states("other", another);
            Decision decision =
                    limiter.acquire(Subjects.of("other", another).and("key", history.quota()), call.reserved());
            if (!decision.allowed()) {
                assertThat(states("key", history.quota())).isEqualTo(one);
                assertThat(states("other", another)).isEqualTo(other);
                assertThat(decision.states()).isEqualTo(concatenated(one, other));
            }
        }
    }

    private static List<LimitState> concatenated(List<LimitState> one, List<LimitState> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    @Provide
    Arbitrary<LimitedCalls> calls() {
        return Generators.limitedCalls(Generators.quotas());
    }

    @Provide
    Arbitrary<Quota> quotas() {
        return Generators.quotas();
    }
}
