// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import static io.weighhouse.gateway.plan.PlanHouse.ID;
import static io.weighhouse.gateway.plan.PlanHouse.OPS;
import static io.weighhouse.gateway.plan.PlanHouse.credits;
import static io.weighhouse.gateway.plan.PlanHouse.dollars;
import static io.weighhouse.gateway.plan.PlanHouse.monthly;
import static io.weighhouse.gateway.plan.PlanHouse.plan;
import static io.weighhouse.gateway.plan.PlanHouse.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.DeclinedException;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.Rollover;
import io.weighhouse.ledger.TransactionKind;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PeriodGrantsTest {

    private final PlanHouse house = new PlanHouse(
            plan("free").granting(monthly("50")).build(),
            plan("starter")
                    .priced(PlanPrice.monthly(dollars("19.99")))
                    .granting(monthly("500"))
                    .grace(Duration.ofDays(7))
                    .build(),
            plan("pro")
                    .priced(PlanPrice.monthly(dollars("99.99")))
                    .granting(monthly("5000"))
                    .trial(Duration.ofDays(30))
                    .build(),
            plan("yearly")
                    .priced(PlanPrice.yearly(dollars("199.90")))
                    .granting(monthly("500"))
                    .build(),
            plan("saver")
                    .granting(monthly("100").rollover(Rollover.capped(credits("30")), 1))
                    .build(),
            plan("postpaid").postpaid(credits("200")).build(),
            plan("plain").build());

    @Test
    void a5_monthOfFree_isGrantedOnceHoweverOftenItIsTouched() {
        subscribe("free");
        house.touch();
        house.touch();
        PeriodGrants.in(house.ledger).touch(house.subscription(), house.now);
        assertThat(house.available()).isEqualTo("50");
        house.spend("call-1", "20");
        house.at("2026-02-28T11:59:59Z").touch();
        assertThat(house.available()).isEqualTo("30");
        house.at("2026-02-28T12:00:00Z").touch();
        assertThat(house.available()).as("the rest of January's is breakage").isEqualTo("50");
        assertThat(house.ledger.balance(PlanHouse.BREAKAGE).orElseThrow().posted())
                .isEqualTo(credits("30"));
    }

    @Test
    void touch_month_saysFromWhenUntilWhen() {
        subscribe("free");
        house.at("2026-03-05T00:00:00Z");
        assertThat(house.touch().period())
                .isEqualTo(new Period(1, Instant.parse("2026-02-28T12:00:00Z"), Instant.parse("2026-03-31T12:00:00Z")));
    }

    @Test
    void touch_yearlyPrice_givesItsCreditEachMonth() {
        house.subscriptions
                .subscribe(to("yearly").paidUntil(Instant.parse("2027-01-31T12:00:00Z")), OPS)
                .orThrow();
        int months = 0;
        for (String day = "2026-02-01"; months < 12; months++) {
            house.at(house.subscription()
                    .record()
                    .term()
                    .anchor()
                    .month(months)
                    .start()
                    .toString());
            house.touch();
            assertThat(house.available()).as("month %d from %s", months, day).isEqualTo("500");
        }
        house.at("2027-01-31T12:00:00Z");
        assertThat(house.standing().serves()).isFalse();
    }

    @Test
    void touch_monthThatIsNotPaid_isGrantedWhenItIs() {
        house.subscriptions
                .subscribe(to("starter").paidUntil(Instant.parse("2026-02-28T12:00:00Z")), OPS)
                .orThrow();
        house.touch();
        house.at("2026-02-28T13:00:00Z").touch();
        assertThat(house.standing().kind()).isEqualTo(Standing.Kind.GRACE);
        assertThat(house.available()).as("not paid yet").isEqualTo("0");
        house.subscriptions
                .extend(ID, Instant.parse("2026-03-31T12:00:00Z"), OPS)
                .orThrow();
        house.touch();
        assertThat(house.available()).isEqualTo("500");
    }

    @Test
    void touch_grantAlsoInGrace_isMadeBeforeItIsPaid() {
        house.plans.put(plan("starter")
                .priced(PlanPrice.monthly(dollars("19.99")))
                .granting(monthly("500").alsoInGrace())
                .grace(Duration.ofDays(7))
                .build());
        house.subscriptions
                .subscribe(to("starter").paidUntil(Instant.parse("2026-02-28T12:00:00Z")), OPS)
                .orThrow();
        house.touch();
        house.at("2026-03-01T00:00:00Z").touch();
        assertThat(house.available()).isEqualTo("500");
        house.subscriptions
                .extend(ID, Instant.parse("2026-03-31T12:00:00Z"), OPS)
                .orThrow();
        house.touch();
        assertThat(house.available()).isEqualTo("500");
    }

    @Test
    void touch_monthsThatNobodyTouched_areGrantedIfTheyRollOver() {
        subscribe("saver");
        house.at("2026-04-05T00:00:00Z").touch();
        assertThat(house.available()).as("April's, and 30 of March's").isEqualTo("130");
        assertThat(house.ledger.balance(PlanHouse.BREAKAGE).orElseThrow().posted())
                .as("all of January's by now, 70 of February's, 70 of March's less the cap")
                .isEqualTo(credits("170"));
        subscribeBob("free");
        house.at("2026-07-05T00:00:00Z").touch();
        assertThat(house.available()).isEqualTo("130");
    }

    @Test
    void upgrade_inTheMidstOfAMonth_grantsThePartOfTheDifferenceRoundedDown() {
        house.at("2026-04-01T00:00:00Z");
        subscribe("free");
        house.touch();
        house.at("2026-04-11T00:00:00Z");
        house.plans.put(plan("plus").granting(monthly("100")).build());
        house.subscriptions.changePlan(ID, "plus", OPS).orThrow();
        house.touch();
        house.touch();
        assertThat(house.available()).as("50 + 50 * 20 / 30").isEqualTo("83.333333");
        house.at("2026-05-01T00:00:00Z").touch();
        assertThat(house.available()).isEqualTo("100");
    }

    @Test
    void upgrade_beforeTheFirstTouchOfAMonth_grantsTheSame() {
        house.at("2026-04-01T00:00:00Z");
        subscribe("free");
        house.at("2026-04-16T00:00:00Z");
        house.plans.put(plan("plus").granting(monthly("100")).build());
        house.subscriptions.changePlan(ID, "plus", OPS).orThrow();
        house.touch();
        assertThat(house.available()).isEqualTo("75");
    }

    @Test
    void upDownAndUpAgain_grantsTheDifferenceOnce() {
        house.at("2026-04-01T00:00:00Z");
        subscribe("free");
        house.touch();
        house.plans.put(plan("plus").granting(monthly("100")).build());
        house.plans.put(plan("max").granting(monthly("130")).build());
        house.at("2026-04-16T00:00:00Z");
        for (int i = 0; i < 5; i++) {
            house.subscriptions.changePlan(ID, "plus", OPS).orThrow();
            house.subscriptions.changePlan(ID, "free", OPS).orThrow();
        }
        house.touch();
        assertThat(house.available()).isEqualTo("75");
        house.subscriptions.changePlan(ID, "max", OPS).orThrow();
        house.touch();
        assertThat(house.available()).as("and 30 / 2").isEqualTo("90");
        house.subscriptions.changePlan(ID, "free", OPS).orThrow();
        house.touch();
        assertThat(house.available()).as("nothing is taken back").isEqualTo("90");
        house.at("2026-05-01T00:00:00Z").touch();
        assertThat(house.available()).isEqualTo("50");
    }

    @Test
    void cancelAndResume_withinAMonth_grantsNoSecondTime() {
        subscribe("free");
        house.touch();
        house.spend("call-1", "50");
        for (int i = 0; i < 3; i++) {
            house.subscriptions.cancel(ID, true, OPS).orThrow();
            house.at(house.now.plusSeconds(60).toString());
            house.subscriptions.resume(ID, OPS).orThrow();
            house.touch();
        }
        assertThat(house.available()).isEqualTo("0");
        house.subscriptions.cancel(ID, true, OPS).orThrow();
        house.at("2026-06-15T00:00:00Z");
        house.subscriptions.resume(ID, OPS).orThrow();
        assertThat(house.touch().period().start()).hasToString("2026-06-15T00:00:00Z");
        assertThat(house.available()).isEqualTo("50");
    }

    @Test
    void d5_trialOfProfessional_givesItsCreditOnceAndTakesItWithIt() {
        subscribe("free");
        house.touch();
        house.subscriptions.startTrial(ID, "pro", OPS).orThrow();
        Period trial = house.touch().period();
        assertThat(trial.length()).isEqualTo(Duration.ofDays(30));
        assertThat(house.available()).isEqualTo("5050");
        house.at("2026-03-01T00:00:00Z").touch();
        assertThat(house.available()).as("still one trial").isEqualTo("5050");
        house.at("2026-03-02T12:00:00Z").touch();
        assertThat(house.available()).isEqualTo("50");
    }

    @Test
    void subscribe_onTrial_getsTheTrialsCreditAlone() {
        house.subscriptions.subscribe(to("pro").onTrial(), OPS).orThrow();
        house.touch();
        assertThat(house.available()).isEqualTo("5000");
    }

    @Test
    void postpaid_plan_setsTheCreditLimitAndAnotherPlanTakesItBack() {
        subscribe("postpaid");
        house.touch();
        assertThat(house.available()).isEqualTo("200");
        house.spend("call-1", "150");
        house.plans.put(plan("postpaid").postpaid(credits("300")).build());
        house.touch();
        assertThat(house.available()).isEqualTo("150");
        house.subscriptions.changePlan(ID, "plain", OPS).orThrow();
        house.touch();
        assertThat(house.available()).isEqualTo("0");
        assertThat(house.ledger
                        .read(new Query.AccountOf(PlanHouse.WALLET))
                        .orElseThrow()
                        .creditLimit()
                        .isZero())
                .isTrue();
    }

    @Test
    void touch_planThatSaysNoLimit_leavesTheWalletsOwn() {
        subscribe("plain");
        house.ledger
                .setCreditLimit(io.weighhouse.ledger.SetCreditLimit.of(
                        PlanHouse.ACME.operation("by-hand"), PlanHouse.WALLET, credits("7")))
                .orThrow();
        house.touch();
        assertThat(house.available()).isEqualTo("7");
    }

    @Test
    void touch_source_decidesWhetherItIsPaid() {
        subscribe("free");
        house.touch();
        assertThat(house.ledger.lots(PlanHouse.WALLET)).singleElement().matches(lot -> lot.paid());
        SubscriptionAccounts gifts = SubscriptionAccounts.of(PlanHouse.WALLET, PlanHouse.REVENUE)
                .granting(PlanHouse.GIFTS, PlanHouse.BREAKAGE);
        Subscription other = new Subscription(gifts, house.plans.require("free"));
        house.grants.touch(other, house.now);
        assertThat(house.ledger.lots(PlanHouse.WALLET))
                .extracting(lot -> lot.paid())
                .containsExactlyInAnyOrder(true, false);
    }

    @Test
    void touch_mistakes_areThrownAndTriedAgain() {
        Subscription without = new Subscription(PlanHouse.WALLET, house.plans.require("free"), PlanHouse.REVENUE);
        assertThatIllegalStateException()
                .isThrownBy(() -> house.grants.touch(without, house.now))
                .withMessage("must have accounts for the plan's credit: Subscription[acme/wallet:ada free]");
        SubscriptionAccounts closed = SubscriptionAccounts.of(PlanHouse.WALLET, PlanHouse.REVENUE)
                .granting(PlanHouse.ACME.account("later"), PlanHouse.BREAKAGE);
        Subscription later = new Subscription(closed, house.plans.require("free"));
        assertThatThrownBy(() -> house.grants.touch(later, house.now)).isInstanceOf(DeclinedException.class);
        house.ledger
                .open(Account.of(PlanHouse.ACME.account("later"), AccountKind.CLEARING, PlanHouse.CREDIT))
                .orThrow();
        house.grants.touch(later, house.now);
        assertThat(house.available()).isEqualTo("50");
    }

    @Test
    void touch_subscriptionThatDoesNotServe_isAMistake() {
        subscribe("starter");
        assertThatIllegalStateException()
                .isThrownBy(house::touch)
                .withMessage("must serve: Subscription[acme/sub_1 starter] is UNPAID");
    }

    @Test
    void touch_twice_asksTheLedgerOnce() {
        subscribe("free");
        assertThat(house.grants.touch(house.subscription(), house.now)).isSameAs(house.touch());
        assertThat(house.ledger.events(1, 100).stream()
                        .filter(event -> event.toString().contains(TransactionKind.TOPUP.name())))
                .hasSize(1);
    }

    private void subscribe(String plan) {
        house.subscriptions.subscribe(to(plan), OPS).orThrow();
    }

    private void subscribeBob(String plan) {
        house.subscriptions
                .subscribe(
                        NewSubscription.of(
                                SubscriptionId.of("acme", "bob"),
                                io.weighhouse.keyvault.key.Owner.tenant("acme").user("bob"),
                                PlanHouse.ACCOUNTS,
                                plan),
                        OPS)
                .orThrow();
    }
}
