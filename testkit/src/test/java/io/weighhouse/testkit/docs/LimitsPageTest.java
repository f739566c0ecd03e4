// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.metering.limit.CalendarPeriod;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimit;
import io.weighhouse.metering.limit.RateLimitHeaders;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import io.weighhouse.testkit.ManualClock;
import io.weighhouse.testkit.ManualTicker;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Works out what docs/concepts/limits.md says of limits, of what they count, and of whose they are. */
class LimitsPageTest {

    private static final DocPage PAGE = DocPage.at("docs/concepts/limits.md");

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Unit CREDIT = Unit.of("CREDIT", 6);

    private final ManualClock clock = new ManualClock();
    private final ManualTicker ticker = new ManualTicker(clock);
    private final RateLimiter limiter =
            RateLimiter.local().ticker(ticker).clock(clock).build();

    /** Answers the headers of a refusal, or none. */
    private static Map<String, String> served(RateLimiter limiter) {
        // [first]
        Quota quota = Quota.of(
                Limit.requests("rpm", 60, Duration.ofMinutes(1)).burst(10),
                Limit.tokens("tpm", 100_000, Duration.ofMinutes(1)),
                Limit.inFlight("parallel", 4, Duration.ofMinutes(10)));
        Subjects key = Subjects.of("acme/key-1", quota);

        Decision decision = limiter.acquire(key, Cost.of(1, 1_200, 4_000)); // at most 1,200 tokens in and 4,000 out
        if (!decision.allowed()) {
            return RateLimitHeaders.openAi(decision); // with a 429
        }
        try (Permit permit = decision.permit()) {
            // The call is made here.
            permit.settle(Cost.of(1, 1_200, 350)); // the answer had 350 tokens
        }
        // [/first]
        assertThat(decision.states()).extracting(LimitState::remaining).containsExactly(9L, 94_800L, 3L);
        assertThat(limiter.peek(key, Cost.none()).states())
                .extracting(LimitState::remaining)
                .containsExactly(9L, 98_450L, 4L);
        limiter.acquire(key, Cost.of(9, 0, 0)).permit().settle(Cost.of(9, 0, 0));
        return Map.of();
    }

    @Test
    void acquire_exampleOfThePage_passesAndIsSettledUntilTheRequestsAreUsedUp() {
        assertThat(served(limiter)).isEmpty();
        assertThat(served(limiter))
                .containsEntry("x-ratelimit-remaining-requests", "0")
                .containsEntry("Retry-After", "1");
    }

    @Test
    void page_kinds_areTheFactoriesOfLimits() {
        assertThat(PAGE.column("## The four kinds", "kind"))
                .containsExactly("Limit.rate", "Limit.calendar", "Limit.rolling", "Limit.inFlight");
        assertThat(Arrays.stream(Limit.class.getMethods())
                        .filter(method -> Modifier.isStatic(method.getModifiers()))
                        .map(Method::getName))
                .containsExactlyInAnyOrder(
                        "rate", "requests", "tokens", "inputTokens", "outputTokens", "calendar", "rolling", "inFlight");
        assertThat(Limit.class.getPermittedSubclasses()).hasSize(4);
        assertThat(List.of(
                        Limit.tokens("a", 1, MINUTE),
                        Limit.inputTokens("a", 1, MINUTE),
                        Limit.outputTokens("a", 1, MINUTE)))
                .allSatisfy(limit -> assertThat(limit).isInstanceOf(RateLimit.class));
    }

