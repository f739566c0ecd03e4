// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.products;

import static io.weighhouse.gateway.Gatehouse.refused;
import static io.weighhouse.gateway.Gatehouse.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.gateway.Begun;
import io.weighhouse.gateway.Gatehouse;
import io.weighhouse.gateway.Gateway;
import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.gateway.plan.PlanStore;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.price.Markup;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A subscription API in four tiers: 10 requests a minute for nothing, 60 for starters, 120 for professionals, and no limit for
 * enterprises.
 */
class ProductDTest {

    private static final Plan FREE = tier("free", perMinute(10));
    private static final Plan STARTER = tier("starter", perMinute(60));
    private static final Plan PROFESSIONAL = tier("professional", perMinute(120));
    private static final Plan ENTERPRISE = tier("enterprise", Quota.unlimited());
    private static final Map<String, Plan> TIERS =
            Map.of("free", FREE, "starter", STARTER, "professional", PROFESSIONAL, "enterprise", ENTERPRISE);

    private final Gatehouse house = new Gatehouse();
    private Plan tier = FREE;
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong ids = new AtomicLong();
    private final Gateway gateway = house.gateway(FREE)
            .plans(PlanStore.of(key -> Optional.of(new Subscription(Gatehouse.WALLET, tier, Gatehouse.REVENUE))))
            .limits(RateLimiter.local().ticker(nanos::get).build())
            .build();

    @ParameterizedTest
    @CsvSource({"free, 10", "starter, 60", "professional, 120", "enterprise, 150"})
    void d3_eachTier_hasItsOwnRate(String name, int passed) {
        tier = Objects.requireNonNull(TIERS.get(name));
        assertThat(passedOf(150)).isEqualTo(passed);
    }

    @Test
    void d3_usedUpTier_saysWhenToComeAgain() {
        passedOf(10);
        assertThat(refused(begin()).toHttp(Dialect.OPENAI).headers())
                .containsEntry("x-ratelimit-limit-requests", "10")
                .containsEntry("x-ratelimit-remaining-requests", "0")
                .containsEntry("retry-after", "6");
        tier = STARTER;
        assertThat(refused(begin()).toHttp(Dialect.OPENAI).headers())
                .containsEntry("x-ratelimit-limit-requests", "60")
                .containsEntry("retry-after", "1");
    }

    @Test
    void d3_upgrade_holdsFromTheNextRequestOn() {
        assertThat(passedOf(10)).isEqualTo(10);
        tier = STARTER;
        pass(Duration.ofSeconds(1));
        assertThat(passedOf(2)).as("one a second, where it was one in six").isEqualTo(1);
        pass(Duration.ofSeconds(30));
        assertThat(passedOf(31)).isEqualTo(30);
    }

    @Test
    void d3_upgradeHalfWay_keepsThePartThatWasUsed() {
        assertThat(passedOf(5)).isEqualTo(5);
        tier = STARTER;
        assertThat(remaining()).as("half of 60, less the request that asks").isEqualTo(29);
    }

    @Test
    void d3_downgrade_holdsFromTheNextRequestOn() {
        tier = STARTER;
        assertThat(passedOf(30)).isEqualTo(30);
        tier = FREE;
        assertThat(passedOf(6)).as("half of 10").isEqualTo(5);
        pass(Duration.ofMinutes(1));
        assertThat(passedOf(11)).isEqualTo(10);
    }

    @Test
    void d3_tierWithoutLimits_holdsFromTheNextRequestOn() {
        assertThat(passedOf(11)).isEqualTo(10);
        tier = ENTERPRISE;
        assertThat(passedOf(20)).isEqualTo(20);
    }

    private int passedOf(int requests) {
        int passed = 0;
        for (int i = 0; i < requests; i++) {
            if (begin() instanceof Begun.Started begun) {
                begun.call().close();
                passed++;
            }
        }
        return passed;
    }

    private long remaining() {
        return started(begin()).limits().states().stream()
                .mapToLong(LimitState::remaining)
                .sum();
    }

    private Begun begin() {
        return gateway.begin(house.inbound("d3-" + ids.incrementAndGet()));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static Quota perMinute(long requests) {
        return Quota.of(Limit.requests("requests-per-minute", requests, Duration.ofMinutes(1)));
    }

    private static Plan tier(String name, Quota quota) {
        return Plan.named(name)
                .charging(Payer.PLATFORM, Markup.into(Gatehouse.CREDIT).creditPrice("1"))
                .limited(quota)
                .build();
    }
}
