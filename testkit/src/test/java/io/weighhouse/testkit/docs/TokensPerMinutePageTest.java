// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.call.Call;
import io.weighhouse.metering.call.CallMeter;
import io.weighhouse.metering.call.MeteredCall;
import io.weighhouse.metering.call.Opening;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.OutputEstimator;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimitHeaders;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import io.weighhouse.testkit.ManualClock;
import io.weighhouse.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Works out what docs/guides/tokens-per-minute.md says. */
class TokensPerMinutePageTest {

    private static final DocPage PAGE = DocPage.at("docs/guides/tokens-per-minute.md");

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Quota TPM = Quota.of(Limit.tokens("tpm", 100_000, MINUTE));

    private final ManualTicker ticker = new ManualTicker();
    private final RateLimiter limiter = RateLimiter.local().ticker(ticker).build();
    private final Subjects subjects = Subjects.of("acme/key-1", TPM);
    private final List<Long> ran = new ArrayList<>();

    @Test
    void page_waysToCharge_useTheLimitAsTheTableSays() {
        List<SharedMinute.Result> results = List.of(
                SharedMinute.of(10, Cost.none(), permit -> permit.settle(SharedMinute.ACTUAL)),
                SharedMinute.of(10, SharedMinute.BOUND, Permit::close),
                SharedMinute.of(10, SharedMinute.BOUND, permit -> permit.settle(SharedMinute.ACTUAL)));
        List<DocPage.Row> table = PAGE.table("## What does not work");
        assertThat(table).hasSameSizeAs(results);
        for (int i = 0; i < table.size(); i++) {
            SharedMinute.Result result = results.get(i);
            DocPage.Row row = table.get(i);
            assertThat(number(row, "tokens used")).isEqualTo(result.used());
            assertThat(row.get("of what the limit lets pass"))
                    .isEqualTo((100 * result.used() + 550_000) / 1_100_000 + " %");
            assertThat(number(row, "most beyond the limit")).isEqualTo(result.mostBeyond());
        }
    }

    @Test
    void settle_forAnHour_losesNoMoreThanInTenMinutes() {
        SharedMinute.Result hour =
                SharedMinute.of(60, SharedMinute.BOUND, permit -> permit.settle(SharedMinute.ACTUAL));
        assertThat(hour.used()).isBetween(6_040_000L, 6_100_000L);
        assertThat(hour.mostBeyond()).isZero();
        assertThat(PAGE.says("Of an hour, it is less than one percent.")).isTrue();
    }

    @Test
    void page_settleAfterOthersCame_givesBackLessThanAddingBack() {
        Permit first = limiter.acquire(subjects, Cost.of(1, 100_000, 0)).permit();
        ticker.advance(Duration.ofSeconds(18));
        assertThat(limiter.tryAcquire(subjects, Cost.of(1, 30_000, 0))).isTrue();
        assertThat(left()).isZero();
        first.settle(Cost.of(1, 0, 0));
        Map<String, Long> left = Map.of(
                "100,000 added to an empty bucket",
                100_000L,
                "`settle`, which works out what would be left had the first call cost nothing",
                left());
        assertThat(PAGE.table("## What does not work", 1)).hasSize(2).allSatisfy(row -> {
            long is = Objects.requireNonNull(left.get(row.get("at 18 seconds")));
            assertThat(number(row, "left")).isEqualTo(is);
            assertThat(number(row, "passed at that moment, all in all")).isEqualTo(30_000 + is);
        });
    }

    @Test
    void page_bounds_areCappedAsTheTableSays() {
        Map<String, Quota> quotas = Map.of(
                "100,000 tokens", TPM,
                "100,000 tokens, burst 5,000",
                        Quota.of(Limit.tokens("tpm", 100_000, MINUTE).burst(5_000)),
                "4,000 output tokens", Quota.of(Limit.outputTokens("otpm", 4_000, MINUTE)),
                "1,000 input tokens and 4,000 output tokens",
                        Quota.of(Limit.inputTokens("itpm", 1_000, MINUTE), Limit.outputTokens("otpm", 4_000, MINUTE)));
        List<DocPage.Row> table = PAGE.table("## Reserve an estimate");
        assertThat(table).hasSameSizeAs(quotas.keySet()).allSatisfy(row -> {
            Subjects who = Subjects.of(row.get("limits"), Objects.requireNonNull(quotas.get(row.get("limits"))));
            Cost bound = cost(row.get("bound, input + output"));
            assertThat(who.capped(bound)).isEqualTo(cost(row.get("reserved")));
            assertThat(limiter.acquire(who, bound).neverAdmissible())
                    .isEqualTo(!who.capped(bound).equals(bound));
            assertThat(limiter.tryAcquire(who, who.capped(bound))).isTrue();
        });
    }

