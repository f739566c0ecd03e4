// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.LimitLeg;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.TenantId;
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
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import io.weighhouse.testkit.ManualClock;
import io.weighhouse.testkit.ManualTicker;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Works out what docs/concepts/limits.md says of what becomes of limits: settled, changed, forgotten, out of time, full. */
class LimitChangesPageTest {

    private static final DocPage PAGE = DocPage.at("docs/concepts/limits.md");

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Quota TPM = Quota.of(Limit.tokens("tpm", 100_000, MINUTE));
    private static final Quota RPM = Quota.of(Limit.requests("rpm", 60, MINUTE));
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final ManualClock clock = new ManualClock();
    private final ManualTicker ticker = new ManualTicker(clock);
    private final LocalRateLimiter limiter = builder().nonDurable().build();

    private LocalRateLimiter.Builder builder() {
        return RateLimiter.local().ticker(ticker).clock(clock);
    }

    @Test
    void page_endingsOfAPermit_leaveWhatTheTableSays() {
        Map<String, Consumer<Permit>> endings = Map.of(
                "nothing yet", permit -> {},
                "`settle` at 1,550", permit -> permit.settle(Cost.of(1, 1_200, 350)),
                "`settle` at 5,200", permit -> permit.settle(Cost.of(1, 1_200, 4_000)),
                "`settle` at 130,000", permit -> permit.settle(Cost.of(1, 1_200, 128_800)),
                "release", Permit::release,
                "close", Permit::close);
        List<DocPage.Row> table = PAGE.table("## Reserve and settle");
        assertThat(table).hasSameSizeAs(endings.keySet()).allSatisfy(row -> {
            String how = row.get("the permit ends by");
            Permit permit = limiter.acquire(how, TPM, Cost.of(1, 1_200, 4_000)).permit();
            Objects.requireNonNull(endings.get(how)).accept(permit);
            assertThat(number(row, "left")).as(how).isEqualTo(left(how, TPM));
        });
    }

    @Test
    void settle_beyondTheReservation_isDebtUntilTimeHasPaidIt() {
        limiter.acquire("a", TPM, Cost.of(1, 1_200, 4_000)).permit().settle(Cost.of(1, 1_200, 128_800));
        assertThat(limiter.peek("a", TPM, Cost.none()).retryAfterNanos())
                .isEqualTo(Duration.ofSeconds(18).toNanos());
        assertThat(limiter.peek("a", TPM, Cost.of(1, 100, 0)).retryAfterNanos())
                .isEqualTo(Duration.ofMillis(18_060).toNanos());
        assertThat(PAGE.says("for 18 seconds. A call of 100 tokens waits for 18.06."))
                .isTrue();
    }

    @Test
    void page_callsUnderAShadowLimit_passAsTheTableSays() {
        Quota watched = Quota.of(Limit.requests("rpm", 2, MINUTE).shadow());
        for (DocPage.Row row : PAGE.table("## Trying a limit out")) {
            Decision decision = limiter.acquire("a", watched, Cost.request());
            assertThat(row.get("allowed")).isEqualTo(Boolean.toString(decision.allowed()));
            assertThat(number(row, "left")).isEqualTo(decision.states().get(0).remaining());
            assertThat(decision.shadowRefusals())
                    .extracting(state -> state.limit().id())
                    .isEqualTo(row.get("would have been refused").isEmpty() ? List.of() : List.of("rpm"));
        }
    }

    @Test
    void page_changesOfAPlan_leaveWhatTheTableSays() {
        List<DocPage.Row> table = PAGE.table("## When a plan changes");
        assertThat(table).hasSize(7).allSatisfy(row -> {
            String who = row.toString();
            Quota before = Quota.of(limit(row.get("before")));
            limiter.reset(Subjects.of("a", before));
            long used = number(row, "used");
            Cost cost = row.get("before").contains("in flight") ? Cost.request() : Cost.of(used, 0, 0);
            for (int i = 0; i < used / cost.requests(); i++) {
                assertThat(limiter.acquire("a", before, cost).allowed()).as(who).isTrue();
            }
            assertThat(left("a", Quota.of(limit(row.get("after"))))).as(who).isEqualTo(number(row, "left at once"));
        });
    }

