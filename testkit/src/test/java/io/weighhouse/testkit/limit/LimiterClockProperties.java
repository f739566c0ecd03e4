// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.testkit.Generators;
import io.weighhouse.testkit.LimitedCalls;
import io.weighhouse.testkit.ManualTicker;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;

/** P8: what a ticker may do that is not plain going on. A year of it is in {@link RateLimitProperties}. */
@PropertyDefaults(tries = 400)
class LimiterClockProperties extends LimiterInTime {

    private RateLimiter limiterBy(ManualTicker other) {
        return RateLimiter.local()
                .ticker(other)
                .clock(clock)
                .permitTimeToLive(Duration.ofDays(1))
                .nonDurable()
                .build();
    }

    @Property
    void p8_readingsThatWrapOrAreAnywhere_changeNothing(
            @ForAll("calls") LimitedCalls history, @ForAll long anywhere, @ForAll boolean wraps) {
        long total = history.calls().stream()
                .mapToLong(LimitedCalls.Call::pauseNanos)
                .sum();
        ManualTicker other = new ManualTicker(wraps ? Long.MAX_VALUE - total / 2 : anywhere);
        ManualTicker fromZero = new ManualTicker(0);
        RateLimiter tested = limiterBy(other);
        RateLimiter expected = limiterBy(fromZero);
        Due due = new Due();
        for (LimitedCalls.Call call : history.calls()) {
            other.advanceNanos(call.pauseNanos());
            fromZero.advanceNanos(call.pauseNanos());
            clock.advance(Duration.ofNanos(call.pauseNanos()));
            due.next();
            Decision decision = tested.acquire(SUBJECT, history.quota(), call.reserved());
            Decision same = expected.acquire(SUBJECT, history.quota(), call.reserved());
            assertSame(decision, same);
            if (decision.allowed()) {
                due.in(call.settledAfter(), () -> {
                    end(decision.permit(), call);
                    end(same.permit(), call);
                });
            }
        }
    }

    @Property
    void p8_stepsBack_neverGrantAnythingAndHealAtOnce(@ForAll("rateCalls") LimitedCalls history) {
        AdmittedCosts admitted = new AdmittedCosts(history.quota());
        for (LimitedCalls.Call call : history.calls()) {
            long step = call.settledAfter() < 4 ? -3 * call.pauseNanos() : call.pauseNanos();
            List<LimitState> before = states(history.quota());
            ticker.advanceNanos(step);
            admitted.pass(Math.max(0, step));
            List<LimitState> after = states(history.quota());
            if (step < 0) {
                assertThat(after).isEqualTo(before);
            }
            if (limiter.tryAcquire(SUBJECT, history.quota(), call.reserved())) {
                admitted.add(call.reserved());
                continue;
            }
            long wait = peek(history.quota(), call.reserved()).retryAfterNanos();
            if (wait < Long.MAX_VALUE && call.settledAfter() % 4 == 0) {
                ticker.advanceNanos(wait);
                admitted.pass(wait);
                assertThat(limiter.tryAcquire(SUBJECT, history.quota(), call.reserved()))
                        .isTrue();
                admitted.add(call.reserved());
            }
        }
        admitted.assertWithinLimits();
    }

    @Example
    void p8_anHourBack_healsWithinOneWindow() {
        Duration minute = Duration.ofMinutes(1);
        Quota quota = Quota.of(
                Limit.requests("rpm", 60, minute),
                Limit.rolling("rolling", Counted.REQUESTS, 60, minute),
                Limit.inFlight("parallel", 1, minute));
        assertThat(acquire(quota, Cost.of(60, 0, 0)).allowed()).isTrue();
        ticker.advance(Duration.ofHours(-1));
        assertThat(acquire(quota, Cost.request()).retryAfterNanos()).isEqualTo(minute.toNanos());
        ticker.advanceNanos(minute.toNanos() - 1);
        assertThat(acquire(quota, Cost.of(60, 0, 0)).allowed()).isFalse();
        ticker.advanceNanos(1);
        assertThat(acquire(quota, Cost.of(60, 0, 0)).allowed()).isTrue();
    }

    @Property
    void p8_leapsOfYears_giveEverythingOnce(@ForAll("quotas") Quota quota, @ForAll("leaps") List<Duration> leaps) {
        for (Duration leap : leaps) {
            Decision decision = acquire(quota, each(1));
            assertThat(decision.neverAdmissible() || decision.allowed()).isTrue();
            ticker.advance(leap);
            List<LimitState> drained = states(quota);
            assertThat(drained)
                    .allMatch(state -> state.remaining() == state.limit().most());
            assertThat(drained).allMatch(state -> state.resetAfterNanos() == 0);
        }
    }

    @Provide
    Arbitrary<LimitedCalls> calls() {
        return Generators.limitedCalls(Generators.quotas());
    }

    @Provide
    Arbitrary<LimitedCalls> rateCalls() {
        return Generators.limitedCalls(Generators.rateQuotas());
    }

    @Provide
    Arbitrary<Quota> quotas() {
        return Generators.rateQuotas();
    }

    /** Each from a month to 25 years. */
    @Provide
    Arbitrary<List<Duration>> leaps() {
        Duration month = Duration.ofDays(30);
        return Generators.durations(Duration.ofDays(25 * 365 - 30))
                .map(month::plus)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }
}
