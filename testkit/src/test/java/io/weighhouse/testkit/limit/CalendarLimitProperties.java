// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.testkit.ManualClock;
import io.weighhouse.testkit.ManualTicker;
import io.weighhouse.testkit.limit.LocalPeriods.Cut;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Limits by the calendar, C1 to C4, in every zone of the platform. */
class CalendarLimitProperties {

    private static final int YEAR = 2026;
    private static final int LIMIT = 3;
    private static final int TRIES = 300;
    private static final String SUBJECT = "team-7";
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final List<ZoneId> ZONES = LocalPeriods.zones();

    private static final List<Cut> CUTS = List.of(
            LocalPeriods.HOURS,
            LocalPeriods.DAYS,
            LocalPeriods.weeks(DayOfWeek.MONDAY),
            LocalPeriods.weeks(DayOfWeek.SUNDAY),
            LocalPeriods.months(1),
            LocalPeriods.months(15),
            LocalPeriods.months(29),
            LocalPeriods.months(30),
            LocalPeriods.months(31),
            LocalPeriods.years(MonthDay.of(1, 1)),
            LocalPeriods.years(MonthDay.of(2, 29)),
            LocalPeriods.years(MonthDay.of(4, 6)));

    /**
     * A rule and when a history under it begins.
     *
     * @param cut how time is cut
     * @param zone where
     * @param start a moment, in the midst of a period
     */
    record Setting(Cut cut, ZoneId zone, Instant start) {

        LocalPeriods periods() {
            return new LocalPeriods(cut, zone);
        }

        Quota quota(long permits) {
            return Quota.of(Limit.calendar(
                    "allowance", Counted.REQUESTS, permits, cut.periods().apply(zone)));
        }

        /** A part of the time that a period lasts about. */
        Duration pause(int perMille) {
            return Duration.ofSeconds(cut.days() == 0 ? 3_600 : cut.days() * 86_400L)
                    .multipliedBy(perMille)
                    .dividedBy(1_000)
                    .truncatedTo(ChronoUnit.MILLIS);
        }
    }

    private final ManualClock clock = new ManualClock();
    private RateLimiter limiter = limiter();

    @Example
    void c1_daysOfEveryZone_letTheLimitPassAndNoMoreThroughAYearOfSummerTimes() {
        Map<Long, Integer> daysByMinutes = new TreeMap<>();
        for (ZoneId zone : ZONES) {
            Setting setting = new Setting(LocalPeriods.DAYS, zone, Instant.parse("2025-12-31T00:00:00Z"));
            saturate(setting, 366).forEach((minutes, count) -> daysByMinutes.merge(minutes, count, Integer::sum));
        }
        System.out.println(
                "at most " + LIMIT + " calls a day in " + ZONES.size() + " zones; days by minutes: " + daysByMinutes);
        assertThat(ZONES).hasSizeGreaterThan(500);
        assertThat(daysByMinutes.get(23 * 60L)).isGreaterThan(100);
        assertThat(daysByMinutes.get(25 * 60L)).isGreaterThan(100);
    }

    @Example
    void c1_hoursOfEveryZone_letTheLimitPassAndNoMoreWhereClocksAreMoved() {
        Map<Long, Integer> hoursByMinutes = new TreeMap<>();
        for (ZoneId zone : ZONES) {
            List<LocalDate> dates = new LocalPeriods(LocalPeriods.HOURS, zone).moves(YEAR);
            for (LocalDate date : dates.isEmpty() ? List.of(LocalDate.of(YEAR, 7, 1)) : dates) {
                Instant start = date.atStartOfDay(ZoneOffset.UTC).toInstant();
                saturate(new Setting(LocalPeriods.HOURS, zone, start.minusSeconds(7_200)), 28)
                        .forEach((minutes, count) -> hoursByMinutes.merge(minutes, count, Integer::sum));
            }
        }
        System.out.println("at most " + LIMIT + " calls an hour; hours by minutes: " + hoursByMinutes);
        assertThat(hoursByMinutes.get(60L)).isGreaterThan(10_000);
        assertThat(hoursByMinutes.get(90L)).isGreaterThanOrEqualTo(4);
    }

    @Example
    void c1_weeksMonthsAndYearsOfEveryZone_letTheLimitPassAndNoMore() {
        for (ZoneId zone : ZONES) {
            for (Cut cut : CUTS) {
                if (cut.days() > 1) {
                    Instant start = Instant.parse("2026-01-05T00:00:00Z");
                    saturate(new Setting(cut, zone, start), 1 + 400 / cut.days());
                }
            }
        }
    }

