// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.metering.limit.CalendarPeriod;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.LocalRateLimiter;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.metering.limit.WhenFull;
import io.weighhouse.testkit.ManualTicker;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One call, several subjects: all or nothing, whatever threads do.
 *
 * <p>Time stands still, and a token or request takes a nanosecond to be paid off, so what a limit says until its reset is
 * what was taken from it.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SeveralSubjectsTest {

    private static final int CALLS = 4_000;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final List<String> NAMES = List.of("key-1", "key-2", "team", "organisation");
    private static final Limit REQUESTS = Limit.requests("requests", 1_000_000_000, SECOND);

    /** Some of these are used up, so that calls are refused now and then. */
    private static final Limit TOKENS =
            Limit.tokens("tokens", 1_000_000_000, SECOND).burst(500_000);

    private static final Limit WINDOW = Limit.rolling("window", Counted.INPUT_TOKENS, 1_000_000_000, SECOND);
    private static final Limit AT_ONCE = Limit.inFlight("at-once", 40, Duration.ofHours(1));
    private static final Limit HOURLY =
            Limit.calendar("hourly", Counted.REQUESTS, 1_000_000_000, CalendarPeriod.hour(ZoneOffset.UTC));
    private static final Quota QUOTA = Quota.of(REQUESTS, TOKENS);
    private static final Quota EVERY_KIND = Quota.of(REQUESTS, TOKENS, WINDOW, AT_ONCE, HOURLY);
    private static final Quota OTHER_ORDER =
            Quota.of(HOURLY, AT_ONCE, Limit.requests("further", 5, SECOND), WINDOW, REQUESTS, TOKENS);

    private record Open(Decision decision, List<String> names, Cost reserved) {}

    private final ManualTicker ticker = new ManualTicker();
    private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> inputTokens = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> outputTokens = new ConcurrentHashMap<>();
    private final Queue<Open> open = new ConcurrentLinkedQueue<>();
    private final LongAdder refused = new LongAdder();

    @Test
    void m1_callsByManyThreads_takeFromEachLimitWhatTheAdmittedOnesCost() throws InterruptedException {
        RateLimiter limiter = local().build();
        InThreads.run(4, (thread, random) -> {
            for (int i = 0; i < CALLS; i++) {
                List<String> names = some(random);
                Cost cost = Cost.of(1, random.nextInt(200), random.nextInt(200));
                if (limiter.tryAcquire(subjects(names, QUOTA), cost)) {
                    sum(names, cost);
                } else {
                    refused.increment();
                }
            }
        });
        assertThatAllIsSummed(limiter, QUOTA);
        assertThat(refused.sum()).as("calls that a limit refused").isPositive();
    }

    @Test
    void m1_permitsEndedByOtherThreads_leaveWhatTheCallsCameTo() throws InterruptedException {
        RateLimiter limiter = local().build();
        InThreads.run(4, (thread, random) -> callAndEnd(limiter, random, EVERY_KIND));
        endAll(new SplittableRandom(7));
        assertThatAllIsSummed(limiter, EVERY_KIND);
        assertThat(refused.sum()).as("calls that a limit refused").isPositive();
    }

    @Test
    void m1_whileQuotasChangeAndNewcomersTakePlaces_nothingIsForgotten() throws InterruptedException {
        RateLimiter limiter = local().maximumSubjects(NAMES.size() + 2).build();
        for (String name : NAMES) {
            limiter.acquire(name, EVERY_KIND, Cost.of(1, 1, 0)).permit().close();
            sum(List.of(name), Cost.of(1, 1, 0));
        }
        InThreads.run(4, (thread, random) -> {
            if (thread == 0) {
                for (int i = 0; i < CALLS; i++) {
                    limiter.tryAcquire("newcomer-" + i, QUOTA, Cost.none());
                }
            } else {
                callAndEnd(limiter, random, thread == 1 ? OTHER_ORDER : EVERY_KIND);
            }
        });
        endAll(new SplittableRandom(7));
        assertThatAllIsSummed(limiter, EVERY_KIND);
    }

    private void callAndEnd(RateLimiter limiter, SplittableRandom random, Quota quota) {
        for (int i = 0; i < CALLS / 2; i++) {
            List<String> names = some(random);
            Cost cost = Cost.of(1, random.nextInt(200), random.nextInt(200));
            Decision decision = limiter.acquire(subjects(names, quota), cost);
            if (decision.allowed()) {
                open.add(new Open(decision, names, cost));
            } else {
                refused.increment();
            }
            Open one = random.nextInt(5) < 3 ? open.poll() : null;
            if (one != null) {
                end(one, random);
            }
        }
    }

    private void endAll(SplittableRandom random) {
        for (Open one = open.poll(); one != null; one = open.poll()) {
            end(one, random);
        }
    }

    private void end(Open one, SplittableRandom random) {
        Permit permit = one.decision().permit();
        Cost actual = switch (random.nextInt(4)) {
            case 0 -> Cost.none();
            case 1 -> one.reserved();
            default -> Cost.of(1, random.nextInt(300), random.nextInt(300));
        };
        permit.settle(actual);
        permit.close();
        sum(one.names(), actual);
    }

    @Test
    void m1_newcomersWhoShare_areChargedOnceForEachQuota() throws InterruptedException {
        RateLimiter limiter =
                local().maximumSubjects(1).whenFull(WhenFull.SHARE).build();
        Quota another = Quota.of(REQUESTS);
        limiter.tryAcquire("first", QUOTA, Cost.request());
        LongAdder sharing = new LongAdder();
        LongAdder sharingAnother = new LongAdder();
        Subjects kept = Subjects.of("kept-1", QUOTA).and("kept-2", QUOTA).and("kept-3", another);
        InThreads.run(4, (thread, random) -> {
            for (int i = 0; i < CALLS / 8; i++) {
                String name = thread + "-" + i;
                Subjects subjects = random.nextBoolean()
                        ? kept
                        : Subjects.of(name, QUOTA).and("a" + name, another).and("z" + name, QUOTA);
                if (limiter.tryAcquire(subjects, Cost.of(1, 0, 0))) {
                    sharing.increment();
                    sharingAnother.increment();
                }
            }
        });
        assertThat(limiter.acquire("newcomer", QUOTA, Cost.none())
                        .states()
                        .get(0)
                        .resetAfterNanos())
                .isEqualTo(sharing.sum());
        assertThat(limiter.acquire("newcomer", another, Cost.none())
                        .states()
                        .get(0)
                        .resetAfterNanos())
                .isEqualTo(sharingAnother.sum());
    }

    @Test
    void m4_refusedByTheTeam_takesNothingFromKeyAndOrganisation() {
        RateLimiter limiter = local().build();
        Quota team = Quota.of(Limit.requests("requests", 2, Duration.ofHours(1)));
        Subjects all = Subjects.of("key", QUOTA).and("team", team).and("organisation", QUOTA);
        int admitted = 0;
        for (int i = 0; i < 5; i++) {
            admitted += limiter.acquire(all, Cost.of(1, 10, 0)).allowed() ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(2);
        Decision refused = limiter.acquire(all, Cost.of(1, 10, 0));
        assertThat(refused.binding())
                .isNotNull()
                .extracting(LimitState::subject)
                .isEqualTo("team");
        for (String name : List.of("key", "organisation")) {
            assertThat(limiter.peek(name, QUOTA, Cost.none()).states())
                    .extracting(LimitState::resetAfterNanos)
                    .containsExactly(2L, 20L);
        }
    }

    @Test
    void acquire_inWhateverOrderSubjectsArePutTogether_isTheSame() {
        List<List<Object>> told = new ArrayList<>();
        for (int[] order : new int[][] {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
            RateLimiter limiter = local().build();
            List<String> names = Arrays.stream(order).mapToObj(NAMES::get).toList();
            Subjects subjects = subjects(names, EVERY_KIND);
            Decision first = limiter.acquire(subjects, Cost.of(1, 400_000, 0));
            Decision second = limiter.acquire(subjects, Cost.of(1, 0, 400_000));
            first.permit().settle(Cost.of(1, 100, 0));
            Decision third = limiter.acquire(subjects, Cost.of(1, 0, 400_000));
            told.add(List.of(
                    subjects.names(),
                    first.states(),
                    second.reason(),
                    second.retryAfterNanos(),
                    String.valueOf(second.binding()),
                    third.states()));
        }
        assertThat(Collections.frequency(told, told.get(0))).isEqualTo(6);
    }

    @Test
    void and_ofANameThatIsThere_isAMistake() {
        Subjects subjects = Subjects.of("key", QUOTA).and("team", QUOTA);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> subjects.and("key", EVERY_KIND))
                .withMessageContaining("name=key");
        Subjects numbered = Subjects.of(7, QUOTA);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> numbered.and(Long.toString(7), QUOTA))
                .withMessageContaining("name=7");
    }

    private LocalRateLimiter.Builder local() {
        return RateLimiter.local().ticker(ticker).clock(() -> Instant.EPOCH).permitTimeToLive(Duration.ofHours(1));
    }

    private void assertThatAllIsSummed(RateLimiter limiter, Quota quota) {
        for (String name : NAMES) {
            long tokens = sumOf(inputTokens, name) + sumOf(outputTokens, name);
            for (LimitState state : limiter.peek(name, quota, Cost.none()).states()) {
                long remaining = state.limit().most() - state.remaining();
                switch (state.limit().id()) {
                    case "requests" ->
                        assertThat(state.resetAfterNanos()).as(name).isEqualTo(sumOf(requests, name));
                    case "tokens" ->
                        assertThat(state.resetAfterNanos()).as(name).isEqualTo(tokens);
                    case "window" -> assertThat(remaining).as(name).isEqualTo(sumOf(inputTokens, name));
                    case "hourly" -> assertThat(remaining).as(name).isEqualTo(sumOf(requests, name));
                    default -> assertThat(remaining).as(name + " at once").isZero();
                }
            }
        }
    }

    private void sum(List<String> names, Cost cost) {
        for (String name : names) {
            requests.computeIfAbsent(name, key -> new LongAdder()).add(cost.requests());
            inputTokens.computeIfAbsent(name, key -> new LongAdder()).add(cost.inputTokens());
            outputTokens.computeIfAbsent(name, key -> new LongAdder()).add(cost.outputTokens());
        }
    }

    private static long sumOf(Map<String, LongAdder> sums, String name) {
        return sums.getOrDefault(name, new LongAdder()).sum();
    }

    /** One to three names, in any order. */
    private static List<String> some(SplittableRandom random) {
        List<String> names = new ArrayList<>(NAMES);
        while (names.size() > 1 + random.nextInt(3)) {
            names.remove(random.nextInt(names.size()));
        }
        Collections.swap(names, 0, names.size() - 1);
        return names;
    }

    private static Subjects subjects(List<String> names, Quota quota) {
        Subjects subjects = Subjects.of(names.get(0), quota);
        for (String name : names.subList(1, names.size())) {
            subjects = subjects.and(name, quota);
        }
        return subjects;
    }
}
