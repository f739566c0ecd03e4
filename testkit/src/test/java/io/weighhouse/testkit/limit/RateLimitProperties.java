// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimit;
import io.weighhouse.testkit.Generators;
import io.weighhouse.testkit.LimitedCalls;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;

/** P1, P2, P3, P7 and the year of P8: what rates admit, in numbers of any size. */
@PropertyDefaults(tries = 400)
class RateLimitProperties extends LimiterInTime {

    /** A limiter counts in 16ths of a nanosecond, or in something larger where the burst would not fit. */
    private static long ticks(long calls) {
        return calls / 16 + 1;
    }

    @Property
    void p1_anyCalls_neverExceedBurstAndRate(@ForAll("calls") LimitedCalls history) {
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
    void p1_callsThatTakeAllThatIsTold_neverExceedBurstAndRate(@ForAll("rateCalls") LimitedCalls history) {
        AdmittedCosts admitted = new AdmittedCosts(history.quota());
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            admitted.pass(call.pauseNanos());
            long told = states(history.quota()).get(0).remaining();
            boolean all = call.settledAfter() < 8;
            Cost cost = all ? of(history.quota().limits().get(0).counted(), told) : call.reserved();
            if (limiter.tryAcquire(SUBJECT, history.quota(), cost)) {
                admitted.add(cost);
            } else if (all) {
                // A call of nothing may meet the rest of a tick by which the burst was rounded.
                assertThat(told).isZero();
                assertThat(peek(history.quota(), cost).retryAfterNanos()).isEqualTo(1);
            }
        }
        admitted.assertWithinLimits();
    }

    private static Cost of(Counted counted, long quantity) {
        if (counted.equals(Counted.REQUESTS)) {
            return Cost.of(quantity, 0, 0);
        }
        if (counted.equals(Counted.OUTPUT_TOKENS)) {
            return Cost.of(0, 0, quantity);
        }
        return counted.equals(Counted.INPUT_TOKENS) || counted.equals(Counted.TOKENS)
                ? Cost.of(0, quantity, 0)
                : Cost.none().and(counted, quantity);
    }

