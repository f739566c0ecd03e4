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
import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.Authentication;
import io.weighhouse.keyvault.key.IssuedKey;
import io.weighhouse.keyvault.key.KeyDigest;
import io.weighhouse.keyvault.key.KeyHash;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyPage;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.key.Rejection;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.price.Markup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A subscription API in four tiers: 10 requests a minute for nothing, 60 for starters, 120 for professionals, and no limit for
 * enterprises. Keys are {@code glyph_sk_dev_} or {@code glyph_sk_live_} and 32 letters.
 */
class ProductDTest {

    private static final Plan FREE = tier("free", perMinute(10));
    private static final Plan STARTER = tier("starter", perMinute(60));
    private static final Plan PROFESSIONAL = tier("professional", perMinute(120));
    private static final Plan ENTERPRISE = tier("enterprise", Quota.unlimited());
    private static final Map<String, Plan> TIERS =
            Map.of("free", FREE, "starter", STARTER, "professional", PROFESSIONAL, "enterprise", ENTERPRISE);

    private static final ApiKeyFormat GLYPH = ApiKeyFormat.parse("glyph_sk_{env:dev|live}_{b62:32}");
    private static final Owner CUSTOMER = Owner.tenant("acme");
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    private final KeyRecordStore keyStore = KeyRecordStore.inMemory();
    private final KeyRegistry keys =
            KeyRegistry.builder(GLYPH, keyStore).clock(() -> NOW).build();

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

    @Test
    void d2_issuedKey_hasItsFormAndIsStoredAsAHashWithAPrefix() {
        for (String environment : List.of("dev", "live")) {
            IssuedKey issued = keys.issue(NewKey.of(CUSTOMER, "ci").environment(environment));
            assertThat(issued.key().reveal()).matches("glyph_sk_" + environment + "_[0-9A-Za-z]{32}");
            KeyRecord record = keys.find("acme", issued.record().id()).orElseThrow();
            assertThat(record.start()).hasSizeLessThanOrEqualTo(20).startsWith("glyph_sk_" + environment + '_');
            assertThat(issued.key().reveal()).startsWith(record.start());
            assertThat(record.name()).isEqualTo("ci");
            assertThat(record.createdAt()).isEqualTo(NOW);
            assertThat(record.lastUsedAt()).isNull();
            assertThat(record.revokedAt()).isNull();
            assertThat(record.environment()).isEqualTo(environment);
            assertThat(record.hash().id()).isEqualTo(KeyHash.SHA_256);
        }
    }

    @Test
    void d2_hash_isUnique() {
        KeyRecord record =
                keys.issue(NewKey.of(CUSTOMER, "ci").environment("live")).record();
        KeyRecord other = KeyRecord.builder(new KeyId("another"), Owner.tenant("rival"), record.hash())
                .build();
        assertThat(keyStore.insert(other).toCompletableFuture().join()).isFalse();
        assertThat(keyStore.insert(KeyRecord.builder(
                                        new KeyId("another"),
                                        Owner.tenant("rival"),
                                        KeyHash.of("s1", KeyDigest.ofHex("0".repeat(64))))
                                .build())
                        .toCompletableFuture()
                        .join())
                .isTrue();
    }

    @Test
    void d2_use_isNoted() {
        IssuedKey issued = keys.issue(NewKey.of(CUSTOMER, "ci").environment("live"));
        assertThat(keys.authenticate(issued.key().reveal())).isInstanceOf(Authentication.Authenticated.class);
        keys.flushUses().toCompletableFuture().join();
        assertThat(keys.find("acme", issued.record().id()).orElseThrow().lastUsedAt())
                .isEqualTo(NOW);
    }

    @Test
    void d2_keys_areListedAndRevoked() {
        IssuedKey first = keys.issue(NewKey.of(CUSTOMER, "first").environment("live"));
        IssuedKey second = keys.issue(NewKey.of(CUSTOMER, "second").environment("dev"));
        keys.issue(NewKey.of(Owner.tenant("rival"), "theirs").environment("live"));
        assertThat(keys.revoke("acme", first.record().id())).isPresent();
        assertThat(keys.revoke("rival", second.record().id()))
                .as("of another tenant")
                .isEmpty();
        assertThat(keys.list("acme", KeyPage.first(10)))
                .extracting(record -> record.name() + ' ' + record.revokedAt())
                .containsExactlyInAnyOrder("first " + NOW, "second null");
        assertThat(((Authentication.Rejected) keys.authenticate(first.key().reveal())).code())
                .isEqualTo(Rejection.REVOKED);
        assertThat(keys.authenticate(second.key().reveal())).isInstanceOf(Authentication.Authenticated.class);
    }

    @Test
    void d2_keyOfDevelopment_isRefusedByTheLiveService() {
        String dev =
                keys.issue(NewKey.of(CUSTOMER, "ci").environment("dev")).key().reveal();
        KeyRegistry live =
                KeyRegistry.builder(GLYPH, keyStore).environment("live").build();
        assertThat(((Authentication.Rejected) live.authenticate(dev)).code()).isEqualTo(Rejection.WRONG_ENVIRONMENT);
        assertThat(((Authentication.Rejected) live.authenticate(dev.replace("_dev_", "_live_"))).code())
                .as("the environment is not taken from the text")
                .isEqualTo(Rejection.NOT_FOUND);
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
