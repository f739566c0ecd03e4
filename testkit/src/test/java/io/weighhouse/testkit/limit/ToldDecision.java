// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.RateLimit;
import io.weighhouse.metering.provider.ResponseHeaders;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** A decision that says what a test wants it to, for those that write headers of it. */
record ToldDecision(Reason reason, @Nullable LimitState binding, long retryAfterNanos, List<LimitState> states)
        implements Decision {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    static ToldDecision admitted(LimitState state) {
        return new ToldDecision(Reason.ADMITTED, null, 0, List.of(state));
    }

    @Override
    public List<LimitState> shadowRefusals() {
        return List.of();
    }

    @Override
    public Permit permit() {
        throw new IllegalStateException("must not be asked for by headers");
    }

    /** What was written, to be read again. */
    static ResponseHeaders headers(Map<String, String> written) {
        Map<String, String> byName = new TreeMap<>();
        written.forEach((name, value) -> byName.put(name.toLowerCase(Locale.ROOT), value));
        return name -> Optional.ofNullable(byName.get(name));
    }

    /** Decisions of every reason, on up to six limits of two subjects, of which some only watch. */
    static Arbitrary<Decision> any() {
        Arbitrary<Limit> limits = Combinators.combine(limits(), Arbitraries.of(false, false, false, true))
                .as((limit, isShadow) -> isShadow ? limit.shadow() : limit);
        Arbitrary<List<LimitState>> states = Combinators.combine(limits, Arbitraries.of("key_1", "team-7"), parts())
                .as(ToldDecision::used)
                .list()
                .uniqueElements(state -> state.subject() + ' ' + state.limit().id())
                .ofMaxSize(6);
        return Combinators.combine(
                        states,
                        Arbitraries.of(Reason.values()),
                        Arbitraries.longs().between(1, 700 * NANOS_PER_SECOND))
                .as(ToldDecision::of);
    }

    private static Decision of(List<LimitState> states, Reason reason, long waitNanos) {
        Optional<LimitState> binding =
                states.stream().filter(state -> !state.limit().isShadow()).findFirst();
        if (reason == Reason.ADMITTED || (binding.isEmpty() && reason != Reason.OVERFLOW)) {
            return new ToldDecision(Reason.ADMITTED, null, 0, states);
        }
        if (reason == Reason.OVERFLOW) {
            return new ToldDecision(reason, null, waitNanos, states);
        }
        long retryAfter = reason == Reason.NEVER_ADMISSIBLE ? Long.MAX_VALUE : waitNanos;
        return new ToldDecision(reason, binding.orElseThrow(), retryAfter, states);
    }

    private static Arbitrary<Limit> limits() {
        return Arbitraries.oneOf(
                rates().map(rate -> (Limit) rate),
                Arbitraries.of(
                        Limit.rolling("rolling", Counted.TOKENS, 500, MINUTE),
                        Limit.rolling("images", Counted.named("images"), 7, TEN_MINUTES),
                        Limit.inFlight("parallel", 8, TEN_MINUTES)));
    }

    /** Rates of as little as a nanosecond and as much as an hour. */
    static Arbitrary<RateLimit> rates() {
        return Combinators.combine(
                        Arbitraries.of(Counted.REQUESTS, Counted.TOKENS, Counted.INPUT_TOKENS, Counted.OUTPUT_TOKENS),
                        Arbitraries.longs().between(1, 10_000_000),
                        Arbitraries.of(
                                1L,
                                7L,
                                NANOS_PER_MILLI,
                                100 * NANOS_PER_MILLI,
                                NANOS_PER_SECOND,
                                1_500 * NANOS_PER_MILLI,
                                60 * NANOS_PER_SECOND,
                                3_600 * NANOS_PER_SECOND),
                        Arbitraries.longs().between(1, 500_000))
                .as((counted, permits, period, burst) -> Limit.rate(
                                "r-" + counted + '-' + permits % 3, counted, permits, Duration.ofNanos(period))
                        .burst(burst));
    }

    /** How much is used, in hundredths; above 100 it is debt. */
    static Arbitrary<Integer> parts() {
        return Arbitraries.integers().between(0, 150);
    }

    /** How a limit of which so many hundredths are used stands. */
    static LimitState used(Limit limit, String subject, int part) {
        if (limit instanceof RateLimit rate) {
            long refill = BigInteger.valueOf(rate.burst())
                    .multiply(BigInteger.valueOf(rate.period().toNanos()))
                    .multiply(BigInteger.valueOf(part))
                    .divide(BigInteger.valueOf(rate.permits()).multiply(BigInteger.valueOf(100)))
                    .longValueExact();
            return new LimitState(subject, limit, remaining(rate, refill), refill);
        }
        long left = limit.most() * Math.max(0, 100 - part) / 100;
        return new LimitState(subject, limit, left, left == limit.most() ? 0 : 1 + part * NANOS_PER_SECOND / 3);
    }

    /** In rational arithmetic: {@code burst - backlog * permits / period}, rounded down. */
    static long remaining(RateLimit rate, long backlogNanos) {
        BigInteger period = BigInteger.valueOf(rate.period().toNanos());
        BigInteger left = BigInteger.valueOf(rate.burst())
                .multiply(period)
                .subtract(BigInteger.valueOf(Math.max(0, backlogNanos)).multiply(BigInteger.valueOf(rate.permits())));
        return left.signum() < 0 ? 0 : left.divide(period).longValueExact();
    }
}
