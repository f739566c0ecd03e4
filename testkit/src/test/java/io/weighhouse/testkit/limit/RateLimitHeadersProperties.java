// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static io.weighhouse.testkit.limit.ToldDecision.headers;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.RateLimit;
import io.weighhouse.metering.limit.RateLimitHeaders;
import io.weighhouse.metering.limit.UpstreamLimit;
import io.weighhouse.metering.limit.UpstreamLimits;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** What is written is read again, and is never better for the caller than what was decided. */
class RateLimitHeadersProperties {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    @Property(tries = 400)
    void openAi_readAgain_isTheScarcestWithinAMillisecond(@ForAll("decisions") Decision decision) {
        UpstreamLimits read = UpstreamLimits.openAi(headers(RateLimitHeaders.openAi(decision)), Instant.EPOCH);
        saysWhatWasDecided(read, decision, List.of(Counted.REQUESTS, Counted.TOKENS), NANOS_PER_MILLI);
    }

    @Property(tries = 400)
    void anthropic_readAgain_isTheScarcestWithinASecond(
            @ForAll("decisions") Decision decision, @ForAll("instants") Instant now) {
        UpstreamLimits read = UpstreamLimits.anthropic(headers(RateLimitHeaders.anthropic(decision, now)), now);
        saysWhatWasDecided(
                read,
                decision,
                List.of(Counted.REQUESTS, Counted.TOKENS, Counted.INPUT_TOKENS, Counted.OUTPUT_TOKENS),
                NANOS_PER_SECOND);
    }

    private static void saysWhatWasDecided(
            UpstreamLimits read, Decision decision, List<Counted> kinds, long unitNanos) {
        assertThat(read.unreadable()).isEmpty();
        int shown = 0;
        for (Counted kind : kinds) {
            LimitState state =
                    scarcest(decision, other -> other.limit().counted().equals(kind));
            if (state != null) {
                isWithin(read.limits().get(shown++), state, unitNanos);
            }
        }
        assertThat(read.limits()).hasSize(shown);
        retriesWithinASecond(read, decision);
    }

    private static void isWithin(UpstreamLimit read, LimitState state, long unitNanos) {
        assertThat(read.limit()).isEqualTo(state.limit().most());
        assertThat(read.remaining()).isEqualTo(state.remaining());
        assertThat(nanos(read.resetAfter()) - state.resetAfterNanos()).isBetween(0L, unitNanos - 1);
    }

    private static void retriesWithinASecond(UpstreamLimits read, Decision decision) {
        if (decision.allowed() || decision.neverAdmissible()) {
            assertThat(read.retryAfter()).isNull();
        } else {
            assertThat(nanos(read.retryAfter()) - decision.retryAfterNanos()).isBetween(0L, NANOS_PER_SECOND - 1);
        }
    }

    @Property(tries = 400)
    void gitHub_readAgain_isOneLimitWithinASecond(
            @ForAll("decisions") Decision decision, @ForAll("instants") Instant now) {
        Map<String, String> written = RateLimitHeaders.gitHub(decision, now);
        UpstreamLimits read = UpstreamLimits.gitHub(headers(written), now);
        assertThat(read.unreadable()).isEmpty();
        retriesWithinASecond(read, decision);
        List<LimitState> shown = shown(decision)
                .filter(state -> !state.limit().counted().equals(Counted.IN_FLIGHT))
                .toList();
        assertThat(read.limits()).hasSize(shown.isEmpty() ? 0 : 1);
        for (UpstreamLimit limit : read.limits()) {
            LimitState state = shown.stream()
                    .filter(each -> each.limit().id().equals(limit.id())
                            && Long.valueOf(each.limit().most()).equals(limit.limit())
                            && Long.valueOf(each.remaining()).equals(limit.remaining())
                            && nanos(limit.resetAfter()) - each.resetAfterNanos() >= 0
                            && nanos(limit.resetAfter()) - each.resetAfterNanos() < NANOS_PER_SECOND)
                    .findFirst()
                    .orElseThrow();
            assertThat(written)
                    .containsEntry(
                            "x-ratelimit-used", Long.toString(state.limit().most() - state.remaining()));
            LimitState binding = decision.binding();
            if (binding != null && !binding.limit().counted().equals(Counted.IN_FLIGHT)) {
                assertThat(limit.id()).isEqualTo(binding.limit().id());
                assertThat(limit.remaining()).isEqualTo(binding.remaining());
            } else {
                assertThat(shown).allSatisfy(each -> assertThat(part(state)).isLessThanOrEqualTo(part(each)));
            }
        }
    }

    /** Millionths: near enough, for a part that is shown is never larger than another by more than what is cut off. */
    private static long part(LimitState state) {
        return BigInteger.valueOf(state.remaining())
                .multiply(BigInteger.valueOf(1_000_000))
                .divide(BigInteger.valueOf(state.limit().most()))
                .longValueExact();
    }

