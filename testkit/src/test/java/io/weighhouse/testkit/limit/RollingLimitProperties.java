// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.RollingLimit;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.testkit.Generators;
import io.weighhouse.testkit.LimitedCalls;
import io.weighhouse.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;

/** R1 to R3: what rolling windows admit, and what they cost. */
@PropertyDefaults(tries = 400)
class RollingLimitProperties extends LimiterInTime {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    @Property(tries = 60)
    void r1_noStretchOfAWindow_everHasMoreThanTheLimit(@ForAll("denseCalls") LimitedCalls history) {
        AdmittedCosts admitted = new AdmittedCosts(history.quota());
        Due due = new Due();
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            admitted.pass(call.pauseNanos());
            due.next();
            Decision decision = acquire(history.quota(), call.reserved());
            if (decision.allowed()) {
                int number = admitted.add(call.reserved());
                due.in(call.settledAfter(), () -> {
                    decision.permit().settle(call.actualWithinReserved());
                    admitted.settle(number, call.actualWithinReserved());
                });
            }
        }
        admitted.assertWithinLimits();
    }

    @Example
    void r1_thousandsOfCalls_neverHaveMoreThanTheLimitInAWindow() {
        int permits = 500;
        Quota quota = Quota.of(Limit.rolling("r", Counted.REQUESTS, permits, Duration.ofNanos(MINUTE)));
        Random random = new Random(500);
        Deque<Long> last = new ArrayDeque<>();
        int refused = 0;
        long passed = 0;
        for (int i = 0; i < 20_000; i++) {
            long pause = random.nextLong(MINUTE / permits);
            passed += pause;
            ticker.advanceNanos(pause);
            if (!limiter.tryAcquire(SUBJECT, quota, Cost.request())) {
                refused++;
                continue;
            }
            last.addLast(passed);
            if (last.size() > permits) {
                assertThat(passed - last.removeFirst()).isGreaterThanOrEqualTo(MINUTE);
            }
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    @Property
    void r1_upTo64Calls_areCountedToTheNanosecond(@ForAll("calls") LimitedCalls history) {
        Roster roster = new Roster();
        NaiveRateLimiter oracle = new NaiveRateLimiter(roster, ticker, clock);
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            Subjects subjects = roster.subjects(SUBJECT, history.quota());
            assertSame(limiter.acquire(subjects, call.reserved()), oracle.acquire(subjects, call.reserved()));
        }
    }

    @Example
    void r2_steadyDemand_passesAt32Of33OfTheLimitOrMore() {
        for (int permits : new int[] {10, 64, 65, 100, 1_111}) {
            for (int percent : new int[] {101, 150, 1_000}) {
                assertSustained(permits, 100 * MINUTE / permits / percent);
            }
        }
    }

    /** Calls of one, so often, over twenty windows, beside a window that remembers each of them. */
    private void assertSustained(int permits, long everyNanos) {
        String subject = permits + " every " + everyNanos;
        Quota quota = Quota.of(Limit.rolling("r", Counted.REQUESTS, permits, Duration.ofNanos(MINUTE)));
        Deque<Long> exact = new ArrayDeque<>();
        long admitted = 0;
        long possible = 0;
        for (long passed = 0; passed < 20 * MINUTE; passed += everyNanos) {
            admitted += limiter.tryAcquire(subject, quota, Cost.request()) ? 1 : 0;
            if (exact.size() < permits || exact.getFirst() + MINUTE <= passed) {
                possible++;
                exact.addLast(passed);
                if (exact.size() > permits) {
                    exact.removeFirst();
                }
            }
            ticker.advanceNanos(everyNanos);
        }
        assertThat(admitted).as(subject).isLessThanOrEqualTo(20L * permits);
        assertThat(33 * admitted).as(subject).isGreaterThanOrEqualTo(32 * possible);
    }

    @Example
    void r3_hoursOfCalls_takeNoMoreMemoryThanTheFirst() throws ReflectiveOperationException {
        Quota quota = Quota.of(Limit.rolling("r", Counted.REQUESTS, 50_000, Duration.ofHours(1)));
        ManualTicker alone = new ManualTicker();
        RateLimiter tested = RateLimiter.local().ticker(alone).build();
        Subjects subjects = Subjects.of(SUBJECT, quota);
        IntToLongFunction calls = number -> IntStream.range(0, number)
                .filter(call -> {
                    alone.advanceNanos(50_000_000);
                    return tested.tryAcquire(subjects, Cost.request());
                })
                .count();
        long warmUp = calls.applyAsLong(72_000);
        long before = Allocation.bytesSoFar();
        long admitted = calls.applyAsLong(720_000);
        assertThat(Allocation.bytesSoFar() - before).isLessThan(100_000);
        assertThat(warmUp).isEqualTo(50_000);
        assertThat(admitted).isBetween(480_000L, 500_000L);
    }

    @Provide
    Arbitrary<LimitedCalls> calls() {
        return Generators.limitedCalls(Generators.rollingLimits("r").map(Quota::of));
    }

    @Provide
    Arbitrary<LimitedCalls> denseCalls() {
        return Generators.denseLimitedCalls(Generators.rollingLimits("r")
                .map(RollingLimitProperties::larger)
                .map(Quota::of));
    }

    /** With room for so many calls that they cannot all be remembered for themselves. */
    private static Limit larger(Limit limit) {
        Duration window = ((RollingLimit) limit).window().plusMillis(1);
        return Limit.rolling(limit.id(), limit.counted(), limit.most() + 10_000, window);
    }
}
