// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import static io.weighhouse.gateway.Gatehouse.REVENUE;
import static io.weighhouse.gateway.Gatehouse.TENANT;
import static io.weighhouse.gateway.Gatehouse.WALLET;
import static io.weighhouse.gateway.Gatehouse.credits;
import static io.weighhouse.gateway.Gatehouse.refused;
import static io.weighhouse.gateway.Gatehouse.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.gateway.plan.Anchor;
import io.weighhouse.gateway.plan.BusinessFigures;
import io.weighhouse.gateway.plan.ChangeNote;
import io.weighhouse.gateway.plan.Included;
import io.weighhouse.gateway.plan.NewSubscription;
import io.weighhouse.gateway.plan.Overage;
import io.weighhouse.gateway.plan.Period;
import io.weighhouse.gateway.plan.PeriodGrant;
import io.weighhouse.gateway.plan.PeriodStatement;
import io.weighhouse.gateway.plan.PeriodStatement.Section;
import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.gateway.plan.PlanPrice;
import io.weighhouse.gateway.plan.Plans;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.gateway.plan.SubscriptionAccounts;
import io.weighhouse.gateway.plan.SubscriptionId;
import io.weighhouse.gateway.plan.SubscriptionStore;
import io.weighhouse.gateway.plan.Subscriptions;
import io.weighhouse.gateway.plan.TierFigures;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.call.Settlement;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.QuantityModel;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.metering.usage.Dimension;
import io.weighhouse.metering.usage.MarginReport;
import io.weighhouse.metering.usage.RefusalCounters;
import io.weighhouse.metering.usage.UsageLog;
import io.weighhouse.metering.usage.UsageQuestion;
import io.weighhouse.metering.usage.UsageSummary;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A subscription API: Free with 100 calls a month, Starter $29 with 10,000, Professional $99 with 100,000, Enterprise without
 * limit; beyond the allowance calls are refused, or charged, by plan. And a broker whose plans top up credits.
 */
class SubscriptionTiersTest {

    private static final Unit USD = Unit.of("USD", 2);
    private static final SubscriptionId ID = SubscriptionId.of("acme", "sub_alice");
    private static final ChangeNote OPS = ChangeNote.by("ops");

    private final Gatehouse house = new Gatehouse();
    private final Plans plans = Plans.of(
            tier("free").including(Included.calls(100)).build(),
            tier("starter")
                    .priced(PlanPrice.monthly(dollars("29")))
                    .including(Included.calls(10_000))
                    .build(),
            tier("professional")
                    .priced(PlanPrice.monthly(dollars("99")))
                    .including(Included.calls(100_000))
                    .trial(Duration.ofDays(30))
                    .build(),
            tier("enterprise").priced(PlanPrice.monthly(dollars("999"))).build(),
            tier("payg")
                    .including(Included.calls(3).then(Overage.charged(credits("0.005"))))
                    .build(),
            tier("postpaid")
                    .including(Included.calls(0).then(Overage.charged(credits("5"))))
                    .postpaid(credits("3"))
                    .build(),
            tier("topup")
                    .priced(PlanPrice.monthly(dollars("19.99")))
                    .granting(PeriodGrant.of(credits("500")))
                    .build());
    private final Subscriptions subscriptions = Subscriptions.of(SubscriptionStore.inMemory(), plans, house::now);
    private final Gateway gateway =
            house.gateway(plans.require("free")).plans(subscriptions).build();
    private int requests;

    SubscriptionTiersTest() {
        house.ledger
                .open(Account.of(TENANT.account("breakage"), AccountKind.BREAKAGE, Gatehouse.CREDIT))
                .orThrow();
    }

    @Test
    void d1_callsOfAMonth_areRefusedBeyondTheAllowance() {
        subscribe("free");
        assertThat(served(101)).isEqualTo(100);
        assertThat(refused(begin()).code()).isEqualTo("ALLOWANCE_USED_UP");
        assertThat(refused(begin()).toHttp(Dialect.OPENAI).status()).isEqualTo(429);
        assertThat(refused(begin()).toHttp(Dialect.OPENAI).headers()).containsEntry("x-should-retry", "false");
        assertThat(house.balance().posted()).as("nothing was charged").isEqualTo(credits(Gatehouse.FUNDS));
        pass(Duration.ofDays(31));
        assertThat(served(1)).as("a new month").isEqualTo(1);
    }

