// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.metering.limit.ConcurrencyLimit;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.testkit.Generators;
import io.weighhouse.testkit.LimitedCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;

/** K1 to K4: calls in flight. */
@PropertyDefaults(tries = 400)
class InFlightProperties extends LimiterInTime {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Property
    void k1_callsInFlight_areAdmittedWhileTheyAreFewerThanTheLimit(@ForAll("calls") LimitedCalls history) {
        Roster roster = new Roster();
        NaiveRateLimiter oracle = new NaiveRateLimiter(roster, ticker, clock);
        Due due = new Due();
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            due.next();
            Subjects subjects = roster.subjects(SUBJECT, history.quota());
            Decision decision = limiter.acquire(subjects, call.reserved());
            Decision expected = oracle.acquire(subjects, call.reserved());
            assertSame(decision, expected);
            if (decision.allowed()) {
                due.in(call.settledAfter(), () -> {
                    end(decision.permit(), call);
                    end(expected.permit(), call);
                });
            }
        }
    }

    /** A call as the test knows it. */
    private record Running(Permit permit, long expiresAtNanos) {}

    @Example
    void k1_hundredsAtOnce_areNeverMoreThanTheLimit() {
        int limit = 300;
        Quota quota = Quota.of(Limit.inFlight("parallel", limit, MINUTE));
        Random random = new Random(300);
        List<Running> running = new ArrayList<>();
        long passed = 0;
        int most = 0;
        int refused = 0;
        for (int i = 0; i < 30_000; i++) {
            long pause = random.nextLong(MINUTE.toNanos() / limit);
            passed += pause;
            ticker.advanceNanos(pause);
            long now = passed;
            running.removeIf(call -> call.expiresAtNanos <= now);
            if (random.nextInt(3) == 0 && !running.isEmpty()) {
                running.remove(random.nextInt(running.size())).permit.close();
            }
            Decision decision = acquire(quota, Cost.request());
            if (decision.allowed()) {
                running.add(new Running(decision.permit(), passed + MINUTE.toNanos()));
            } else {
                refused++;
            }
            most = Math.max(most, running.size());
        }
        assertThat(most).isBetween(limit * 9 / 10, limit);
        assertThat(refused).isPositive();
    }

    @Example
    void k2_everyWayToEnd_freesThePlace() {
        Quota quota = Quota.of(Limit.inFlight("parallel", 1, MINUTE));
        Map<String, Consumer<Permit>> ways = Map.of(
                "success",
                permit -> permit.settle(Cost.of(1, 10, 10)),
                "success at more than was reserved",
                permit -> permit.settle(Cost.of(9, 99, 99)),
                "a call that did not take place",
                Permit::release,
                "success without a count",
                Permit::close,
                "error",
                InFlightProperties::failsWithin,
                "cancel",
                InFlightProperties::isCancelledWithin,
                "time-out",
                permit -> ticker.advance(MINUTE.dividedBy(2)),
                "a lost client",
                permit -> {});
        ways.forEach((way, end) -> {
            String subject = "ended by " + way;
            Decision decision = limiter.acquire(subject, quota, Cost.of(1, 10, 10));
            assertThat(decision.allowed()).as(way).isTrue();
            assertThat(limiter.acquire(subject, quota, Cost.request()).allowed())
                    .as(way)
                    .isFalse();
            end.accept(decision.permit());
            if (way.equals("time-out")) {
                decision.permit().release();
            } else if (way.equals("a lost client")) {
                ticker.advance(MINUTE);
            }
            assertThat(limiter.acquire(subject, quota, Cost.request()).allowed())
                    .as(way)
                    .isTrue();
        });
    }

    private static void failsWithin(Permit permit) {
        assertThatThrownBy(() -> {
                    try (permit) {
                        throw new IllegalStateException("the provider is down");
                    }
                })
                .isInstanceOf(IllegalStateException.class);
    }

    private static void isCancelledWithin(Permit permit) {
        CompletableFuture<String> call = new CompletableFuture<>();
        CompletableFuture<String> ended = call.whenComplete((answer, failure) -> permit.close());
        call.cancel(true);
        assertThatThrownBy(ended::join).hasCauseInstanceOf(CancellationException.class);
    }

    @Property
    void k3_permitsEndedAgain_areHarmless(@ForAll("calls") LimitedCalls history) {
        Due due = new Due();
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            due.next();
            Decision once = acquire(history.quota(), call.reserved());
            Decision often = limiter.acquire("often", history.quota(), call.reserved());
            assertSame(often, once);
            if (once.allowed()) {
                due.in(call.settledAfter(), () -> {
                    end(once.permit(), call);
                    end(often.permit(), call);
                    often.permit().release();
                });
                due.in(call.settledAfter() + 3, () -> {
                    often.permit().close();
                    often.permit().settle(call.actual());
                });
            }
        }
    }

    @Property
    void k4_aLoweredLimit_drainsAndIsNeverNegative(@ForAll("calls") LimitedCalls history) {
        Limit limit = history.quota().limits().get(0);
        Quota one = Quota.of(Limit.inFlight("r", 1, ((ConcurrencyLimit) limit).expiry()));
        Due due = new Due();
        int[] open = {0};
        for (LimitedCalls.Call call : history.calls()) {
            // No time passes, so that none expires.
            due.next();
            boolean lowered = call.settledAfter() % 3 == 0;
            Decision decision = acquire(lowered ? one : history.quota(), call.reserved());
            assertThat(decision.allowed()).isEqualTo(open[0] < (lowered ? 1 : limit.most()));
            if (decision.allowed()) {
                open[0]++;
                due.in(call.settledAfter(), () -> {
                    open[0]--;
                    end(decision.permit(), call);
                });
            }
            LimitState state = states(one).get(0);
            assertThat(state.remaining()).isEqualTo(Math.max(0, 1 - open[0]));
        }
    }

    @Provide
    Arbitrary<LimitedCalls> calls() {
        return Generators.limitedCalls(Generators.inFlightLimits("r").map(Quota::of));
    }
}