    /** A limit in the words of the page. */
    private static Limit limit(String words) {
        long permits = Long.parseLong(words.substring(0, words.indexOf(' ')).replace(",", ""));
        String rest = words.substring(words.indexOf(' ') + 1);
        return switch (rest) {
            case "a minute" -> Limit.requests("id", permits, MINUTE);
            case "a minute, burst 10" -> Limit.requests("id", permits, MINUTE).burst(10);
            case "a minute, another id" -> Limit.requests("another", permits, MINUTE);
            case "a day by the calendar" ->
                Limit.calendar("id", Counted.REQUESTS, permits, CalendarPeriod.day(ZoneOffset.UTC));
            case "in any hour" -> Limit.rolling("id", Counted.REQUESTS, permits, Duration.ofHours(1));
            case "in flight" -> Limit.inFlight("id", permits, MINUTE);
            default -> throw new AssertionError("no such limit: " + words);
        };
    }

    @Test
    void change_usedUpOrAboveTheNewBurst_flowsAtTheNewRateFromNowOn() {
        limiter.acquire("a", RPM, Cost.of(60, 0, 0));
        Quota sixHundred = Quota.of(Limit.requests("rpm", 600, MINUTE));
        assertThat(limiter.peek("a", sixHundred, Cost.request()).retryAfterNanos())
                .isEqualTo(Duration.ofMillis(100).toNanos());
        limiter.acquire("b", RPM, Cost.of(30, 0, 0));
        Quota smallBurst = Quota.of(Limit.requests("rpm", 60, MINUTE).burst(10));
        assertThat(limiter.peek("b", smallBurst, Cost.request()).retryAfterNanos())
                .isEqualTo(Duration.ofSeconds(21).toNanos());
        assertThat(PAGE.says("next call passes in 21 seconds")).isTrue();
    }

