// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.gateway.Gateway;
import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.gateway.plan.PlanStore;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.IssuedKey;
import io.weighhouse.keyvault.key.KeyPage;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.resolve.KeyResolver;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.keyvault.resolve.PlatformAccess;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretVault;
import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.metering.call.CallSignals;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.Rounding;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Duration;
import java.util.Optional;

/**
 * Everything behind the HTTP of this gateway, put together on the embedded defaults.
 *
 * <p>One demo tenant: a wallet of 100 credits, a plan that charges 1.8 times the provider's cost at a cent a credit, an
 * API key to call with, one that is limited to a request a minute, and an administrator's. What the storage has of it from
 * an earlier start stays as it is.
 */
final class House implements AutoCloseable {

    static final Unit CREDIT = Unit.of("CREDIT", 6);
    static final String ADMIN_SCOPE = "admin:credits";

    private static final int MOST_KEYS = 100;
    private static final TenantId TENANT = TenantId.of("demo");

    final AccountId wallet = TENANT.account("wallet:demo");
    final AccountId clearing = TENANT.account("clearing");
    final Storage storage;
    final Ledger ledger;
    final KeyRegistry keys;
    final PlanStore plans = PlanStore.of(this::subscriptionOf);
    final Gateway gateway;
    /** Empty, as the two below, if an earlier start has issued it: then nobody but its owner knows it. */
    final String callerKey;

    final String limitedKey;
    final String adminKey;

    private final AccountId promotion = TENANT.account("promotion");
    private final AccountId revenue = TENANT.account("revenue");
    private final Plan plan;
    private final Plan limitedPlan;

    House(PriceBook book, String providerKey, CallSignals signals, Storage storage) {
        this.storage = storage;
        ledger = storage.ledger();
        keys = KeyRegistry.builder(ApiKeyFormat.parse("wh_sk_{env:live|test}_{b62:32}{crc}"), storage.keys())
                .build();
        Markup markup =
                Markup.into(CREDIT).multiplier("1.8").creditPrice("0.01").rounding(Rounding.UP);
        plan = Plan.named("demo")
                .charging(Payer.PLATFORM, markup)
                .limited(Quota.of(
                        Limit.requests("requests-per-minute", 600, Duration.ofMinutes(1)),
                        Limit.tokens("tokens-per-minute", 1_000_000, Duration.ofMinutes(1))))
                .build();
        limitedPlan = Plan.named("limited")
                .charging(Payer.PLATFORM, markup)
                .limited(Quota.of(Limit.requests("requests-per-minute", 1, Duration.ofMinutes(1))))
                .build();
        openAccounts();
        callerKey = issue(NewKey.of(Owner.tenant(TENANT.value()).user("demo"), "caller"));
        limitedKey = issue(NewKey.of(Owner.tenant(TENANT.value()).user("demo"), "limited"));
        adminKey = issue(
                NewKey.of(Owner.tenant(TENANT.value()).user("admin"), "admin").scopes(ADMIN_SCOPE));
        gateway = Gateway.builder()
                .keys(keys)
                .secrets(secrets(providerKey, storage))
                .plans(plans)
                .prices(book)
                .limits(RateLimiter.local().build())
                .ledger(ledger)
                .signals(signals)
                .build();
    }

    @Override
    public void close() {
        storage.close();
    }

    private void openAccounts() {
        ledger.open(Account.wallet(wallet, CREDIT)).orThrow();
        ledger.open(Account.of(promotion, AccountKind.PROMOTION, CREDIT)).orThrow();
        ledger.open(Account.of(clearing, AccountKind.CLEARING, CREDIT)).orThrow();
        ledger.open(Account.of(revenue, AccountKind.REVENUE, CREDIT)).orThrow();
        ledger.grant(GrantCredit.of(TENANT.operation("welcome"), promotion, wallet, Amount.of("100", CREDIT))
                        .note(Note.NONE.actor("system").reason("welcome credits")))
                .orThrow();
    }

    private String issue(NewKey wish) {
        boolean there = keys.list(TENANT.value(), KeyPage.first(MOST_KEYS)).stream()
                .anyMatch(key -> key.name().equals(wish.name()));
        if (there) {
            return "";
        }
        IssuedKey issued = keys.issue(wish.environment("test"));
        return issued.key().reveal();
    }

    private Optional<Subscription> subscriptionOf(KeyRecord key) {
        Plan its = key.name().equals("limited") ? limitedPlan : plan;
        return Optional.of(new Subscription(wallet, its, revenue));
    }

    /** The provider's key of this start, sealed into its next revision. */
    private static KeyResolver secrets(String providerKey, Storage storage) {
        KeyResolver resolver = KeyResolver.builder(
                        SecretVault.of(storage.masterKeys()), storage.secrets(), PlatformAccess.everybody())
                .build();
        try (Secret secret = Secret.ofText(providerKey)) {
            resolver.put(SecretHolder.platform(), new ProviderId("openai"), secret);
        }
        return resolver;
    }
}