    @Property(tries = TRIES)
    void c1_anyCalls_passExactlyWhereTheyFit(
            @ForAll("settings") Setting setting,
            @ForAll @Size(max = 20) List<@IntRange(max = 1_200) Integer> pauses,
            @ForAll @Size(20) List<@IntRange(max = 11) Integer> costs) {
        limiter = limiter();
        Quota quota = setting.quota(10);
        set(setting.start());
        Instant end = setting.periods().next(setting.start());
        long used = 0;
        for (int i = 0; i < pauses.size(); i++) {
            clock.advance(setting.pause(pauses.get(i)));
            while (!clock.instant().isBefore(end)) {
                end = setting.periods().next(end);
                used = 0;
            }
            int cost = costs.get(i);
            boolean fits = used + cost <= 10;
            Decision decision = limiter.acquire(SUBJECT, quota, requests(cost));
            assertThat(decision.allowed()).isEqualTo(fits);
            used += fits ? cost : 0;
            long untilEnd = Duration.between(clock.instant(), end).toNanos();
            assertThat(remaining(decision)).isEqualTo(10 - used);
            assertThat(decision.states().get(0).resetAfterNanos()).isEqualTo(used == 0 ? 0 : untilEnd);
            assertThat(decision.retryAfterNanos()).isEqualTo(fits ? 0 : cost > 10 ? Long.MAX_VALUE : untilEnd);
        }
    }

    @Property(tries = TRIES)
    void c2_settleAfterTheBoundary_changesNothingOfTheNewPeriod(
            @ForAll("settings") Setting setting,
            @ForAll @IntRange(max = 10) int reserved,
            @ForAll @IntRange(max = 20) int actual,
            @ForAll @IntRange(max = 10) int taken) {
        limiter = limiter();
        Quota quota = setting.quota(10);
        Instant end = setting.periods().next(setting.start());
        set(setting.start());
        Permit permit = limiter.acquire(SUBJECT, quota, requests(reserved)).permit();
        set(end);
        // Where nothing is taken first, the words are still those of the old period.
        if (taken > 0) {
            assertThat(limiter.tryAcquire(SUBJECT, quota, requests(taken))).isTrue();
        }
        List<LimitState> before = peek(quota).states();
        permit.settle(requests(actual));
        assertThat(peek(quota).states()).isEqualTo(before);
        assertThat(remaining(peek(quota))).isEqualTo(10 - taken);
    }

    @Property(tries = TRIES)
    void c2_settleWithinThePeriod_countsInIt(
            @ForAll("settings") Setting setting,
            @ForAll @IntRange(max = 10) int reserved,
            @ForAll @IntRange(max = 20) int actual) {
        limiter = limiter();
        Quota quota = setting.quota(10);
        Instant end = setting.periods().next(setting.start());
        set(setting.start());
        Permit permit = limiter.acquire(SUBJECT, quota, requests(reserved)).permit();
        set(end.minus(MILLI));
        permit.settle(requests(actual));
        assertThat(remaining(peek(quota))).isEqualTo(Math.max(0, 10 - actual));
        // Debt is charged to this period, and over with it.
        assertThat(peek(quota).allowed()).isEqualTo(actual <= 10);
        set(end);
        assertThat(remaining(peek(quota))).isEqualTo(10);
    }

    @Property(tries = TRIES)
    void c3_changeOfZoneOrAnchor_givesNoMoreThanOneAllowanceBeside(
            @ForAll("settings") Setting before,
            @ForAll("zones") ZoneId zone,
            @ForAll @IntRange(max = 4) int anchor,
            @ForAll @Size(30) List<@IntRange(max = 400) Integer> pauses,
            @ForAll @IntRange(max = 29) int change) {
        List<Cut> alike =
                CUTS.stream().filter(cut -> cut.days() == before.cut().days()).toList();
        Cut cut = alike.get(anchor % alike.size());
        Setting after = new Setting(cut, zone, before.start());
        limiter = limiter();
        set(before.start());
        List<Instant> admitted = new ArrayList<>();
        Instant changed = before.start();
        for (int i = 0; i < pauses.size(); i++) {
            clock.advance(before.pause(pauses.get(i)));
            changed = i <= change ? clock.instant() : changed;
            Quota quota = (i < change ? before : after).quota(LIMIT);
            while (limiter.tryAcquire(SUBJECT, quota, Cost.request())) {
                admitted.add(clock.instant());
            }
        }
        Instant old = before.periods().current(changed);
        Instant ofChange = after.periods().current(changed);
        Instant fresh = after.periods().next(changed);
        // From the beginning of the old period on, there is one allowance until a new one begins, as if nothing had
        // changed.
        assertThat(between(admitted, old, fresh)).isLessThanOrEqualTo(LIMIT);
        if (!before.periods().next(ofChange).isBefore(old)) {
            assertThat(between(admitted, ofChange, fresh)).isLessThanOrEqualTo(2 * LIMIT);
        }
        for (Instant start = fresh;
                !start.isAfter(clock.instant());
                start = after.periods().next(start)) {
            assertThat(between(admitted, start, after.periods().next(start))).isLessThanOrEqualTo(LIMIT);
        }
    }

