// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.products;

import static io.weighhouse.gateway.Gatehouse.CREDIT;
import static io.weighhouse.gateway.Gatehouse.TENANT;
import static io.weighhouse.gateway.Gatehouse.WALLET;
import static io.weighhouse.gateway.Gatehouse.credits;
import static io.weighhouse.gateway.Gatehouse.refused;
import static io.weighhouse.gateway.Gatehouse.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.gateway.Begun;
import io.weighhouse.gateway.Gatehouse;
import io.weighhouse.gateway.Gateway;
import io.weighhouse.gateway.GatewayCall;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.ReverseTransaction.Extent;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.ledger.feed.LowBalance;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.call.Allowance;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.usage.BackOff;
import io.weighhouse.metering.usage.BalanceNotice;
import io.weighhouse.metering.usage.BalanceNotices;
import io.weighhouse.metering.usage.BudgetNotice;
import io.weighhouse.metering.usage.BudgetNotices;
import io.weighhouse.metering.usage.Dimension;
import io.weighhouse.metering.usage.MarginReport;
import io.weighhouse.metering.usage.RefusalCounters;
import io.weighhouse.metering.usage.UsageLog;
import io.weighhouse.metering.usage.UsageQuestion;
import io.weighhouse.metering.usage.UsageRecord;
import io.weighhouse.metering.usage.UsageStatus;
import io.weighhouse.metering.usage.UsageSummary;
import io.weighhouse.metering.usage.UsageTotals;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the five products ask of histories, statistics and figures, all of it read from the books. */
class UsageRowsTest {

    private static final UsageQuestion ALL = UsageQuestion.of(TENANT);
    private static final Unit USD = Unit.of("USD", 2);

    private final Gatehouse house = new Gatehouse();
    private final Gateway gateway = house.gateway(Gatehouse.plan().build()).build();

    private UsageLog log() {
        UsageLog log = UsageLog.builder().build();
        List<LedgerEvent> events = house.ledger.events(1, 1000);
        log.accept(events);
        return log;
    }

    private GatewayCall begin(String id, String endpoint) {
        return started(gateway.begin(house.inbound(id).label("endpoint", endpoint)));
    }

    private void call(String id, String endpoint, long input, long output) {
        GatewayCall call = begin(id, endpoint);
        call.usage(Usage.tokens(input, output));
        call.settle();
    }

    @Test
    void a7_balanceSummaryAndHistory_ofACustomer() {
        call("r-1", "/v1/chat/completions", 50, 10);
        call("r-2", "/v1/chat/completions", 20, 5);
        assertThat(house.balance().available()).isEqualTo(credits("7.554321"));
        UsageQuestion customer = ALL.where(Dimension.WALLET, WALLET.name());
        assertThat(log().page(customer, Long.MAX_VALUE, 10).records())
                .extracting(record -> record.id().value()
                        + ' '
                        + record.money().usage().quantity(Meter.INPUT_TOKENS)
                        + ' '
                        + record.money().usage().quantity(Meter.OUTPUT_TOKENS)
                        + ' '
                        + record.netPrice())
                .containsExactly("r-2 20 5 0.030000 CREDIT", "r-1 50 10 0.070000 CREDIT");
        assertThat(house.ledger.statement(WALLET, StatementPage.newestFirst(10)).lines())
                .extracting(line -> line.transaction().kind())
                .containsExactly(TransactionKind.USAGE, TransactionKind.USAGE, TransactionKind.TOPUP);
    }

    @Test
    void b7_costAgainstRevenue_byModelAndDay() {
        house.ledger
                .grant(GrantCredit.of(TENANT.operation("pi_1"), TENANT.account("clearing"), WALLET, credits("10"))
                        .terms(LotTerms.USUAL.priority(1).costBasis(Amount.of("18.00", USD))))
                .orThrow();
        call("r-1", "/v1/chat/completions", 50, 10);
        call("r-2", "/v1/chat/completions", 50, 10);
        GatewayCall other = started(
                gateway.begin(house.inbound("r-3").sku("anthropic", "tiny").maxOutput(10)));
        other.usage(Usage.tokens(40, 1));
        other.settle();
        MarginReport report = log().margin(ALL.by(Dimension.DAY, Dimension.SKU));
        String day = LocalDate.ofInstant(Instant.ofEpochMilli(1_800_000_000_000L), ZoneOffset.UTC)
                .toString();
        assertThat(report.toCsv())
                .isEqualTo("day,sku,earned,breakage,cost,margin,promotional,unvalued\r\n"
                        + day + ",anthropic/tiny,USD=0.054,,USD=0.03,USD=0.444444,,\r\n"
                        + day + ",openai/small,USD=0.252,,USD=0.14,USD=0.444444,,\r\n");
        assertThat(report.total().earned("USD")).isEqualByComparingTo("0.306");
    }

