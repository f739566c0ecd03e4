// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.metering.limit.CalendarLimit;
import io.weighhouse.metering.limit.CalendarPeriod;
import io.weighhouse.metering.limit.ConcurrencyLimit;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimit;
import io.weighhouse.metering.limit.RollingLimit;
import java.math.BigInteger;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** Limits of all kinds, and calls at a pace and of a size that make some pass and some not. */
final class LimitGenerators {

    private static final long HOUR = Duration.ofHours(1).toNanos();
    private static final long DAY = Duration.ofDays(1).toNanos();

    private static final Arbitrary<Counted> COUNTED = Arbitraries.of(
            Counted.REQUESTS,
            Counted.INPUT_TOKENS,
            Counted.OUTPUT_TOKENS,
            Counted.TOKENS,
            LimitedCalls.MONEY,
            LimitedCalls.IMAGES);

    private LimitGenerators() {}

    static Arbitrary<Limit> limits(String id) {
        return Arbitraries.frequencyOf(
                Tuple.of(3, exactLimits(id)), Tuple.of(1, rates(id).map(Limit.class::cast)));
    }

    static Arbitrary<Limit> exactLimits(String id) {
        Arbitrary<Limit> limits = Arbitraries.frequencyOf(
                Tuple.of(3, exactRates(id).map(Limit.class::cast)),
                Tuple.of(2, calendars(id)),
                Tuple.of(2, rollings(id)),
                Tuple.of(1, inFlight(id)));
        return Arbitraries.frequencyOf(Tuple.of(7, limits), Tuple.of(1, limits.map(Limit::shadow)));
    }

    static Arbitrary<RateLimit> rates(String id) {
        Arbitrary<Long> permits = Arbitraries.oneOf(
                Arbitraries.of(1L, 3L, 7L, 60L, 100_000L, 1_000_003L, 7_000_000_000L),
                // Money in small parts comes to many permits in each nanosecond.
                Arbitraries.of(999_999_999_989L, 5_000_000_000_000_003L, 4_611_686_018_427_387_847L),
                Arbitraries.longs().between(1, 1_000_000));
        Arbitrary<Long> periodNanos = Arbitraries.oneOf(
                Arbitraries.of(1_000_000_000L, 60_000_000_000L, HOUR, DAY),
                Arbitraries.longs().between(1_000, 100_000_000_000L));
        return Combinators.combine(COUNTED, permits, periodNanos, bursts())
                .as((counted, each, period, permille) -> rate(id, counted, each, period, permille));
    }

    /** Rates of which a permit takes a number of nanoseconds whose denominator is at most 16. */
    static Arbitrary<RateLimit> exactRates(String id) {
        Arbitrary<Long> denominators = Arbitraries.longs().between(1, 16);
        Arbitrary<Long> numerators = Arbitraries.oneOf(
                Arbitraries.of(1L, 2L, 600_000L, 1_000_000_000L, 60_000_000_000L),
                Arbitraries.longs().between(1, 10_000_000_000L));
        Arbitrary<Long> factors = Arbitraries.longs().between(1, 10_000);
        return Combinators.combine(COUNTED, denominators, numerators, factors, bursts())
                .as((counted, denominator, numerator, factor, permille) ->
                        rate(id, counted, denominator * factor, numerator * factor, permille));
    }

    private static Arbitrary<Long> bursts() {
        return Arbitraries.of(1L, 10L, 500L, 1_000L, 3_000L);
    }

    private static RateLimit rate(String id, Counted counted, long permits, long periodNanos, long permille) {
        long burst = BigInteger.valueOf(permits)
                .multiply(BigInteger.valueOf(permille))
                .divide(BigInteger.valueOf(1_000))
                .max(BigInteger.ONE)
                // The tokens of a cost are at most one more than this, and must fit a long.
                .min(BigInteger.valueOf(Long.MAX_VALUE - 2))
                .longValueExact();
        return Limit.rate(id, counted, permits, Duration.ofNanos(periodNanos)).burst(burst);
    }

    private static Arbitrary<Limit> calendars(String id) {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        Arbitrary<CalendarPeriod> periods = Arbitraries.of(
                CalendarPeriod.hour(ZoneOffset.UTC),
                CalendarPeriod.hour(berlin),
                CalendarPeriod.day(ZoneOffset.UTC),
                CalendarPeriod.day(berlin));
        return Combinators.combine(COUNTED, Arbitraries.longs().between(1, 100_000), periods)
                .as((counted, permits, period) -> Limit.calendar(id, counted, permits, period));
    }

