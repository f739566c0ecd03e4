// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import static io.weighhouse.gateway.plan.PlanHouse.ACME;
import static io.weighhouse.gateway.plan.PlanHouse.OPS;
import static io.weighhouse.gateway.plan.PlanHouse.USD;
import static io.weighhouse.gateway.plan.PlanHouse.dollars;
import static io.weighhouse.gateway.plan.PlanHouse.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.gateway.plan.BusinessFigures.Movements;
import io.weighhouse.gateway.plan.BusinessFigures.Range;
import io.weighhouse.gateway.plan.BusinessFigures.Trials;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.metering.usage.RefusalCounters;
import io.weighhouse.metering.usage.UsageLog;
import io.weighhouse.metering.usage.UsageQuestion;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BusinessFiguresTest {

    private static final String MARCH = "2026-03-01T00:00:00Z";
    private static final String APRIL = "2026-04-01T00:00:00Z";
    private static final Range IN_MARCH = new Range(Instant.parse(MARCH), Instant.parse(APRIL));

    private final PlanHouse house = new PlanHouse(
            plan("free").build(),
            plan("starter")
                    .priced(PlanPrice.monthly(dollars("29")))
                    .grace(Duration.ofDays(7))
                    .build(),
            plan("professional")
                    .priced(PlanPrice.monthly(dollars("99")))
                    .trial(Duration.ofDays(30))
                    .build(),
            plan("yearly").priced(PlanPrice.yearly(dollars("290"))).build());

    @Test
    void d5_figuresOfTheBusiness_followFromTheHistory() {
        house.at("2026-02-01T00:00:00Z");
        paid("u1", "starter", "2026-05-01T00:00:00Z");
        paid("u2", "starter", "2026-05-01T00:00:00Z");
        paid("u3", "yearly", "2027-02-01T00:00:00Z");
        paid("u4", "starter", "2026-03-20T00:00:00Z"); // lapses: its grace ends on 27 March
        free("u5");
        free("u6");
        free("u7");
        house.at("2026-02-15T00:00:00Z");
        trial("u5"); // until 17 March, converts
        trial("u6"); // until 17 March, does not
        house.at("2026-03-10T00:00:00Z");
        change("u1", "professional");
        change("u7", "starter");
        extend("u7", "2026-04-10T00:00:00Z");
        house.at("2026-03-17T00:00:00Z");
        change("u5", "professional");
        extend("u5", "2026-04-17T00:00:00Z");
        house.at("2026-03-18T00:00:00Z");
        change("u1", "starter");
        house.at("2026-04-20T00:00:00Z");

        BusinessFigures march = house.subscriptions.figures(ACME, IN_MARCH);
        assertThat(march.serving()).isEqualTo(Map.of("free", 1L, "starter", 3L, "professional", 1L, "yearly", 1L));
        assertThat(march.revenue().paying()).isEqualTo(5);
        assertThat(march.revenue().monthly(USD)).as("3 * 29 + 99 + 290 / 12").isEqualTo(dollars("210.17"));
        assertThat(march.revenue().monthlyOfEach(USD)).isEqualTo(dollars("42.03"));
        assertThat(march.movements()).isEqualTo(new Movements(4, 2, 1, 3, 1));
        assertThat(march.movements().churn().percent()).contains(new BigDecimal("25.00"));
        assertThat(march.trials()).isEqualTo(new Trials(2, 1));
        assertThat(march.trials().conversion().percent()).contains(new BigDecimal("50.00"));
    }

    @Test
    void figures_rangesInARow_joinUp() {
        house.at("2026-02-01T00:00:00Z");
        paid("u1", "starter", "2026-03-10T00:00:00Z");
        paid("u2", "yearly", "2027-02-01T00:00:00Z");
        house.at("2026-04-05T00:00:00Z");
        extend("u1", "2026-05-10T00:00:00Z");
        long paying = 0;
        for (int month = 2; month < 7; month++) {
            Range range = new Range(
                    Instant.parse("2026-0" + month + "-01T00:00:00Z"),
                    Instant.parse("2026-0" + (month + 1) + "-01T00:00:00Z"));
            BusinessFigures figures = house.subscriptions.figures(ACME, range);
            if (month > 2) {
                assertThat(figures.movements().payingBefore()).isEqualTo(paying);
            }
            assertThat(figures.movements().payingBefore()
                            + figures.movements().gained()
                            - figures.movements().lost())
                    .isEqualTo(figures.revenue().paying());
            paying = figures.revenue().paying();
        }
        assertThat(paying).isEqualTo(1);
    }

    @Test
    void figures_ofNothing_divideByNothing() {
        BusinessFigures nothing = house.subscriptions.figures(ACME, IN_MARCH);
        assertThat(nothing.movements().churn().percent()).isEmpty();
        assertThat(nothing.trials().conversion().percent()).isEmpty();
        assertThat(nothing.revenue().monthlyOfEach(USD)).isEqualTo(dollars("0"));
    }

    @Test
    void d5_limitHits_areCountedByPlanAndEndpoint() {
        RefusalCounters refusals = RefusalCounters.of(() -> house.now);
        for (int i = 0; i < 3; i++) {
            refusals.refused("acme", "RATE_LIMITED", Map.of("plan", "free", "endpoint", "/v1/scan"));
        }
        refusals.refused("acme", "ALLOWANCE_USED_UP", Map.of("plan", "free", "endpoint", "/v1/chat"));
        refusals.refused("acme", "INSUFFICIENT_CREDITS", Map.of("plan", "free", "endpoint", "/v1/chat"));
        TierFigures figures =
                TierFigures.of(UsageQuestion.of(ACME), UsageLog.builder().build(), refusals);
        assertThat(figures.rows())
                .containsExactly(
                        new TierFigures.Row("free", "/v1/chat", 0, 0, 1),
                        new TierFigures.Row("free", "/v1/scan", 0, 0, 3));
        assertThat(figures.of("free").limitHits()).isEqualTo(4);
    }

    private static SubscriptionId id(String user) {
        return SubscriptionId.of("acme", user);
    }

    private void free(String user) {
        NewSubscription wanted =
                NewSubscription.of(id(user), Owner.tenant("acme").user(user), PlanHouse.ACCOUNTS, "free");
        house.subscriptions.subscribe(wanted, OPS).orThrow();
    }

    private void paid(String user, String plan, String until) {
        NewSubscription wanted = NewSubscription.of(
                        id(user), Owner.tenant("acme").user(user), PlanHouse.ACCOUNTS, plan)
                .paidUntil(Instant.parse(until));
        house.subscriptions.subscribe(wanted, OPS).orThrow();
    }

    private void trial(String user) {
        house.subscriptions.startTrial(id(user), "professional", OPS).orThrow();
    }

    private void change(String user, String plan) {
        house.subscriptions.changePlan(id(user), plan, OPS).orThrow();
    }

    private void extend(String user, String until) {
        house.subscriptions.extend(id(user), Instant.parse(until), OPS).orThrow();
    }
}