    @Test
    void c6_usageStatisticsAndBudgetAlerts_perUser() {
        AccountId budget = TENANT.account("budget:alice:2027-01");
        Gateway limited = house.gateway(Gatehouse.plan().build())
                .budgets((key, now) -> List.of(new Allowance(budget, Counted.money(CREDIT), credits("1"))))
                .build();
        BudgetNotices budgets = BudgetNotices.at(80);
        try (BalanceNotices low = BalanceNotices.start(
                house.ledger,
                Runnable::run,
                new BalanceNotices.Rules(Duration.ofHours(1), BackOff.USUAL, () -> Instant.EPOCH))) {
            low.watch(LowBalance.below(WALLET, credits("7")));
            for (int i = 1; i <= 9; i++) {
                GatewayCall call = started(limited.begin(house.inbound("r-" + i)));
                call.usage(Usage.tokens(80, 10));
                call.settle();
            }
            assertThat(budgets.accept(house.ledger.events(1, 1000)))
                    .extracting(BudgetNotice::id)
                    .containsExactly("acme/budget:alice:2027-01@80");
            assertThat(low.due(10)).extracting(BalanceNotice::available).containsExactly(credits("6.754321"));
        }
        assertThat(refused(limited.begin(house.inbound("r-10"))).code())
                .as("0.9 of 1 are used, and this could take 0.2")
                .isEqualTo("ALLOWANCE_USED_UP");
        UsageSummary perUser = log().summary(ALL.by(Dimension.label("user")));
        assertThat(perUser.rows())
                .extracting(row -> row.value(Dimension.label("user"))
                        + ' '
                        + row.totals().calls()
                        + ' '
                        + row.totals().price(CREDIT))
                .containsExactly("alice 9 0.900000 CREDIT");
    }

    @Test
    void d5_usagePerEndpoint_callsPerTier_limitHits_refunds() {
        RefusalCounters refusals = RefusalCounters.of(() -> Instant.EPOCH);
        Gateway tier = house.gateway(Gatehouse.plan()
                        .limited(Quota.of(Limit.requests("rpm", 3, Duration.ofMinutes(1))))
                        .build())
                .build();
        for (int i = 1; i <= 5; i++) {
            String endpoint = i == 1 ? "/v1/embeddings" : "/v1/chat/completions";
            Begun begun = tier.begin(house.inbound("r-" + i).label("endpoint", endpoint));
            if (begun instanceof Begun.Refused no) {
                refusals.refused("acme", no.code(), Map.of("plan", "starter", "endpoint", endpoint));
            } else {
                GatewayCall call = started(begun);
                call.usage(Usage.tokens(50, 10));
                call.settle();
            }
        }
        long first = house.booked().get(0).transaction().sequence();
        house.ledger
                .reverse(ReverseTransaction.of(TENANT.operation("refund-1"), first)
                        .extent(Extent.part(credits("0.02"))))
                .orThrow();
        UsageSummary endpoints = log().summary(ALL.by(Dimension.label("endpoint")));
        assertThat(endpoints.rows())
                .extracting(row -> row.value(Dimension.label("endpoint"))
                        + ' '
                        + row.totals().calls()
                        + ' '
                        + row.totals().price(CREDIT)
                        + ' '
                        + row.totals().refunded(CREDIT))
                .containsExactly(
                        "/v1/chat/completions 2 0.140000 CREDIT 0.000000 CREDIT",
                        "/v1/embeddings 1 0.050000 CREDIT 0.020000 CREDIT");
        assertThat(log().summary(ALL.where(Dimension.label("plan"), "starter"))
                        .total()
                        .calls())
                .isEqualTo(3);
        assertThat(refusals.byCode(ALL.where(Dimension.label("endpoint"), "/v1/chat/completions")))
                .isEqualTo(Map.of("RATE_LIMITED", 2L));
    }

    @Test
    void e5_usageLog_perRequest_andStatisticsByModelAndDates() {
        call("r-1", "/v1/chat/completions", 50, 10);
        GatewayCall broken = begin("r-2", "/v1/chat/completions");
        broken.abort(AbortCause.UPSTREAM_ERROR);
        List<UsageRecord> records = log().page(ALL, Long.MAX_VALUE, 10).records();
        UsageRecord failed = records.get(0);
        UsageRecord good = records.get(1);
        assertThat(good.call().label("key"))
                .isEqualTo(house.issued.record().id().value());
        assertThat(good.sku()).isEqualTo("openai/small");
        assertThat(good.money().usage()).isEqualTo(Usage.tokens(50, 10));
        assertThat(good.money().cost()).isEqualByComparingTo("0.07");
        assertThat(good.ending().latencyMillis()).isZero();
        assertThat(good.status()).isEqualTo(UsageStatus.OK);
        assertThat(failed.status()).isEqualTo(UsageStatus.UPSTREAM_ERROR);
        assertThat(failed.ending().cause()).isEqualTo("UPSTREAM_ERROR");
        assertThat(failed.netPrice()).isEqualTo(credits("0"));
        UsageQuestion model = ALL.where(Dimension.SKU, "openai/small");
        LocalDate day = LocalDate.ofInstant(good.ending().endedAt(), ZoneOffset.UTC);
        UsageTotals today =
                log().summary(model.from(day).until(day.plusDays(1))).total();
        assertThat(today.counts()).isEqualTo(new UsageTotals.Counts(2, 1, 0, 0));
        assertThat(log().summary(model.from(day.plusDays(1))).total()).isEqualTo(UsageTotals.NOTHING);
    }
}