    @Property(tries = TRIES)
    void c4_clockBackOverABoundary_goesOnWithTheNewPeriod(
            @ForAll("settings") Setting setting,
            @ForAll @IntRange(max = 10) int old,
            @ForAll @IntRange(min = 1, max = 10) int fresh,
            @ForAll @IntRange(max = 10) int back) {
        limiter = limiter();
        Quota quota = setting.quota(10);
        Instant boundary = setting.periods().next(setting.start());
        Instant end = setting.periods().next(boundary);
        set(setting.start());
        limiter.tryAcquire(SUBJECT, quota, requests(old));
        set(boundary);
        assertThat(limiter.tryAcquire(SUBJECT, quota, requests(fresh))).isTrue();
        set(setting.start());
        assertThat(remaining(peek(quota))).isEqualTo(10 - fresh);
        boolean fits = limiter.tryAcquire(SUBJECT, quota, requests(back));
        assertThat(fits).isEqualTo(fresh + back <= 10);
        int used = fresh + (fits ? back : 0);
        assertThat(limiter.peek(SUBJECT, quota, requests(11 - used)).retryAfterNanos())
                .isEqualTo(Duration.between(setting.start(), end).toNanos());
        set(boundary);
        assertThat(remaining(peek(quota))).isEqualTo(10 - used);
        set(end);
        assertThat(remaining(peek(quota))).isEqualTo(10);
    }

    @Property(tries = TRIES)
    void c4_clockBackAndForthOverBoundaries_opensEachPeriodOnce(
            @ForAll("settings") Setting setting,
            @ForAll @Size(min = 10, max = 60) List<@IntRange(min = -900, max = 900) Integer> steps) {
        limiter = limiter();
        Quota quota = setting.quota(LIMIT);
        List<Instant> starts = new ArrayList<>(List.of(setting.periods().current(setting.start())));
        Instant latest = setting.start();
        Instant now = latest;
        int admitted = 0;
        for (int step : steps) {
            Instant asked = now.plus(setting.pause(step));
            // No further back than into the period before the latest.
            Instant least = starts.get(Math.max(0, starts.size() - 2));
            now = asked.isBefore(least) ? least : asked;
            latest = now.isAfter(latest) ? now : latest;
            Instant next = setting.periods().next(starts.get(starts.size() - 1));
            while (!next.isAfter(latest)) {
                starts.add(next);
                admitted = 0;
                next = setting.periods().next(next);
            }
            set(now);
            while (limiter.tryAcquire(SUBJECT, quota, Cost.request())) {
                admitted++;
            }
            assertThat(admitted).isEqualTo(LIMIT);
        }
    }

    @Property(tries = TRIES)
    void c4_clockBackByManyPeriods_healsWithTheNextOne(
            @ForAll("settings") Setting setting,
            @ForAll @IntRange(min = 2, max = 5) int ahead,
            @ForAll @IntRange(min = 1, max = LIMIT) int used) {
        limiter = limiter();
        Quota quota = setting.quota(LIMIT);
        Instant wrong = setting.start();
        for (int i = 0; i < ahead; i++) {
            wrong = setting.periods().next(wrong);
        }
        set(wrong);
        limiter.tryAcquire(SUBJECT, quota, requests(used));
        set(setting.start());
        assertThat(remaining(peek(quota))).isEqualTo(LIMIT - used);
        Decision refused = limiter.acquire(SUBJECT, quota, requests(LIMIT));
        assertThat(refused.allowed()).isFalse();
        Instant next = setting.periods().next(setting.start());
        assertThat(clock.instant().plusNanos(refused.retryAfterNanos()))
                .isBeforeOrEqualTo(setting.periods().next(next));
        clock.advance(Duration.ofNanos(refused.retryAfterNanos()));
        assertThat(limiter.tryAcquire(SUBJECT, quota, requests(LIMIT))).isTrue();
    }

