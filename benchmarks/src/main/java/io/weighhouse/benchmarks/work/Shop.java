// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import io.weighhouse.gateway.Gateway;
import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.gateway.plan.PlanStore;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.keyvault.resolve.KeyResolver;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.keyvault.resolve.PlatformAccess;
import io.weighhouse.keyvault.secret.MasterKeys;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretVault;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.metering.call.CallMeter;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.PriceBook;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where metered calls are made: a limiter, prices, keys, and a ledger that its {@link Caller}s replace before it is large.
 *
 * <p>All calls are paid from one hot wallet, under a limit of requests and one of tokens that are never reached. Threads:
 * any number at once.
 */
public final class Shop {

    static final TenantId TENANT = TenantId.of("acme");
    static final AccountId WALLET = TENANT.account("wallet");

    /** Who is paid. */
    public static final AccountId REVENUE = TENANT.account("revenue");

    static final PinnedCard PRICES = PinnedCard.of("2026-11", PricedCalls.CARD, PricedCalls.MARKUP);
    static final Quota QUOTA = Quota.of(
            Limit.requests("requests", LimitedCaller.PLENTY, LimitedCaller.PERIOD),
            Limit.tokens("tokens", LimitedCaller.PLENTY, LimitedCaller.PERIOD));

    final PresentedKeys keys = new PresentedKeys();

    private final RateLimiter limiter = RateLimiter.local().build();
    private final KeyResolver secrets = secrets();
    private volatile Counter counter;

    /** A shop that has seen no call. */
    public Shop() {
        this(Wallets.newLedger(WALLET));
    }

    private Shop(Ledger ledger) {
        counter = newCounter(ledger);
    }

    /**
     * A shop over a ledger that is kept.
     *
     * @param ledger without accounts as yet
     * @return the shop, its wallet funded
     */
    public static Shop over(Ledger ledger) {
        Wallets.fund(ledger, WALLET);
        return new Shop(ledger);
    }

    /** {@return the gateway over its ledger} */
    public Gateway gateway() {
        return counter.gateway();
    }

    /** {@return keys that it accepts} */
    public List<String> goodKeys() {
        return IntStream.range(0, PresentedKeys.COUNT).mapToObj(keys::good).toList();
    }

    /** The two ways to make a call, over one ledger. */
    record Counter(CallMeter calls, Gateway gateway) {}

    Counter counter() {
        return counter;
    }

    /** Goes on with a new ledger; calls under way end in the old one. */
    void renewLedger() {
        counter = newCounter(Wallets.newLedger(WALLET));
    }

    private Counter newCounter(Ledger ledger) {
        Plan plan = Plan.named("starter")
                .charging(Payer.PLATFORM, PricedCalls.MARKUP)
                .limited(QUOTA)
                .build();
        Optional<Subscription> subscription = Optional.of(new Subscription(WALLET, plan, REVENUE));
        Gateway gateway = Gateway.builder()
                .keys(keys.registry())
                .secrets(secrets)
                .plans(PlanStore.of(key -> subscription))
                .prices(PriceBook.builder("2026-11").card(PricedCalls.CARD).build())
                .limits(limiter)
                .ledger(ledger)
                .build();
        return new Counter(CallMeter.of(ledger, limiter), gateway);
    }

    private static KeyResolver secrets() {
        byte[] masterKey = new byte[32];
        new SecureRandom().nextBytes(masterKey);
        KeyResolver resolver = KeyResolver.builder(
                        SecretVault.of(MasterKeys.of("sample", masterKey)),
                        SealedSecretStore.inMemory(),
                        PlatformAccess.everybody())
                .build();
        try (Secret secret = Secret.ofText("sk-sample-of-forty-characters-0123456789ab")) {
            resolver.put(SecretHolder.platform(), new ProviderId("openai"), secret);
        }
        return resolver;
    }
}
