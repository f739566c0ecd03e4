// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static io.weighhouse.testkit.limit.ToldDecision.headers;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.CalendarPeriod;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimitHeaders;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.metering.limit.UpstreamLimit;
import io.weighhouse.metering.limit.UpstreamLimits;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A client that reads the headers and waits as it was told is let through. */
class RateLimitHeadersWaitProperties {

    private static final Instant START = Instant.parse("2026-11-02T10:00:00.123456789Z");

    /** A limiter, its time, and calls that it has decided on. */
    private static final class Scene {

        private final AtomicLong nanos = new AtomicLong();
        private final RateLimiter limiter = RateLimiter.local()
                .ticker(nanos::get)
                .clock(this::now)
                .nonDurable()
                .build();
        private final Subjects subjects;

        Scene(List<Limit> perKey, List<Limit> perTeam) {
            subjects = Subjects.of("key_1", Quota.of(perKey.toArray(Limit[]::new)))
                    .and("team-7", Quota.of(perTeam.toArray(Limit[]::new)));
        }

        /** After these calls, and some time. */
        static Scene after(List<Limit> perKey, List<Call> calls, Duration time) {
            Scene scene = new Scene(perKey, List.of(Limit.inFlight("parallel", 1_000, Duration.ofHours(1))));
            calls.forEach(scene::call);
            scene.pass(time);
            return scene;
        }

        List<LimitState> states() {
            return limiter.peek(subjects, Cost.none()).states();
        }

        Instant now() {
            return START.plusNanos(nanos.get());
        }

        void pass(Duration time) {
            nanos.addAndGet(time.toNanos());
        }

        Decision call(Call call) {
            pass(Duration.ofMillis(call.afterMillis));
            return limiter.acquire(subjects, call.cost());
        }
    }

    /** A call some time after the one before. */
    private record Call(int afterMillis, int input, int output) {

        Cost cost() {
            return Cost.of(1, input, output);
        }
    }

    @Property(tries = 200)
    void retryAfter_ofEveryRefusal_leadsToAnAdmission(
            @ForAll("quotas") List<Limit> perKey,
            @ForAll("quotas") List<Limit> perTeam,
            @ForAll("calls") @Size(min = 1, max = 20) List<Call> calls,
            @ForAll @IntRange(max = 3) int style) {
        Scene scene = new Scene(perKey, perTeam);
        for (Call call : calls) {
            Decision decision = scene.call(call);
            Duration wait = read(style, decision, scene.now()).retryAfter();
            if (decision.allowed() || decision.neverAdmissible()) {
                assertThat(wait).isNull();
            } else {
                scene.pass(Objects.requireNonNull(wait));
                assertThat(scene.limiter.acquire(scene.subjects, call.cost()).allowed())
                        .as("%s after %s", call, wait)
                        .isTrue();
            }
        }
    }

    private static UpstreamLimits read(int style, Decision decision, Instant now) {
        return switch (style) {
            case 0 -> UpstreamLimits.openAi(headers(RateLimitHeaders.openAi(decision)), now);
            case 1 -> UpstreamLimits.anthropic(headers(RateLimitHeaders.anthropic(decision, now)), now);
            case 2 -> UpstreamLimits.gitHub(headers(RateLimitHeaders.gitHub(decision, now)), now);
            default -> UpstreamLimits.ietf(headers(RateLimitHeaders.ietf(decision)), now);
        };
    }

    @Property(tries = 200)
    void reset_ofEveryStyle_leadsToAllThatThereIs(
            @ForAll("quotas") List<Limit> perKey,
            @ForAll("calls") @Size(max = 20) List<Call> calls,
            @ForAll("calls") @Size(1) List<Call> last,
            @ForAll @IntRange(max = 2) int style) {
        Scene scene = Scene.after(perKey, calls, Duration.ZERO);
        UpstreamLimits read = read(style, scene.call(last.get(0)), scene.now());
        for (UpstreamLimit limit : read.limits()) {
            Scene later = Scene.after(perKey, calls, Duration.ZERO);
            later.call(last.get(0));
            later.pass(Objects.requireNonNull(limit.resetAfter()));
            assertThat(later.states())
                    .filteredOn(state -> Long.valueOf(state.limit().most()).equals(limit.limit()))
                    .anySatisfy(state -> assertThat(state.remaining()).isEqualTo(limit.limit()));
        }
    }

    @Property(tries = 200)
    void ietf_timeOfEveryLimit_leadsToMore(
            @ForAll("quotas") List<Limit> perKey,
            @ForAll("calls") @Size(max = 20) List<Call> calls,
            @ForAll("calls") @Size(1) List<Call> last) {
        Scene scene = Scene.after(perKey, calls, Duration.ZERO);
        Decision decision = scene.call(last.get(0));
        List<UpstreamLimit> read = UpstreamLimits.ietf(headers(RateLimitHeaders.ietf(decision)), scene.now())
                .limits();
        for (int i = 0; i < read.size(); i++) {
            LimitState state = decision.states().get(i);
            Duration time = read.get(i).resetAfter();
            if (time != null) {
                Scene later = Scene.after(perKey, calls, Duration.ZERO);
                later.call(last.get(0));
                later.pass(time);
                assertThat(later.states().get(i).remaining()).isGreaterThan(state.remaining());
            }
        }
    }

    @Provide
    Arbitrary<List<Limit>> quotas() {
        Arbitrary<Counted> counted =
                Arbitraries.of(Counted.REQUESTS, Counted.TOKENS, Counted.INPUT_TOKENS, Counted.OUTPUT_TOKENS);
        Arbitrary<Limit> rates = Combinators.combine(
                        counted,
                        Arbitraries.longs().between(1, 5_000),
                        Arbitraries.of(100L, 1_000L, 1_500L, 60_000L),
                        Arbitraries.longs().between(1, 10_000))
                .as((what, permits, millis, burst) -> Limit.rate(
                                "rate-" + what, what, permits, Duration.ofMillis(millis))
                        .burst(burst));
        Arbitrary<Limit> rolling = Combinators.combine(
                        counted, Arbitraries.longs().between(1, 10_000), Arbitraries.of(700L, 60_000L))
                .as((what, permits, millis) ->
                        Limit.rolling("rolling-" + what, what, permits, Duration.ofMillis(millis)));
        Arbitrary<Limit> calendar = Combinators.combine(
                        counted, Arbitraries.longs().between(1, 10_000))
                .as((what, permits) ->
                        Limit.calendar("hour-" + what, what, permits, CalendarPeriod.hour(ZoneOffset.UTC)));
        return Arbitraries.oneOf(rates, rolling, calendar)
                .list()
                .uniqueElements(Limit::id)
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<Call>> calls() {
        Arbitrary<Integer> tokens = Arbitraries.integers().between(0, 3_000);
        return Combinators.combine(Arbitraries.integers().between(0, 800), tokens, tokens)
                .as(Call::new)
                .list();
    }
}