    @Test
    void d1_allowance_isNeverExceededByManyAtOnce() throws InterruptedException, ExecutionException {
        subscribe("free");
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            long served = pool.submit(() -> IntStream.range(0, 400)
                            .parallel()
                            .mapToObj(i -> gateway.begin(house.inbound("many-" + i)))
                            .filter(Begun.Started.class::isInstance)
                            .map(begun -> started(begun).settle())
                            .count())
                    .get();
            assertThat(served).isEqualTo(100);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void d1_callThatFailed_isNotCounted() {
        subscribe("free");
        assertThat(served(99)).isEqualTo(99);
        for (int i = 0; i < 5; i++) {
            started(begin()).abort(AbortCause.UPSTREAM_ERROR);
        }
        assertThat(served(2)).isEqualTo(1);
    }

    @Test
    void d1_upgrade_countsAtOnceAndKeepsWhatWasUsed() {
        subscribe("free");
        assertThat(served(101)).isEqualTo(100);
        subscriptions.changePlan(ID, "starter", OPS).orThrow();
        assertThat(refused(begin()).code()).as("not paid yet").isEqualTo("SUBSCRIPTION_INACTIVE");
        subscriptions.extend(ID, house.now().plus(Duration.ofDays(31)), OPS).orThrow();
        assertThat(served(50)).isEqualTo(50);
        subscriptions.changePlan(ID, "free", OPS).orThrow();
        assertThat(served(1)).as("150 of 100 used").isZero();
    }

    @Test
    void d1_enterprise_hasNoAllowance() {
        subscribe("enterprise");
        subscriptions.extend(ID, house.now().plus(Duration.ofDays(31)), OPS).orThrow();
        assertThat(served(150)).isEqualTo(150);
    }

    @Test
    void d1_overage_isChargedForEachCall() {
        subscribe("payg");
        assertThat(served(3)).isEqualTo(3);
        assertThat(house.balance().posted()).isEqualTo(credits(Gatehouse.FUNDS));
        assertThat(served(4)).isEqualTo(4);
        assertThat(house.balance().posted()).as("less 4 * 0.005").isEqualTo(credits("7.634321"));
        PeriodStatement statement = statement();
        assertThat(statement.lines())
                .contains(
                        new PeriodStatement.Line(Section.INCLUDED, "openai/small", 3, credits("0")),
                        new PeriodStatement.Line(Section.OVERAGE, "openai/small", 4, credits("-0.02")));
        assertThat(statement.allowances().get(0).overage()).isEqualTo(4);
    }

    @Test
    void d1_overage_ofAPostpaidPlan_goesToTheCreditLimit() {
        subscribe("postpaid");
        assertThat(served(3)).as("2 of 5 are paid by 7.654321 and a limit of 3").isEqualTo(2);
        assertThat(house.balance().posted()).isEqualTo(credits("-2.345679"));
        assertThat(refused(begin()).code()).isEqualTo("INSUFFICIENT_CREDITS");
    }

    @Test
    void d5_trialOfProfessional_letsAnExistingUserCallMoreFor30Days() {
        subscribe("free");
        assertThat(served(101)).isEqualTo(100);
        subscriptions.startTrial(ID, "professional", OPS).orThrow();
        assertThat(served(150)).isEqualTo(150);
        pass(Duration.ofDays(30));
        assertThat(served(1)).as("used up in the month that still runs").isZero();
        pass(Duration.ofDays(1));
        assertThat(served(101)).isEqualTo(100);
    }

    @Test
    void d5_annualPrice_hasAMonthlyAllowance() {
        plans.put(tier("annual")
                .priced(PlanPrice.yearly(dollars("290")))
                .including(Included.calls(5))
                .build());
        subscribe("annual");
        subscriptions.extend(ID, month(12).start(), OPS).orThrow();
        for (int index = 0; index < 12; index++) {
            house.epochMillis.set(month(index).start().toEpochMilli());
            assertThat(served(6)).as("month %d", index).isEqualTo(5);
        }
        house.epochMillis.set(month(12).start().toEpochMilli());
        assertThat(refused(begin()).code()).isEqualTo("SUBSCRIPTION_INACTIVE");
    }

    @Test
    void d5_figures_perTierAndEndpoint() {
        subscribe("free");
        UsageLog log = UsageLog.builder().build();
        RefusalCounters refusals = RefusalCounters.of(house::now);
        for (int i = 0; i < 103; i++) {
            Begun begun = gateway.begin(inbound().label("endpoint", i % 2 == 0 ? "/v1/scan" : "/v1/chat"));
            if (begun instanceof Begun.Started) {
                started(begun).settle();
            } else {
                refusals.refused(
                        "acme",
                        refused(begun).code(),
                        Map.of("plan", "free", "endpoint", i % 2 == 0 ? "/v1/scan" : "/v1/chat"));
            }
        }
        log.accept(house.ledger.events(1, 1000));
        TierFigures figures = TierFigures.of(UsageQuestion.of(TENANT), log, refusals);
        assertThat(figures.rows())
                .containsExactly(
                        new TierFigures.Row("free", "/v1/chat", 50, 0, 1),
                        new TierFigures.Row("free", "/v1/scan", 50, 0, 2));
        BusinessFigures business = subscriptions.figures(
                TENANT,
                new BusinessFigures.Range(
                        house.now().minusSeconds(1), house.now().plusSeconds(1)));
        assertThat(business.serving()).isEqualTo(Map.of("free", 1L));
    }

    @Test
    void b7_recurringTopUp_comesWithEachPaidMonthAndItsCostIsKnownAgainstRevenue() {
        subscribe("topup");
        UsageLog log = UsageLog.builder().build();
        for (int index = 0; index < 3; index++) {
            house.epochMillis.set(month(index).start().toEpochMilli());
            assertThat(refused(begin()).code()).isEqualTo("SUBSCRIPTION_INACTIVE");
            subscriptions.extend(ID, month(index).end(), OPS).orThrow();
            GatewayCall call = started(begin());
            assertThat(house.balance().available())
                    .as("500 and what was bought, less the hold; the month's own burns first")
                    .isEqualTo(credits("507.454321"));
            call.response(Gatehouse.answer());
            call.settle();
        }
        PeriodStatement second = PeriodStatement.of(house.ledger, subscription(), month(1));
        assertThat(second.lines())
                .extracting(line -> line.section() + " " + line.item() + " "
                        + line.amount().toDecimal().toPlainString())
                .containsExactly("GRANT month 500.000000", "USAGE openai/small -0.013000", "EXPIRY  -499.987000");
        log.accept(house.ledger.events(1, 1000));
        UsageSummary byModel = log.summary(UsageQuestion.of(TENANT).by(Dimension.SKU, Dimension.DAY));
        assertThat(byModel.rows()).hasSize(3);
        assertThat(byModel.total().calls()).isEqualTo(3);
        assertThat(byModel.total().cost("USD")).isEqualByComparingTo(new BigDecimal("0.039"));
        assertThat(byModel.total().price(Gatehouse.CREDIT)).isEqualTo(credits("0.039"));
        MarginReport margin = log.margin(UsageQuestion.of(TENANT).by(Dimension.SKU, Dimension.DAY));
        assertThat(margin.total().cost("USD")).isEqualByComparingTo(new BigDecimal("0.039"));
    }

    @Test
    void e9_volumeDiscount_countsWhatWasUsedInTheMonth() {
        plans.put(tier("volume").counting(Meter.PAGES).build());
        subscribe("volume");
        QuantityModel steps = new QuantityModel.Graduated(
                List.of(QuantityModel.Step.of(10, "0.01"), QuantityModel.Step.of(Long.MAX_VALUE, "0.004")));
        RateCard scan = RateCard.builder(Sku.of("openai", "scan"))
                .currency("USD")
                .periodModel(Meter.PAGES, steps)
                .build();
        gateway.prices(PriceBook.builder("2026-12").card(scan).build());
        assertThat(scan(8)).isEqualTo(credits("0.08"));
        assertThat(scan(8)).as("2 at 0.01 and 6 at 0.004").isEqualTo(credits("0.044"));
        assertThat(scan(8)).isEqualTo(credits("0.032"));
        house.epochMillis.set(month(1).start().toEpochMilli());
        assertThat(scan(8)).as("a new month").isEqualTo(credits("0.08"));
    }

    private Amount scan(long pages) {
        GatewayCall call = started(gateway.begin(
                house.inbound("tiers-" + requests++).sku("openai", "scan").pieces(Usage.of(Meter.PAGES, pages))));
        call.usage(Usage.of(Meter.PAGES, pages));
        Settlement settlement = call.settle();
        assertThat(Receipt.fromJson(settlement.receipt().toJson())).isEqualTo(settlement.receipt());
        return settlement.charged();
    }

    private PeriodStatement statement() {
        return PeriodStatement.of(house.ledger, subscription(), month(0));
    }

    private Subscription subscription() {
        return subscriptions.find(ID).orElseThrow();
    }

    private Period month(long index) {
        Anchor anchor = subscription().record().term().anchor();
        return anchor.month(index);
    }

    private int served(int calls) {
        int served = 0;
        for (int i = 0; i < calls; i++) {
            if (begin() instanceof Begun.Started begun) {
                begun.call().settle();
                served++;
            }
        }
        return served;
    }

    private Begun begin() {
        return gateway.begin(inbound());
    }

    private Inbound inbound() {
        return house.inbound("tiers-" + requests++);
    }

    private void pass(Duration time) {
        house.epochMillis.addAndGet(time.toMillis());
    }

    private void subscribe(String plan) {
        SubscriptionAccounts accounts = SubscriptionAccounts.of(WALLET, REVENUE)
                .granting(TENANT.account("clearing"), TENANT.account("breakage"));
        subscriptions
                .subscribe(NewSubscription.of(ID, Gatehouse.ALICE, accounts, plan), OPS)
                .orThrow();
    }

    private static Amount dollars(String amount) {
        return Amount.of(amount, USD);
    }

    private static Plan.Builder tier(String name) {
        return Plan.named(name)
                .charging(Payer.PLATFORM, Markup.into(Gatehouse.CREDIT).creditPrice("1"));
    }
}