    static Arbitrary<Limit> rollings(String id) {
        return Combinators.combine(
                        COUNTED,
                        Arbitraries.longs().between(1, 100_000),
                        Arbitraries.oneOf(
                                Arbitraries.of(1L, 1_000_000_000L, HOUR, DAY),
                                Arbitraries.longs().between(1, HOUR)))
                .as((counted, permits, window) -> Limit.rolling(id, counted, permits, Duration.ofNanos(window)));
    }

    static Arbitrary<Limit> inFlight(String id) {
        return Combinators.combine(
                        Arbitraries.longs().between(1, 6), Arbitraries.longs().between(1, HOUR))
                .as((permits, expiry) -> Limit.inFlight(id, permits, Duration.ofNanos(expiry)));
    }

    static <L extends Limit> Arbitrary<Quota> quotas(Arbitrary<L> a, Arbitrary<L> b, Arbitrary<L> c) {
        return Combinators.combine(a, b, c, Arbitraries.integers().between(1, 3))
                .as((first, second, third, size) -> Quota.of(
                        List.<Limit>of(first, second, third).subList(0, size).toArray(Limit[]::new)));
    }

    static Arbitrary<LimitedCalls> calls(Quota quota) {
        long span = spanNanos(quota.limits().get(0));
        Arbitrary<Long> pauses = Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.just(0L)),
                Tuple.of(4, Arbitraries.longs().between(0, span / 4 + 1)),
                Tuple.of(1, Arbitraries.longs().between(0, 2 * span + 1)));
        return calls(pauses, Arbitraries.longs().between(0, most(quota) / 2 + 1))
                .list()
                .ofMinSize(2)
                .ofMaxSize(40)
                .map(calls -> new LimitedCalls(quota, calls));
    }

    /** So close together that some 140 come within what the limit remembers, of which some 80 fit. */
    static Arbitrary<LimitedCalls> denseCalls(Quota quota) {
        long span = spanNanos(quota.limits().get(0));
        Arbitrary<Long> pauses = Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.just(0L)),
                Tuple.of(5, evenly(span / 100 + 1)),
                Tuple.of(1, evenly(span / 20 + 1)));
        return calls(pauses, evenly(most(quota) / 20 + 1))
                .list()
                .ofMinSize(250)
                .ofMaxSize(300)
                .map(calls -> new LimitedCalls(quota, calls));
    }

    private static Arbitrary<Long> evenly(long most) {
        return Arbitraries.longs().between(0, most).withDistribution(RandomDistribution.uniform());
    }

    private static long most(Quota quota) {
        return quota.limits().stream()
                .filter(limit -> !(limit instanceof ConcurrencyLimit))
                .mapToLong(Limit::most)
                .min()
                .orElse(1);
    }

    private static Arbitrary<LimitedCalls.Call> calls(Arbitrary<Long> pauses, Arbitrary<Long> large) {
        Arbitrary<Long> amounts = Arbitraries.oneOf(Arbitraries.longs().between(0, 3), large);
        Arbitrary<Cost> costs = Combinators.combine(amounts, amounts, amounts, amounts, amounts)
                .as((requests, input, output, money, images) -> Cost.of(requests, input, output)
                        .and(LimitedCalls.MONEY, money)
                        .and(LimitedCalls.IMAGES, images));
        return Combinators.combine(pauses, costs, costs, Arbitraries.integers().between(0, 12))
                .as(LimitedCalls.Call::new);
    }

    /** About how long a limit remembers. */
    private static long spanNanos(Limit limit) {
        if (limit instanceof RateLimit rate) {
            return BigInteger.valueOf(rate.period().toNanos())
                    .multiply(BigInteger.valueOf(rate.burst()))
                    .divide(BigInteger.valueOf(rate.permits()))
                    .longValueExact();
        }
        if (limit instanceof RollingLimit rolling) {
            return rolling.window().toNanos();
        }
        if (limit instanceof ConcurrencyLimit inFlight) {
            return inFlight.expiry().toNanos();
        }
        return limit instanceof CalendarLimit ? HOUR : DAY;
    }
}
