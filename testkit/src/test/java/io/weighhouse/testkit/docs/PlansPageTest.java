// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.gateway.plan.Anchor;
import io.weighhouse.gateway.plan.BusinessFigures;
import io.weighhouse.gateway.plan.ChangeNote;
import io.weighhouse.gateway.plan.Charging;
import io.weighhouse.gateway.plan.Included;
import io.weighhouse.gateway.plan.NewSubscription;
import io.weighhouse.gateway.plan.OpenPeriod;
import io.weighhouse.gateway.plan.Overage;
import io.weighhouse.gateway.plan.Period;
import io.weighhouse.gateway.plan.PeriodGrant;
import io.weighhouse.gateway.plan.PeriodGrants;
import io.weighhouse.gateway.plan.PeriodStatement;
import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.gateway.plan.PlanPrice;
import io.weighhouse.gateway.plan.Plans;
import io.weighhouse.gateway.plan.Standing;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.gateway.plan.SubscriptionAccounts;
import io.weighhouse.gateway.plan.SubscriptionId;
import io.weighhouse.gateway.plan.SubscriptionStore;
import io.weighhouse.gateway.plan.Subscriptions;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.Rollover;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Works out what docs/guides/plans.md says. */
class PlansPageTest {

    private static final DocPage PAGE = DocPage.at("docs/guides/plans.md");