    @Property
    void p2_exactRates_areDecidedAndToldAsByTheOracle(@ForAll("exactCalls") LimitedCalls history) {
        Roster roster = new Roster();
        NaiveRateLimiter oracle = new NaiveRateLimiter(roster, ticker, clock);
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            Decision decision = acquire(history.quota(), call.reserved());
            assertSame(decision, oracle.acquire(roster.subjects(SUBJECT, history.quota()), call.reserved()));
            if (decision.allowed()) {
                decision.permit().close();
            }
        }
    }

    @Property
    void p2_otherRates_areWithinOneTickACallAndNeverInFavour(@ForAll("rateCalls") LimitedCalls history) {
        RateLimit rate = (RateLimit) history.quota().limits().get(0);
        RateOracle exact = new RateOracle();
        long calls = 0;
        long passed = 0;
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            passed += call.pauseNanos();
            calls++;
            Moment now = new Moment(passed, 0);
            long cost = call.reserved().quantity(rate.counted());
            Decision decision = acquire(history.quota(), call.reserved());
            long wait = exact.waitNanos(rate, cost, now);
            if (decision.allowed()) {
                assertThat(wait).isZero();
                exact.take(rate, cost, now).end(cost, now);
                decision.permit().close();
            } else {
                assertThat(wait).isBetween(decision.retryAfterNanos() - ticks(calls), decision.retryAfterNanos());
            }
            LimitState state = decision.states().get(0);
            long reset = exact.resetNanos(rate, now);
            assertThat(state.resetAfterNanos()).isBetween(reset, reset + ticks(calls));
            assertThat(state.remaining()).isLessThanOrEqualTo(exact.remaining(rate, now));
        }
    }

    // P3: saturated for a long time, everything that time gave is let pass.

    @Example
    void p3_threeASecond_give10800InAnHour() {
        assertThat(saturated(Limit.requests("r", 3, Duration.ofSeconds(1)), 1, Duration.ofHours(1)))
                .isEqualTo(10_800 + 3);
    }

    @Example
    void p3_sevenThousandMillionsAMinute_giveAllOfThem() {
        RateLimit limit = Limit.requests("r", 7_000_000_000L, Duration.ofMinutes(1));
        assertThat(saturated(limit, 1_000_000, Duration.ofMinutes(3))).isEqualTo(4 * 7_000L);
    }

    @Property(tries = 100)
    void p3_anyRate_losesLessThanOneCallAndOneTickACall(@ForAll("rates") RateLimit limit, @ForAll("sizes") long size) {
        long cost = Math.max(1, limit.burst() / size);
        BigInteger nanosPerCall = BigInteger.valueOf(limit.period().toNanos())
                .multiply(BigInteger.valueOf(cost))
                .divide(BigInteger.valueOf(limit.permits()));
        Assume.that(nanosPerCall.longValueExact() >= 16);
        long nanos = Math.multiplyExact(1_000, nanosPerCall.longValueExact());
        BigInteger admitted =
                BigInteger.valueOf(cost).multiply(BigInteger.valueOf(saturated(limit, cost, Duration.ofNanos(nanos))));
        BigInteger given = given(limit, nanos);
        long calls = 1_100 + 2 * size;
        // Whoever waits whole nanoseconds for a burst that has no room for two calls finds it full, and loses the
        // parts.
        long lostNanos = ticks(calls) + (2 * cost > limit.burst() ? calls : 0);
        BigInteger lost = given(limit, lostNanos).subtract(BigInteger.valueOf(limit.burst() - 1));
        assertThat(admitted).isLessThanOrEqualTo(given);
        assertThat(admitted)
                .isGreaterThan(given.subtract(BigInteger.valueOf(cost)).subtract(lost));
    }

    /** Burst and rate for so long, rounded down. */
    private static BigInteger given(RateLimit limit, long nanos) {
        return BigInteger.valueOf(limit.permits())
                .multiply(BigInteger.valueOf(nanos))
                .divide(BigInteger.valueOf(limit.period().toNanos()))
                .add(BigInteger.valueOf(limit.burst()));
    }

    /** How many calls of one cost pass if they come as often as they may. */
    private long saturated(RateLimit limit, long cost, Duration time) {
        RateLimit requests = new RateLimit("r", Counted.REQUESTS, limit.rate(), limit.burst(), false);
        Quota quota = Quota.of(requests);
        long admitted = 0;
        for (long passed = 0; passed <= time.toNanos(); ) {
            Decision decision = acquire(quota, Cost.of(cost, 0, 0));
            if (decision.allowed()) {
                decision.permit().close();
                admitted++;
            }
            passed += decision.retryAfterNanos();
            ticker.advanceNanos(decision.retryAfterNanos());
        }
        return admitted;
    }

    // P8: a simulated year.

    @Example
    void p8_aYearOfSteadyDemand_losesNothing() {
        RateLimit limit = Limit.requests("r", 7, Duration.ofHours(1));
        assertThat(saturated(limit, 1, Duration.ofDays(365))).isEqualTo(7 * 24 * 365 + 7);
    }

    @Example
    void p8_aYearOfIrregularCalls_endsWhereTheOracleEnds() {
        Quota sevenths = Quota.of(Limit.requests("a", 7, Duration.ofHours(1)));
        Quota odd = Quota.of(Limit.requests("b", 1_000_003, Duration.ofDays(1)).burst(50_000));
        RateOracle ofSevenths = new RateOracle();
        RateOracle ofOdd = new RateOracle();
        Random random = new Random(365);
        long passed = 0;
        long calls = 0;
        while (passed < Duration.ofDays(365).toNanos()) {
            long pause = random.nextLong(Duration.ofHours(1).toNanos());
            passed += pause;
            calls++;
            ticker.advanceNanos(pause);
            Moment now = new Moment(passed, 0);
            take(sevenths, random.nextInt(6), ofSevenths, now, 0);
            take(odd, random.nextInt(40_000), ofOdd, now, ticks(calls));
        }
        assertThat(calls).isGreaterThan(15_000);
    }

    /** Takes from limiter and oracle, which must agree up to so many nanoseconds. */
    private void take(Quota quota, long cost, RateOracle oracle, Moment now, long within) {
        Limit limit = quota.limits().get(0);
        boolean passed = limiter.tryAcquire(limit.id(), quota, Cost.of(cost, 0, 0));
        long wait = oracle.waitNanos(limit, cost, now);
        if (passed) {
            assertThat(wait).isZero();
            oracle.take(limit, cost, now).end(cost, now);
        } else if (within == 0) {
            assertThat(wait).isPositive();
        }
        long reset = oracle.resetNanos(limit, now);
        assertThat(states(limit.id(), quota).get(0).resetAfterNanos()).isBetween(reset, reset + within);
    }

    // P7: two costs at once are one.

    @Property
    void p7_exactRates_inTwoParts_leaveTheSameAsInOne(@ForAll("exactCalls") LimitedCalls history) {
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            if (limiter.tryAcquire("whole", history.quota(), call.reserved())) {
                assertThat(limiter.tryAcquire("parts", history.quota(), call.actualWithinReserved()))
                        .isTrue();
                assertThat(limiter.tryAcquire("parts", history.quota(), call.rest()))
                        .isTrue();
            }
            assertThat(nameless(states("parts", history.quota())))
                    .isEqualTo(nameless(states("whole", history.quota())));
        }
    }

    @Property
    void p7_otherRates_inTwoParts_differByOneTickACall(@ForAll("rateCalls") LimitedCalls history) {
        long calls = 0;
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            if (limiter.tryAcquire("whole", history.quota(), call.reserved())) {
                calls += 2;
                for (Cost part : List.of(call.actualWithinReserved(), call.rest())) {
                    Decision decision = limiter.acquire("parts", history.quota(), part);
                    assertThat(decision.retryAfterNanos()).isLessThanOrEqualTo(ticks(calls));
                    if (!decision.allowed()) {
                        return;
                    }
                    decision.permit().close();
                }
            }
            long whole = states("whole", history.quota()).get(0).resetAfterNanos();
            long parts = states("parts", history.quota()).get(0).resetAfterNanos();
            assertThat(parts - whole).isBetween(-ticks(calls), ticks(calls));
        }
    }

    @Provide
    Arbitrary<LimitedCalls> calls() {
        return Generators.limitedCalls(Generators.rateQuotas());
    }

    @Provide
    Arbitrary<LimitedCalls> exactCalls() {
        return Generators.limitedCalls(Generators.exactRateQuotas());
    }

    @Provide
    Arbitrary<LimitedCalls> rateCalls() {
        return Generators.limitedCalls(Generators.rateLimits("a").map(Quota::of));
    }

    @Provide
    Arbitrary<RateLimit> rates() {
        return Generators.rateLimits("r");
    }

    @Provide
    Arbitrary<Long> sizes() {
        return Generators.durations(Duration.ofNanos(50)).map(nanos -> nanos.toNanos() + 1);
    }
}