    @Example
    void c4_clockBackOverAnHourAndAHalf_goesOnWithTheNewPeriod() {
        assertGoesOn(LocalPeriods.HOURS, "Australia/Lord_Howe", "2026-10-03T16:00:00Z");
    }

    @Example
    void c4_clockBackOverASkippedDay_goesOnWithTheNewPeriod() {
        assertGoesOn(LocalPeriods.DAYS, "Pacific/Apia", "2011-12-30T10:00:00Z");
    }

    @Example
    void c4_clockBeyondTheEndOfTime_refusesForGood() {
        for (Cut cut : CUTS) {
            Setting setting = new Setting(cut, ZoneOffset.UTC, Instant.parse("2090-01-01T00:00:00Z"));
            limiter = limiter();
            set(setting.start());
            assertThat(limiter.tryAcquire(SUBJECT, setting.quota(1), Cost.request()))
                    .isTrue();
            Decision decision = assertTimeoutPreemptively(
                    Duration.ofSeconds(20), () -> limiter.acquire(SUBJECT, setting.quota(1), Cost.request()));
            assertThat(decision.retryAfterNanos()).isEqualTo(Long.MAX_VALUE);
        }
    }

    /** Where the number of a period is not one more than that of the one before. */
    private void assertGoesOn(Cut cut, String zone, String boundary) {
        limiter = limiter();
        Quota quota = new Setting(cut, ZoneId.of(zone), Instant.parse(boundary)).quota(LIMIT);
        set(Instant.parse(boundary));
        assertThat(limiter.tryAcquire(SUBJECT, quota, Cost.request())).isTrue();
        set(Instant.parse(boundary).minus(MILLI));
        assertThat(limiter.tryAcquire(SUBJECT, quota, Cost.request())).isTrue();
        set(Instant.parse(boundary));
        assertThat(remaining(peek(quota))).isEqualTo(LIMIT - 2);
    }

    @Provide
    Arbitrary<Setting> settings() {
        Arbitrary<Instant> moments = Arbitraries.longs()
                .between(
                        Instant.parse("2026-01-01T00:00:00Z").toEpochMilli(),
                        Instant.parse("2029-01-01T00:00:00Z").toEpochMilli())
                .map(Instant::ofEpochMilli);
        return Combinators.combine(Arbitraries.of(CUTS), zones(), moments)
                .as(Setting::new)
                .withoutEdgeCases();
    }

    @Provide
    Arbitrary<ZoneId> zones() {
        return Arbitraries.of(ZONES);
    }

    /** Calls from one start to the next as often as anything passes; how many periods there were by their minutes. */
    private Map<Long, Integer> saturate(Setting setting, int periods) {
        limiter = limiter();
        Quota quota = setting.quota(LIMIT);
        Map<Long, Integer> byMinutes = new TreeMap<>();
        Instant start = setting.periods().next(setting.start());
        for (int i = 0; i < periods; i++) {
            Instant end = setting.periods().next(start);
            Duration length = Duration.between(start, end);
            set(start);
            int passed = 0;
            while (limiter.tryAcquire(SUBJECT, quota, Cost.request())) {
                passed++;
            }
            requireFull(quota, passed == LIMIT, length);
            set(start.plus(length.dividedBy(2)));
            requireFull(quota, true, length.dividedBy(2));
            set(end.minus(MILLI));
            requireFull(quota, true, MILLI);
            byMinutes.merge(length.toMinutes(), 1, Integer::sum);
            start = end;
        }
        return byMinutes;
    }

    /** By hand, because a million assertions take their time. */
    private void requireFull(Quota quota, boolean asExpected, Duration wait) {
        Decision decision = limiter.acquire(SUBJECT, quota, Cost.request());
        if (!asExpected || decision.allowed() || decision.retryAfterNanos() != wait.toNanos()) {
            throw new AssertionError("must be full for " + wait + " at " + clock.instant() + ": " + decision);
        }
    }

    private static long between(List<Instant> admitted, Instant from, Instant to) {
        return admitted.stream()
                .filter(at -> !at.isBefore(from) && at.isBefore(to))
                .count();
    }

    private Decision peek(Quota quota) {
        return limiter.peek(SUBJECT, quota, Cost.none());
    }

    private static long remaining(Decision decision) {
        return decision.states().get(0).remaining();
    }

    private static Cost requests(long requests) {
        return Cost.of(requests, 0, 0);
    }

    private void set(Instant instant) {
        clock.advance(Duration.between(clock.instant(), instant));
    }

    private RateLimiter limiter() {
        return RateLimiter.local()
                .ticker(new ManualTicker())
                .clock(clock)
                .nonDurable()
                .build();
    }
}
