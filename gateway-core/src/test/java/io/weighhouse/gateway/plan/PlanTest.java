// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.money.Unit;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {

    private static final Markup MARKUP = Markup.into(Unit.of("CREDIT", 6)).creditPrice("0.01");
    private static final TenantId ACME = TenantId.of("acme");

    @Test
    void build_plan_saysWhatItWasTold() {
        Quota quota = Quota.of(Limit.requests("rpm", 5, Duration.ofMinutes(1)));
        Plan plan = Plan.named("starter")
                .charging(Payer.PLATFORM, MARKUP)
                .limited(quota)
                .build();
        assertThat(plan.name()).isEqualTo("starter");
        assertThat(plan.quota()).isEqualTo(quota);
        assertThat(plan.terms()).isEqualTo(CallTerms.STANDARD);
        assertThat(plan.markup(Payer.PLATFORM)).isEqualTo(MARKUP);
        assertThat(plan.markup(Payer.CUSTOMER)).as("no price, no service").isNull();
        assertThat(plan).hasToString("Plan[starter]");
    }

    @Test
    void build_laterChangesOfTheBuilder_doNotReachThePlan() {
        Plan.Builder builder = Plan.named("starter").charging(Payer.PLATFORM, MARKUP);
        Plan plan = builder.build();
        builder.charging(Payer.CUSTOMER, MARKUP).limited(Quota.unlimited());
        assertThat(plan.markup(Payer.CUSTOMER)).isNull();
    }

    @Test
    void build_chargingNobody_isAMistake() {
        assertThatIllegalStateException()
                .isThrownBy(Plan.named("starter")::build)
                .withMessage("must charge at least one payer: plan=starter");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 129})
    void named_emptyOrTooLong_isAMistake(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.named("x".repeat(length)))
                .withMessage("must be 1 to 128 characters: plan has " + length);
    }

    @Test
    void terms_outOfRange_areMistakesNow() {
        Duration minute = Duration.ofMinutes(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CallTerms(0, minute, Overrun.DEBT))
                .withMessage("must be > 0: defaultMaxOutput=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CallTerms(1, Duration.ZERO, Overrun.DEBT))
                .withMessage("must be > PT0S and <= PT24H: holdTimeToLive=PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CallTerms(1, Duration.ofDays(2), Overrun.DEBT))
                .withMessage("must be > PT0S and <= PT24H: holdTimeToLive=PT48H");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CallTerms(1, minute, Overrun.REJECT))
                .withMessage("must be CLAMP, TAKE_AVAILABLE or DEBT: overrun=REJECT");
        assertThat(new CallTerms(1, Duration.ofHours(24), Overrun.CLAMP).defaultMaxOutput())
                .isOne();
    }

    @Test
    void subscription_acrossTenants_isAMistake() {
        Plan plan = Plan.named("starter").charging(Payer.PLATFORM, MARKUP).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Subscription(
                        ACME.account("wallet"), plan, TenantId.of("other").account("revenue")))
                .withMessage("must be of one tenant: wallet=acme/wallet revenue=other/revenue");
    }
}