    @Test
    void page_sixtyAnHour_passesAsTheTableSays() {
        Limit rate = Limit.requests("rate", 60, HOUR);
        Map<String, Limit> limits = Map.of(
                "rate", rate,
                "rate, burst 5", ((RateLimit) rate).burst(5),
                "calendar", Limit.calendar("calendar", Counted.REQUESTS, 60, CalendarPeriod.hour(ZoneOffset.UTC)),
                "rolling", Limit.rolling("rolling", Counted.REQUESTS, 60, HOUR));
        List<DocPage.Row> table = PAGE.table("### 60 an hour");
        assertThat(table).hasSameSizeAs(limits.keySet());
        clock.advance(Duration.ofMinutes(59));
        for (DocPage.Row row : table) {
            Subjects now = alone(Objects.requireNonNull(limits.get(row.get("limit of 60 an hour"))));
            assertThat(row.get("12:59")).as(row.toString()).isEqualTo(passed(now, 100));
            ticker.advance(MINUTE);
            assertThat(row.get("13:00")).as(row.toString()).isEqualTo(passed(now, 100));
            ticker.advance(Duration.ofMinutes(59));
            assertThat(row.get("13:59")).as(row.toString()).isEqualTo(passed(now, 100));
            limiter.reset(now);
            assertThat(row.get("most in any hour")).as(row.toString()).isEqualTo(Long.toString(mostInAnyHour(now)));
        }
    }

    /** Asks as often as it gets through at every second of two hours, from a minute before the full hour on. */
    private long mostInAnyHour(Subjects who) {
        int seconds = 2 * (int) HOUR.toSeconds();
        int hour = (int) HOUR.toSeconds();
        long[] passedUntil = new long[seconds + 1];
        long most = 0;
        for (int second = 1; second <= seconds; second++) {
            passedUntil[second] = passedUntil[second - 1] + Long.parseLong(passed(who, 100));
            most = Math.max(most, passedUntil[second] - passedUntil[Math.max(0, second - hour)]);
            ticker.advance(Duration.ofSeconds(1));
        }
        return most;
    }

    @Test
    void page_bursts_passAsTheTableSays() {
        RateLimit sixty = Limit.requests("rpm", 60, MINUTE);
        for (DocPage.Row row : PAGE.table("## Burst and rate")) {
            RateLimit limit = row.get("burst").startsWith("60,") ? sixty : sixty.burst(number(row, "burst"));
            Subjects now = alone(limit);
            assertThat(row.get("at once")).isEqualTo(passed(now, 1_000));
            ticker.advance(Duration.ofSeconds(1));
            assertThat(row.get("a second later")).isEqualTo(passed(now, 1_000));
            ticker.advance(Duration.ofSeconds(10));
            assertThat(row.get("after a pause of ten seconds")).isEqualTo(passed(now, 1_000));
            limiter.reset(now);
            long inAMinute = 0;
            for (int tenth = 0; tenth < 600; tenth++) {
                inAMinute += Long.parseLong(passed(now, 1_000));
                ticker.advance(Duration.ofMillis(100));
            }
            assertThat(number(row, "in the first minute")).isEqualTo(inAMinute);
            assertThat(limiter.acquire(now, Cost.of(limit.burst() + 1, 0, 0)).reason())
                    .isEqualTo(Decision.Reason.NEVER_ADMISSIBLE);
        }
    }

    @Test
    void page_rates_areExact() {
        Subjects three = alone(Limit.requests("rps", 3, Duration.ofSeconds(1)));
        assertThat(passed(three, 10)).isEqualTo("3");
        long passed = 0;
        for (long tenth = 0; tenth < 10 * HOUR.toSeconds(); tenth++) {
            ticker.advance(Duration.ofMillis(100));
            passed += Long.parseLong(passed(three, 10));
        }
        assertThat(passed).isEqualTo(10_800);
        assertThat(PAGE.says("3 a second are 10,800 in an hour")).isTrue();
        Subjects billions = alone(Limit.tokens("tpm", 7_000_000_000L, MINUTE));
        assertThat(limiter.tryAcquire(billions, Cost.of(1, 7_000_000_000L, 0))).isTrue();
        ticker.advance(Duration.ofSeconds(6));
        assertThat(limiter.peek(billions, Cost.none()).states().get(0).remaining())
                .isEqualTo(700_000_000L);
    }