    private static Cost cost(String text) {
        String[] tokens = text.replace(",", "").split(" \\+ ", -1);
        return Cost.of(1, Long.parseLong(tokens[0]), Long.parseLong(tokens[1]));
    }

    @Test
    void page_twentyCalls_areSettledAsTheTableSays() {
        List<Decision> calls =
                Stream.generate(() -> reserve(1_000, 4_000)).limit(20).toList();
        List<DocPage.Row> table = PAGE.table("## Settle");
        assertThat(table).hasSize(3);
        assertThat(calls).allMatch(Decision::allowed);
        assertStands(table.get(0));
        ticker.advance(Duration.ofSeconds(1));
        assertStands(table.get(1));
        for (Decision decision : calls) {
            long inputTokens = 600;
            long outputTokens = 400;
            // [settle]
            try (Permit permit = decision.permit()) {
                // The call is made here, and says what it used.
                permit.settle(Cost.of(1, inputTokens, outputTokens));
            }
            // [/settle]
        }
        assertStands(table.get(2));
    }

    private Decision reserve(long inputTokens, long maxTokens) {
        // [reserve]
        Cost bound = Cost.of(1, inputTokens, maxTokens);
        Decision decision = limiter.acquire(subjects, subjects.capped(bound));
        // [/reserve]
        return decision;
    }

    private void assertStands(DocPage.Row row) {
        assertThat(number(row, "left")).isEqualTo(left());
        long wait = limiter.peek(subjects, Cost.of(1, 1_000, 4_000)).retryAfterNanos();
        assertThat(row.get("the next call of 5,000"))
                .isEqualTo(
                        wait == 0 ? "at once" : "in " + Duration.ofNanos(wait).toSeconds() + " seconds");
        assertThat(wait % 1_000_000_000L).isZero();
    }

    @Test
    void page_estimates_letAsManyCallsPassAsTheTableSays() {
        OutputEstimator estimator = OutputEstimator.builder().build();
        long observed = 0;
        for (DocPage.Row row : PAGE.table("## Learn the estimate")) {
            while (observed < number(row, "calls observed")) {
                observed++;
                assertThat(learn(estimator, observed)).isPositive();
            }
            limiter.reset(subjects);
            long estimate = estimator.estimate("gpt-5-mini", 4_000);
            assertThat(number(row, "estimate")).isEqualTo(estimate);
            long passed = 0;
            while (limiter.tryAcquire(subjects, Cost.of(1, 1_200, estimate))) {
                passed++;
            }
            assertThat(number(row, "calls at once in 100,000 tokens")).isEqualTo(passed);
        }
    }

    /** Answers what was reserved for a call. */
    private long learn(OutputEstimator estimator, long usedTokens) {
        long inputTokens = 1_200;
        long maxTokens = 4_000;
        limiter.reset(subjects);
        // [learn]
        Cost bound = Cost.of(1, inputTokens, estimator.estimate("gpt-5-mini", maxTokens));
        Decision decision = limiter.acquire(subjects, subjects.capped(bound));
        // When the call has ended:
        decision.permit().settle(Cost.of(1, inputTokens, usedTokens));
        estimator.observe("gpt-5-mini", usedTokens);
        // [/learn]
        return bound.outputTokens();
    }

    @Test
    void page_headers_areThoseOfTheTable() {
        Decision decision = limiter.acquire(subjects, Cost.of(1, 1_200, 4_000));
        // [headers]
        Map<String, String> headers = RateLimitHeaders.openAi(decision); // of an admitted call, too
        int status = decision.allowed() ? 200 : 429;
        // [/headers]
        assertThat(status).isEqualTo(200);
        Map<String, String> refused = RateLimitHeaders.openAi(limiter.acquire(subjects, Cost.of(1, 99_000, 0)));
        for (DocPage.Row row : PAGE.table("## Tell the client")) {
            assertThat(row.get("admitted")).isEqualTo(headers.getOrDefault(row.get("header"), ""));
            assertThat(row.get("refused")).isEqualTo(refused.getOrDefault(row.get("header"), ""));
        }
        assertThat(PAGE.column("## Tell the client", "header")).containsExactlyElementsOf(refused.keySet());
    }