    @Property(tries = 400)
    void ietf_readAgain_isEveryLimitAndNoTimeIsTooEarly(@ForAll("decisions") Decision decision) {
        UpstreamLimits read =
                UpstreamLimits.ietf(headers(RateLimitHeaders.ietf(decision, subject -> subject)), Instant.EPOCH);
        assertThat(read.unreadable()).isEmpty();
        retriesWithinASecond(read, decision);
        List<LimitState> shown = shown(decision).toList();
        assertThat(read.limits()).hasSameSizeAs(shown);
        for (int i = 0; i < shown.size(); i++) {
            LimitState state = shown.get(i);
            UpstreamLimit limit = read.limits().get(i);
            assertThat(limit.id()).isEqualTo(state.limit().id());
            assertThat(limit.counted()).isEqualTo(state.limit().counted());
            assertThat(limit.remaining()).isEqualTo(state.remaining());
            if (limit.resetAfter() != null) {
                assertThat(nanos(limit.resetAfter()) - state.resetAfterNanos()).isLessThan(NANOS_PER_SECOND);
                if (read.retryAfter() != null) {
                    assertThat(limit.resetAfter()).isLessThanOrEqualTo(read.retryAfter());
                }
            }
        }
    }

    @Property(tries = 400)
    void ietf_ofOneIdOfSeveralSubjects_isTheScarcest(@ForAll("decisions") Decision decision) {
        UpstreamLimits read = UpstreamLimits.ietf(headers(RateLimitHeaders.ietf(decision)), Instant.EPOCH);
        List<String> ids =
                shown(decision).map(state -> state.limit().id()).distinct().toList();
        assertThat(read.limits()).extracting(UpstreamLimit::id).isEqualTo(ids);
        for (UpstreamLimit limit : read.limits()) {
            LimitState state = scarcest(decision, other -> other.limit().id().equals(limit.id()));
            assertThat(limit.remaining()).isEqualTo(state == null ? -1 : state.remaining());
        }
    }

    /** No later either, as long as a permit takes a whole number of nanoseconds. */
    @Property(tries = 400)
    void ietf_timeOfARate_isTheFirstSecondWithMoreLeft(@ForAll("rates") RateLimit rate, @ForAll("parts") int part) {
        LimitState state = ToldDecision.used(rate, "s", part);
        ToldDecision decision = ToldDecision.admitted(state);
        UpstreamLimit read = UpstreamLimits.ietf(headers(RateLimitHeaders.ietf(decision)), Instant.EPOCH)
                .limits()
                .get(0);
        if (state.remaining() == rate.burst()) {
            assertThat(read.resetAfter()).isNull();
            return;
        }
        long seconds = nanos(read.resetAfter()) / NANOS_PER_SECOND;
        assertThat(ToldDecision.remaining(rate, state.resetAfterNanos() - seconds * NANOS_PER_SECOND))
                .isGreaterThan(state.remaining());
        boolean isExact = rate.period().toNanos() % rate.permits() == 0;
        long before = state.resetAfterNanos() - (seconds - 1) * NANOS_PER_SECOND;
        assertThat(ToldDecision.remaining(rate, isExact ? before : before + 2)).isLessThanOrEqualTo(state.remaining());
    }

    @Property(tries = 400)
    void ietf_policyOfARate_allowsNoMoreThanTheRate(@ForAll("rates") RateLimit rate) {
        ToldDecision decision = ToldDecision.admitted(ToldDecision.used(rate, "s", 0));
        String[] policy = RateLimitHeaders.ietf(decision)
                .getOrDefault("RateLimit-Policy", "")
                .split(";", -1);
        BigInteger quota = new BigInteger(policy[1].substring(2));
        BigInteger windowNanos =
                new BigInteger(policy[policy.length - 1].substring(2)).multiply(BigInteger.valueOf(NANOS_PER_SECOND));
        BigInteger allowed = BigInteger.valueOf(rate.permits())
                .multiply(windowNanos)
                .divide(BigInteger.valueOf(rate.period().toNanos()));
        assertThat(windowNanos)
                .isGreaterThanOrEqualTo(BigInteger.valueOf(rate.period().toNanos()));
        assertThat(quota).isEqualTo(allowed.min(BigInteger.valueOf(999_999_999_999_999L)));
    }

    @Provide
    Arbitrary<Decision> decisions() {
        return ToldDecision.any();
    }

    @Provide
    Arbitrary<RateLimit> rates() {
        return ToldDecision.rates();
    }

    @Provide
    Arbitrary<Integer> parts() {
        return ToldDecision.parts();
    }

    @Provide
    Arbitrary<Instant> instants() {
        return Arbitraries.longs()
                .between(0, 4_000_000_000_000L)
                .map(millis -> Instant.ofEpochSecond(millis / 1_000, millis % 1_000 * NANOS_PER_MILLI + millis % 999));
    }

    private static long nanos(@Nullable Duration said) {
        return Objects.requireNonNull(said, "said").toNanos();
    }

    private static Stream<LimitState> shown(Decision decision) {
        return decision.states().stream().filter(state -> !state.limit().isShadow());
    }

    private static @Nullable LimitState scarcest(Decision decision, Predicate<LimitState> among) {
        return shown(decision)
                .filter(among)
                .min(Comparator.comparingLong(LimitState::remaining)
                        .thenComparing(LimitState::resetAfterNanos, Comparator.reverseOrder()))
                .orElse(null);
    }
}