    @Test
    void page_cost_takesWhatTheTableSays() {
        Amount price = Amount.of("2.5", CREDIT);
        // [counted]
        Counted images = Counted.named("images");
        Quota quota = Quota.of(
                Limit.rate("images", images, 100, Duration.ofHours(1)),
                Limit.rate("spent", Counted.money(CREDIT), 50_000_000, Duration.ofHours(1))); // 50 credits
        Cost cost = Cost.of(1, 1_200, 4_000).and(images, 3).and(price);
        // [/counted]
        Map<String, Counted> counted = Map.of(
                "Counted.REQUESTS", Counted.REQUESTS,
                "Counted.INPUT_TOKENS", Counted.INPUT_TOKENS,
                "Counted.OUTPUT_TOKENS", Counted.OUTPUT_TOKENS,
                "Counted.TOKENS", Counted.TOKENS,
                "Counted.IN_FLIGHT", Counted.IN_FLIGHT,
                "Counted.money(CREDIT/6)", Counted.money(CREDIT),
                "Counted.named(\"images\")", images);
        List<DocPage.Row> table = PAGE.table("## What is counted");
        assertThat(table)
                .hasSameSizeAs(counted.keySet())
                .allSatisfy(row -> assertThat(number(row, "takes"))
                        .isEqualTo(cost.quantity(Objects.requireNonNull(counted.get(row.get("a limit of"))))));
        Subjects who = Subjects.of("acme/key-1", quota);
        assertThat(limiter.acquire(who, cost).states())
                .extracting(LimitState::remaining)
                .containsExactly(97L, 47_500_000L);
        assertThatIllegalArgumentException().isThrownBy(() -> limiter.acquire(who, Cost.of(1, 1_200, 4_000)));
    }

    @Test
    void page_keysOfATeam_areDecidedTogether() {
        Quota perKey = Quota.of(Limit.requests("rpm", 60, MINUTE));
        Quota perTeam = Quota.of(Limit.requests("rpm", 100, MINUTE));
        // [subjects]
        Subjects caller = Subjects.of("acme/key-1", perKey).and("acme/team-7", perTeam);
        Decision decision = limiter.acquire(caller, Cost.request());
        // [/subjects]
        decision.permit().release();
        Subjects another = Subjects.of("acme/team-7", perTeam).and("acme/key-2", perKey);
        List<DocPage.Row> table = PAGE.table("## Subjects and quotas");
        assertThat(passed(caller, 60)).isEqualTo("60");
        assertLeft(table.get(0), List.of(perKey, perTeam));
        assertThat(passed(another, 60)).isEqualTo("40");
        assertLeft(table.get(1), List.of(perKey, perTeam));
        assertThat(Objects.requireNonNull(
                                limiter.acquire(another, Cost.request()).binding())
                        .subject())
                .isEqualTo("acme/team-7");
        assertThat(limiter.tryAcquire("acme/key-2", perKey, Cost.request())).isTrue();
    }

    private void assertLeft(DocPage.Row row, List<Quota> quotas) {
        assertThat(Stream.of("key 1 has left", "key 2 has left", "the team has left")
                        .map(column -> number(row, column)))
                .containsExactly(
                        left("acme/key-1", quotas.get(0)),
                        left("acme/key-2", quotas.get(0)),
                        left("acme/team-7", quotas.get(1)));
    }

    private long left(String subject, Quota quota) {
        return limiter.peek(subject, quota, Cost.none()).states().get(0).remaining();
    }

    private static Subjects alone(Limit limit) {
        return Subjects.of(limit.id() + '/' + limit.most(), Quota.of(limit));
    }

    private String passed(Subjects who, int requests) {
        int passed = 0;
        while (passed < requests && limiter.tryAcquire(who, Cost.request())) {
            passed++;
        }
        return Integer.toString(passed);
    }

    private static long number(DocPage.Row row, String column) {
        return Long.parseLong(row.get(column).replace(",", ""));
    }
}