    @Test
    void awaitAcquire_jobsOneAfterTheOther_passAsTheTableSays() throws InterruptedException {
        List<Cost> jobs = Collections.nCopies(100, Cost.of(1, 1_000, 4_000));
        List<Cost> later = new ArrayList<>();
        long start = ticker.nanos();
        // [wait]
        for (Cost job : jobs) {
            Decision decision = limiter.awaitAcquire(subjects, job, Duration.ofMinutes(10));
            if (!decision.allowed()) {
                later.add(job); // it would have had to wait for more than ten minutes
                continue;
            }
            try (Permit permit = decision.permit()) {
                permit.settle(run(job));
            }
        }
        // [/wait]
        assertThat(later).isEmpty();
        List<Duration> passed =
                ran.stream().map(nanos -> Duration.ofNanos(nanos - start)).toList();
        assertThat(passed.subList(0, 20)).containsOnly(Duration.ZERO);
        for (int job = 20; job < 100; job++) {
            assertThat(passed.get(job)).isEqualTo(Duration.ofSeconds(3L * (job - 19)));
        }
        assertThat(PAGE.column("## Jobs that can wait", "pass"))
                .containsExactly(
                        "at once",
                        "one every 3 seconds",
                        "after " + passed.get(99).toSeconds() + " seconds");
        long before = ticker.nanos();
        assertThat(limiter.awaitAcquire(subjects, Cost.of(1, 100_000, 0), Duration.ofSeconds(59))
                        .retryAfterNanos())
                .isEqualTo(MINUTE.toNanos());
        assertThat(ticker.nanos()).as("it does not wait in vain").isEqualTo(before);
    }

    /** Answers what the job used. */
    private Cost run(Cost job) {
        ran.add(ticker.nanos());
        return job;
    }

    @Test
    void open_callUnderTheLimit_reservesAndSettlesByItself() {
        TenantId acme = TenantId.of("acme");
        Unit credit = Unit.of("CREDIT", 6);
        AccountId wallet = acme.account("wallet");
        AccountId revenue = acme.account("revenue");
        AccountId gifts = acme.account("gifts");
        RateCard card = RateCard.builder(Sku.of("openai", "gpt-5-mini"))
                .currency("USD")
                .perMillion(Meter.INPUT_TOKENS, "0.25")
                .perMillion(Meter.OUTPUT_TOKENS, "2")
                .build();
        PinnedCard prices = PinnedCard.of("2026-11", card, Markup.into(credit).creditPrice("0.01"));
        try (Ledger ledger = Ledger.builder().clock(new ManualClock()).build()) {
            ledger.open(Account.wallet(wallet, credit)).orThrow();
            ledger.open(Account.of(revenue, AccountKind.REVENUE, credit)).orThrow();
            ledger.open(Account.of(gifts, AccountKind.PROMOTION, credit)).orThrow();
            ledger.grant(GrantCredit.of(acme.operation("g"), gifts, wallet, Amount.of("10", credit)))
                    .orThrow();
            CallMeter meter = CallMeter.of(ledger, limiter);
            // [call]
            Call call = Call.of(acme.operation("call-1"), wallet)
                    .paying(revenue)
                    .priced(prices)
                    .caps(Usage.tokens(1_200, 8_000)) // reserves 9,200 tokens, or what the limit has at most
                    .limited(subjects)
                    .build();
            Opening opening = meter.open(call);
            // [/call]
            MeteredCall open = ((Opening.Opened) opening).call();
            assertThat(left()).isEqualTo(90_800);
            assertThat(open.limits().states().get(0).remaining()).isEqualTo(90_800);
            open.usage(Usage.tokens(1_200, 350));
            open.settle();
            assertThat(left()).isEqualTo(98_450);
            Call another = Call.of(acme.operation("call-2"), wallet)
                    .paying(revenue)
                    .priced(prices)
                    .caps(Usage.tokens(1_200, 8_000))
                    .limited(subjects)
                    .build();
            ((Opening.Opened) meter.open(another)).call().abort(AbortCause.UPSTREAM_ERROR);
            assertThat(left()).isEqualTo(98_450);
        }
    }

    private long left() {
        return limiter.peek(subjects, Cost.none()).states().get(0).remaining();
    }

    private static long number(DocPage.Row row, String column) {
        return Long.parseLong(row.get(column).replace(",", ""));
    }
}
