// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.gateway.plan.CallTerms;
import io.weighhouse.gateway.plan.Included;
import io.weighhouse.gateway.plan.PeriodGrant;
import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.gateway.plan.PlanPrice;
import io.weighhouse.gateway.plan.Plans;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Rounding;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Duration;

/**
 * What this house sells.
 *
 * <p>{@code demo} pays as it goes; {@code limited} may call once a minute and {@code trickle} once in two seconds; {@code
 * starter} costs $9.99 and gives 1,000 credits a month, with a trial of a week; {@code pro} costs $99 and gives 12,000;
 * {@code calls} has 1,000 free calls a month. All charge 1.8 times the provider's cost, at a cent a credit; whoever brings his
 * own key for the provider pays it himself and a tenth of a credit a call.
 */
final class SoldPlans {

    static final Unit USD = Unit.of("USD", 2);

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private SoldPlans() {}

    /** All plans, whose calls are held and settled by these terms. */
    static Plans all(CallTerms terms) {
        return Plans.of(
                charging(terms, "demo").limited(usual(600, 1_000_000)).build(),
                charging(terms, "limited")
                        .limited(Quota.of(Limit.requests("requests-per-minute", 1, MINUTE)))
                        .build(),
                charging(terms, "trickle")
                        .limited(Quota.of(Limit.requests("requests-per-2-seconds", 1, Duration.ofSeconds(2))))
                        .build(),
                charging(terms, "starter")
                        .limited(usual(60, 200_000))
                        .priced(PlanPrice.monthly(Amount.of("9.99", USD)))
                        .granting(PeriodGrant.of(credits("1000")))
                        .trial(Duration.ofDays(7))
                        .grace(Duration.ofDays(3))
                        .build(),
                charging(terms, "pro")
                        .limited(usual(600, 2_000_000))
                        .priced(PlanPrice.monthly(Amount.of("99", USD)))
                        .granting(PeriodGrant.of(credits("12000")))
                        .grace(Duration.ofDays(7))
                        .build(),
                charging(terms, "calls")
                        .limited(usual(60, 200_000))
                        .including(Included.calls(1_000))
                        .build());
    }

    private static Plan.Builder charging(CallTerms terms, String name) {
        Markup platform =
                Markup.into(House.CREDIT).multiplier("1.8").creditPrice("0.01").rounding(Rounding.UP);
        Markup own = Markup.into(House.CREDIT).multiplier("0").fixedFee("0.001").creditPrice("0.01");
        return Plan.named(name)
                .charging(Payer.PLATFORM, platform)
                .charging(Payer.CUSTOMER, own)
                .terms(terms);
    }

    private static Quota usual(long requests, long tokens) {
        return Quota.of(
                Limit.requests("requests-per-minute", requests, MINUTE),
                Limit.tokens("tokens-per-minute", tokens, MINUTE));
    }

    private static Amount credits(String decimal) {
        return Amount.of(decimal, House.CREDIT);
    }
}