    @Test
    void limitOfADay_isAMistakeUnlessItMayBeForgotten() {
        ZoneId zone = BERLIN;
        // [durable]
        Quota perDay = Quota.of(Limit.calendar("per-day", Counted.REQUESTS, 1_000, CalendarPeriod.day(zone)));
        RateLimiter mayForget = RateLimiter.local().nonDurable().build(); // without nonDurable(), perDay is a mistake
        // [/durable]
        assertThat(mayForget.tryAcquire("a", perDay, Cost.request())).isTrue();
        RateLimiter durable = builder().build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> durable.acquire("a", perDay, Cost.request()))
                .withMessageContaining("nonDurable");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> durable.acquire(
                        "a", Quota.of(Limit.requests("slow", 1, MINUTE).burst(1_440)), Cost.request()));
    }

    @Test
    void hold_legOfAMonth_countsOnTheMonthsCounter() {
        TenantId acme = TenantId.of("acme");
        Unit requests = Unit.of("CALLS", 0);
        Amount worstCase = Amount.of("0", Unit.of("CREDIT", 6));
        AccountId wallet = acme.account("wallet");
        Instant now = Instant.parse("2026-10-31T23:30:00Z");
        try (Ledger ledger = Ledger.builder().clock(clock).build()) {
            ledger.open(Account.wallet(wallet, worstCase.unit())).orThrow();
            // [leg]
            AccountId counter =
                    acme.account("calls:key-1:" + YearMonth.from(now.atZone(BERLIN))); // calls:key-1:2026-11
            ledger.open(Account.of(counter, AccountKind.COUNTER, requests)).orThrow(); // once; again does no harm
            Outcome<Hold> hold = ledger.hold(PlaceHold.of(acme.operation("call-1"), wallet, worstCase)
                    .limit(new LimitLeg(counter, Amount.of("1", requests), Amount.of("100", requests))));
            // [/leg]
            assertThat(hold).isInstanceOf(Done.class);
            assertThat(counter.name()).isEqualTo("calls:key-1:2026-11");
            ledger.open(Account.of(counter, AccountKind.COUNTER, requests)).orThrow();
            assertThat(ledger.hold(PlaceHold.of(acme.operation("call-2"), wallet, worstCase)
                            .limit(new LimitLeg(counter, Amount.of("100", requests), Amount.of("100", requests)))))
                    .isEqualTo(new Declined<>(new Decline.LimitReached(
                            counter,
                            Amount.of("100", requests),
                            Amount.of("99", requests),
                            Amount.of("100", requests))));
        }
    }

    @Test
    void tickerBack_countsAsOneThatStoodStill() {
        limiter.acquire("a", RPM, Cost.of(60, 0, 0));
        ticker.advance(Duration.ofHours(-1));
        assertThat(left("a", RPM)).isZero();
        ticker.advance(Duration.ofSeconds(1));
        assertThat(left("a", RPM)).isEqualTo(1);
    }

    @Test
    void clockBackOverMidnight_givesNobodyADayTwice() {
        Quota perDay = Quota.of(Limit.calendar("per-day", Counted.REQUESTS, 10, CalendarPeriod.day(ZoneOffset.UTC)));
        clock.advance(Duration.ofHours(23));
        limiter.acquire("a", perDay, Cost.of(4, 0, 0));
        clock.advance(Duration.ofHours(2));
        limiter.acquire("a", perDay, Cost.of(7, 0, 0));
        clock.advance(Duration.ofHours(-2));
        assertThat(left("a", perDay)).isEqualTo(3);
        limiter.acquire("a", perDay, Cost.of(2, 0, 0));
        clock.advance(Duration.ofHours(2));
        assertThat(left("a", perDay)).isEqualTo(1);
        clock.advance(Duration.ofHours(23));
        assertThat(left("a", perDay)).isEqualTo(10);
    }

    @Test
    void days_ofAZone_haveTheHoursThatTheyHave() {
        ManualClock berlin = new ManualClock();
        LocalRateLimiter there =
                RateLimiter.local().ticker(ticker).clock(berlin).nonDurable().build();
        Quota perDay = Quota.of(Limit.calendar("per-day", Counted.REQUESTS, 10, CalendarPeriod.day(BERLIN)));
        Instant start = LocalDate.of(2026, 3, 29).atStartOfDay(BERLIN).toInstant();
        berlin.advance(Duration.between(berlin.instant(), start));
        assertThat(there.acquire("a", perDay, Cost.request()).states())
                .extracting(LimitState::resetAfterNanos)
                .containsExactly(Duration.ofHours(23).toNanos());
        Quota month = Quota.of(Limit.calendar("month", Counted.REQUESTS, 10, CalendarPeriod.month(31, BERLIN)));
        assertThat(there.acquire("b", month, Cost.request()).states())
                .as("from the last of February to the last of March, in summer time by then")
                .extracting(LimitState::resetAfterNanos)
                .containsExactly(Duration.ofHours(47).toNanos());
    }

    @Test
    void page_newcomersToAFullLimiter_passAsTheTableSays() {
        List<DocPage.Row> table = PAGE.table("## Memory, and when it is full");
        assertThat(table).hasSize(3);
        for (WhenFull rule : WhenFull.values()) {
            LocalRateLimiter full = builder().maximumSubjects(2).whenFull(rule).build();
            full.acquire("a", RPM, Cost.of(60, 0, 0));
            full.acquire("b", RPM, Cost.of(60, 0, 0));
            assertThat(table.get(0).get(rule.name())).isEqualTo(passed(full, "c"));
            assertThat(table.get(1).get(rule.name())).isEqualTo(passed(full, "d"));
            ticker.advance(MINUTE);
            assertThat(table.get(2).get(rule.name())).isEqualTo(passed(full, "c"));
        }
    }

    /** How many of 60 requests pass, and why the others do not. */
    private static String passed(RateLimiter limiter, String who) {
        int passed = 0;
        while (passed < 60 && limiter.tryAcquire(who, RPM, Cost.request())) {
            passed++;
        }
        return passed == 60
                ? "60 pass"
                : passed + " pass: " + limiter.acquire(who, RPM, Cost.request()).reason();
    }

    private long left(String subject, Quota quota) {
        return limiter.peek(subject, quota, Cost.none()).states().get(0).remaining();
    }

    private static long number(DocPage.Row row, String column) {
        return Long.parseLong(row.get(column).replace(",", ""));
    }
}