    private static final Unit CREDIT = Unit.of("CREDIT", 6);
    private static final Unit USD = Unit.of("USD", 2);
    private static final TenantId ACME = TenantId.of("acme");
    private static final AccountId WALLET = ACME.account("wallet:ada");
    private static final AccountId REVENUE = ACME.account("revenue");
    private static final Markup MARKUP = Markup.into(CREDIT).creditPrice("0.01").multiplier("1.8");
    private static final Instant START = Instant.parse("2026-04-01T00:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final InstantSource clock = now::get;
    private final Ledger ledger = Ledger.builder().clock(clock).build();
    private final SubscriptionStore store = SubscriptionStore.inMemory();
    private final Plans plans = catalogue();
    private final Subscriptions subscriptions = Subscriptions.of(store, plans, clock);
    private final PeriodGrants grants = PeriodGrants.in(ledger);
    private final SubscriptionId id = SubscriptionId.of("acme", "sub_1");

    PlansPageTest() {
        ledger.open(Account.wallet(WALLET, CREDIT)).orThrow();
        ledger.open(Account.of(REVENUE, AccountKind.REVENUE, CREDIT)).orThrow();
        ledger.open(Account.of(ACME.account("payments"), AccountKind.CLEARING, CREDIT))
                .orThrow();
        ledger.open(Account.of(ACME.account("breakage"), AccountKind.BREAKAGE, CREDIT))
                .orThrow();
    }

    private static Plans catalogue() {
        // [plans]
        Plan free = Plan.named("free")
                .charging(Payer.PLATFORM, MARKUP)
                .limited(Quota.of(Limit.requests("rpm", 10, Duration.ofMinutes(1))))
                .granting(PeriodGrant.of(credits("50")))
                .build();
        Plan starter = Plan.named("starter")
                .charging(Payer.PLATFORM, MARKUP)
                .charging(Payer.CUSTOMER, Markup.into(CREDIT).multiplier("0")) // their own key: nothing
                .limited(Quota.of(Limit.requests("rpm", 60, Duration.ofMinutes(1))))
                .priced(PlanPrice.monthly(Amount.of("19.99", USD)))
                .granting(PeriodGrant.of(credits("500")).rollover(Rollover.capped(credits("200"))))
                .trial(Duration.ofDays(30))
                .grace(Duration.ofDays(7))
                .build();
        Plan scanner = Plan.named("scanner")
                .charging(Payer.PLATFORM, MARKUP)
                .priced(PlanPrice.yearly(Amount.of("290", USD)))
                .including(Included.calls(10_000).then(Overage.charged(credits("0.5"))))
                .postpaid(credits("1000"))
                .build();
        Plans catalogue = Plans.of(free, starter, scanner);
        // [/plans]
        return catalogue;
    }

    private void subscribeFree() {
        // [subscribe]
        Owner ada = Owner.tenant("acme").user("ada");
        SubscriptionAccounts accounts =
                SubscriptionAccounts.of(WALLET, REVENUE).granting(ACME.account("payments"), ACME.account("breakage"));
        subscriptions
                .subscribe(NewSubscription.of(id, ada, accounts, "free"), ChangeNote.by("sign-up"))
                .orThrow();
        // [/subscribe]
    }

    @Test
    void subscribe_thenPay_asThePageHasIt() {
        subscribeFree();
        assertThat(touch().period()).isEqualTo(new Period(0, START, Instant.parse("2026-05-01T00:00:00Z")));
        assertThat(available()).isEqualTo("50");
        now.set(Instant.parse("2026-04-16T00:00:00Z"));
        Instant periodEnd = Instant.parse("2026-05-16T00:00:00Z");
        // [upgrade]
        subscriptions.changePlan(id, "starter", ChangeNote.by("ada")).orThrow();
        subscriptions
                .extend(id, periodEnd, ChangeNote.by("stripe").reference("in_1"))
                .orThrow();
        // [/upgrade]
        touch();
        assertThat(available()).isEqualTo("275");
        assertThat(PAGE.says("50 + 450 / 2 = 275")).isTrue();
    }

    @Test
    void standings_table_isWhatTheySay() {
        plans.put(Plan.named("starter")
                .charging(Payer.PLATFORM, MARKUP)
                .priced(PlanPrice.monthly(Amount.of("19.99", USD)))
                .grace(Duration.ofDays(7))
                .build());
        subscribeFree();
        subscriptions.changePlan(id, "starter", ChangeNote.by("ada")).orThrow();
        subscriptions
                .extend(id, Instant.parse("2026-05-01T00:00:00Z"), ChangeNote.by("stripe"))
                .orThrow();
        List<DocPage.Row> rows = PAGE.table("## Whether it serves");
        assertThat(rows).hasSize(3);
        for (DocPage.Row row : rows) {
            Standing standing = subscription().at(Instant.parse(row.get("at")));
            assertThat(standing.kind().name()).as("%s", row).isEqualTo(row.get("standing"));
            assertThat(standing.serves() ? "yes" : "no").as("%s", row).isEqualTo(row.get("serves"));
        }
    }

    @Test
    void trial_ofAnExistingUser_asThePageHasIt() {
        subscribeFree();
        touch();
        // [trial]
        subscriptions.startTrial(id, "starter", ChangeNote.by("ada")).orThrow();
        // [/trial]
        touch();
        assertThat(available()).isEqualTo("550");
        now.set(START.plus(Duration.ofDays(30)));
        assertThat(available()).as("the trial's, and the month's, have expired").isEqualTo("0");
        touch();
        assertThat(available()).as("a new month of the free plan").isEqualTo("50");
    }

    @Test
    void months_table_isWhatAnchorSays() {
        for (DocPage.Row row : PAGE.table("## Months")) {
            Instant start = Instant.parse(row.get("began"));
            assertThat(Anchor.utc(start).month(1).start())
                    .as("%s", row)
                    .isEqualTo(Instant.parse(row.get("second month begins")));
        }
    }

    @Test
    void allowance_asThePageHasIt() {
        subscribeFree();
        subscriptions.changePlan(id, "scanner", ChangeNote.by("ada")).orThrow();
        subscriptions
                .extend(id, START.plus(Duration.ofDays(365)), ChangeNote.by("stripe"))
                .orThrow();
        Usage caps = Usage.tokens(1_000, 500);
        // [allowance]
        OpenPeriod open = grants.touch(subscription(), clock.instant());
        Charging first = open.charging(caps); // counts against the 10,000, costs nothing
        AccountId full = first.allowances().get(0).counter(); // as the ledger's decline names it
        Charging beyond = open.beyond(first, full).orElseThrow(); // counts as overage, costs 0.5
        // [/allowance]
        assertThat(first.label()).isEqualTo("included");
        assertThat(beyond.label()).isEqualTo("overage");
        assertThat(beyond.holding(CREDIT)).map(Object::toString).contains("flat 0.500000 CREDIT");
        assertThat(available())
                .as("0 and the credit limit of 1,000; the plan gives no credit")
                .isEqualTo("1050");
    }

    @Test
    void statementAndFigures_asThePageHasThem() throws Exception {
        subscribeFree();
        touch();
        now.set(Instant.parse("2026-06-10T00:00:00Z"));
        touch();
        // [statement]
        Period april = subscription().record().term().anchor().month(0);
        PeriodStatement statement = PeriodStatement.of(ledger, subscription(), april);
        String csv = statement.toCsv();
        String json = statement.toJson();
        // [/statement]
        assertThat(json).contains("\"closing\":\"50.000000\"");
        assertThat(csv)
                .isEqualTo(String.join(
                                "\r\n",
                                PAGE.blocks("csv", "## The statement of a month")
                                        .get(0)
                                        .split("\n")) + "\r\n");
        // [figures]
        BusinessFigures figures = subscriptions.figures(
                ACME,
                new BusinessFigures.Range(
                        Instant.parse("2026-04-01T00:00:00Z"), Instant.parse("2026-05-01T00:00:00Z")));
        Amount recurring = figures.revenue().monthly(USD);
        BusinessFigures.Ratio churn = figures.movements().churn();
        // [/figures]
        assertThat(recurring).isEqualTo(Amount.of("0", USD));
        assertThat(churn).isEqualTo(new BusinessFigures.Ratio(0, 0));
        assertThat(figures.serving()).containsEntry("free", 1L);
    }

    private OpenPeriod touch() {
        return grants.touch(subscription(), clock.instant());
    }

    private Subscription subscription() {
        return subscriptions.find(id).orElseThrow();
    }

    private String available() {
        return ledger.balance(WALLET)
                .orElseThrow()
                .available()
                .toDecimal()
                .stripTrailingZeros()
                .toPlainString();
    }

    private static Amount credits(String amount) {
        return Amount.of(amount, CREDIT);
    }
}
