// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import static io.weighhouse.gateway.plan.PlanHouse.CREDIT;
import static io.weighhouse.gateway.plan.PlanHouse.OPS;
import static io.weighhouse.gateway.plan.PlanHouse.credits;
import static io.weighhouse.gateway.plan.PlanHouse.plan;
import static io.weighhouse.gateway.plan.PlanHouse.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.metering.call.Allowance;
import io.weighhouse.metering.call.HoldPolicy;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChargingTest {

    private static final Usage CALL = Usage.tokens(100, 50);

    private final PlanHouse house = new PlanHouse(
            plan("free").including(Included.calls(3)).build(),
            plan("starter")
                    .including(Included.calls(5))
                    .trial(Duration.ofDays(30))
                    .build(),
            plan("paying")
                    .including(Included.calls(3).then(Overage.charged(credits("0.005"))))
                    .build(),
            plan("metered").including(Included.calls(3).then(Overage.METERED)).build(),
            plan("capped").including(Included.calls(3).metered()).build(),
            plan("pages")
                    .including(Included.of(Counted.named("pages"), 10).then(Overage.charged(credits("0.01"))))
                    .build(),
            plan("tokens")
                    .including(Included.of(Counted.TOKENS, 400))
                    .including(Included.calls(100))
                    .build(),
            plan("volume").counting(Meter.PAGES).counting(Meter.INPUT_TOKENS).build());

    @Test
    void charging_includedCall_countsAndCostsNothing() {
        subscribe("free");
        Charging charging = house.touch().charging(CALL);
        assertThat(charging.label()).isEqualTo("included");
        assertThat(charging.holding(CREDIT)).contains(HoldPolicy.flat(credits("0")));
        assertThat(charging.allowances())
                .extracting(Allowance::toString)
                .containsExactly("Allowance[counter=acme/c:sub_1:calls:20260131T120000Z, what=requests, limit=3 CALL]");
    }

    @Test
    void d1_callsBeyondTheAllowance_areRefusedUntilTheNextMonth() {
        subscribe("free");
        for (int i = 0; i < 3; i++) {
            run("call-" + i, "0");
        }
        OpenPeriod open = house.touch();
        Charging fourth = open.charging(CALL);
        assertThat(open.beyond(fourth, counterThatDeclined(house.hold("call-3", fourth, "0"))))
                .isEmpty();
        assertThat(await(open).left()).isZero();
        house.at("2026-02-28T12:00:00Z");
        run("call-4", "0");
        assertThat(await(house.touch())).isEqualTo(new AllowanceUse(Included.calls(3), 1, 0, 0));
    }

    @Test
    void d1_overage_isChargedForEachCallBeyond() {
        subscribe("paying");
        house.ledger
                .grant(io.weighhouse.ledger.GrantCredit.of(
                        PlanHouse.ACME.operation("pi_1"), PlanHouse.PAYMENTS, PlanHouse.WALLET, credits("0.012")))
                .orThrow();
        for (int i = 0; i < 3; i++) {
            run("call-" + i, "0");
        }
        OpenPeriod open = house.touch();
        for (int i = 3; i < 5; i++) {
            Charging included = open.charging(CALL);
            Charging beyond = open.beyond(included, counterThatDeclined(house.hold("call-" + i, included, "0")))
                    .orElseThrow();
            assertThat(beyond.label()).isEqualTo("overage");
            assertThat(beyond.holding(CREDIT)).contains(HoldPolicy.flat(credits("0.005")));
            house.hold("call-" + i, beyond, "0.005").orThrow();
            house.capture("call-" + i, "0.005");
        }
        assertThat(await(open))
                .isEqualTo(
                        new AllowanceUse(house.subscription().plan().included().get(0), 3, 0, 2));
        assertThat(house.available()).isEqualTo("0.002");
        Charging included = open.charging(CALL);
        Charging beyond = open.beyond(
                        included, open.charging(CALL).allowances().get(0).counter())
                .orElseThrow();
        assertThat(((Declined<?>) house.hold("call-5", beyond, "0.005")).reason())
                .isInstanceOf(Decline.InsufficientFunds.class);
        assertThat(open.beyond(beyond, included.allowances().get(0).counter())).isEmpty();
    }

    @Test
    void beyond_meteredOverage_costsItsUsage() {
        subscribe("metered");
        OpenPeriod open = house.touch();
        Charging included = open.charging(CALL);
        assertThat(included.holding(CREDIT)).contains(HoldPolicy.flat(credits("0")));
        Charging beyond =
                open.beyond(included, included.allowances().get(0).counter()).orElseThrow();
        assertThat(beyond.holding(CREDIT)).isEmpty();
        assertThat(beyond.label()).isEqualTo("overage");
    }

    @Test
    void charging_cap_countsCallsThatCostTheirUsage() {
        subscribe("capped");
        Charging charging = house.touch().charging(CALL);
        assertThat(charging.holding(CREDIT)).isEmpty();
        assertThat(charging.label()).isEqualTo("included");
        assertThat(charging.allowances()).hasSize(1);
    }

    @Test
    void charging_thingsThatACallHasNoneOf_doNotCount() {
        subscribe("pages");
        OpenPeriod open = house.touch();
        Charging chat = open.charging(CALL);
        assertThat(chat.allowances()).isEmpty();
        assertThat(chat.label()).isEmpty();
        assertThat(chat.holding(CREDIT)).isEmpty();
        Usage fivePages = Usage.of(Meter.PAGES, 5);
        Charging scan = open.charging(fivePages);
        assertThat(scan.holding(CREDIT)).contains(HoldPolicy.flat(credits("0")));
        Charging beyond = open.beyond(scan, scan.allowances().get(0).counter()).orElseThrow();
        assertThat(beyond.holding(CREDIT)).contains(HoldPolicy.flat(credits("0.05")));
    }

    @Test
    void charging_severalThings_areCountedTogether() {
        subscribe("tokens");
        OpenPeriod open = house.touch();
        house.hold("call-1", open.charging(CALL), "0").orThrow();
        house.hold("call-2", open.charging(CALL), "0").orThrow();
        AccountId counter = counterThatDeclined(house.hold("call-3", open.charging(CALL), "0"));
        assertThat(counter.name()).startsWith("c:sub_1:tokens:");
        assertThat(open.usesAsync().toCompletableFuture().join())
                .extracting(AllowanceUse::reserved)
                .containsExactly(300L, 2L);
    }

    @Test
    void changePlan_inTheMidstOfAMonth_whatWasUsedCountsAgainstTheNewAllowance() {
        subscribe("free");
        for (int i = 0; i < 3; i++) {
            run("call-" + i, "0");
        }
        house.subscriptions.changePlan(PlanHouse.ID, "starter", OPS).orThrow();
        assertThat(await(house.touch()).left()).isEqualTo(2);
        run("call-3", "0");
        house.subscriptions.changePlan(PlanHouse.ID, "free", OPS).orThrow();
        assertThat(await(house.touch()).left()).isZero();
    }

    @Test
    void trial_countsOnCountersOfItsOwn() {
        subscribe("free");
        for (int i = 0; i < 3; i++) {
            run("call-" + i, "0");
        }
        house.at("2026-02-10T00:00:00Z");
        house.subscriptions.startTrial(PlanHouse.ID, "starter", OPS).orThrow();
        run("call-3", "0");
        assertThat(await(house.touch()).left()).isEqualTo(4);
        house.at("2026-03-12T00:00:00Z");
        assertThat(await(house.touch()).left()).as("March's own").isEqualTo(3);
    }

    @Test
    void toDate_hasWhatWasUsedInTheMonth() {
        subscribe("volume");
        OpenPeriod open = house.touch();
        assertThat(open.toDateAsync().toCompletableFuture().join()).isEqualTo(Usage.empty());
        Usage scan = Usage.of(Meter.PAGES, 7);
        house.hold("scan-1", open.charging(scan), "0").orThrow();
        assertThat(open.toDateAsync().toCompletableFuture().join()).isEqualTo(Usage.empty());
        house.capture("scan-1", "0");
        house.hold("scan-2", open.charging(scan), "0").orThrow();
        house.capture("scan-2", "0");
        assertThat(open.toDateAsync().toCompletableFuture().join()).isEqualTo(Usage.of(Meter.PAGES, 14));
        assertThat(open.charging(scan).label()).isEmpty();
        assertThat(open.charging(scan).holding(CREDIT)).isEqualTo(Optional.empty());
        house.at("2026-02-28T12:00:00Z");
        assertThat(house.touch().toDateAsync().toCompletableFuture().join()).isEqualTo(Usage.empty());
    }

    private void run(String id, String price) {
        house.hold(id, house.touch().charging(CALL), price).orThrow();
        house.capture(id, price);
    }

    private static AccountId counterThatDeclined(Outcome<?> outcome) {
        return ((Decline.LimitReached) ((Declined<?>) outcome).reason()).counter();
    }

    private static AllowanceUse await(OpenPeriod open) {
        return open.usesAsync().toCompletableFuture().join().get(0);
    }

    private void subscribe(String plan) {
        house.subscriptions.subscribe(to(plan), OPS).orThrow();
    }
}
