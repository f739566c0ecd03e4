// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.embedding;

import io.weighhouse.gateway.Gateway;
import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.gateway.plan.PlanStore;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.resolve.KeyResolver;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.keyvault.resolve.PlatformAccess;
import io.weighhouse.keyvault.secret.MasterKeys;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretVault;
import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.store.LedgerStore;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Instant;
import java.util.Optional;

/** A gateway for one customer with 10 credits of a dollar: a token in costs 0.001, one out 0.002. */
final class Site {

    static final Unit CREDIT = Unit.of("CREDIT", 6);
    static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");
    static final String BODY = "{\"model\":\"small\",\"max_tokens\":50,\"messages\":[]}";
    static final String ANSWER = "{\"choices\":[{\"message\":{\"content\":\"Weighed fairly\"}}],"
            + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}";
    static final String[] EVENTS = {
        "data: {\"choices\":[{\"delta\":{\"content\":\"Weighed\"}}]}\n\n",
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}\n\n",
        "data: [DONE]\n\n"
    };
    static final String FIGURES =
            ": weighhouse {\"charged\":\"0.013000\",\"unit\":\"CREDIT/6\",\"basis\":\"REPORTED\"}\n\n";

    private static final TenantId TENANT = TenantId.of("acme");
    static final AccountId WALLET = TENANT.account("wallet");
    private static final AccountId REVENUE = TENANT.account("revenue");

    final Ledger ledger;
    final Gateway gateway;
    final String key;

    Site(LedgerStore store) {
        ledger = Ledger.builder().store(store).build();
        AccountId clearing = TENANT.account("clearing");
        ledger.open(Account.wallet(WALLET, CREDIT)).orThrow();
        ledger.open(Account.of(REVENUE, AccountKind.REVENUE, CREDIT)).orThrow();
        ledger.open(Account.of(clearing, AccountKind.CLEARING, CREDIT)).orThrow();
        ledger.grant(GrantCredit.of(TENANT.operation("welcome"), clearing, WALLET, Amount.of("10", CREDIT)))
                .orThrow();
        KeyRegistry keys = KeyRegistry.builder(
                        ApiKeyFormat.parse("wh_sk_{env:live|test}_{b62:32}{crc}"), KeyRecordStore.inMemory())
                .build();
        key = keys.issue(NewKey.of(Owner.tenant("acme").user("ada"), "laptop").environment("test"))
                .key()
                .reveal();
        KeyResolver secrets = KeyResolver.builder(
                        SecretVault.of(MasterKeys.of("main", new byte[32])),
                        SealedSecretStore.inMemory(),
                        PlatformAccess.everybody())
                .build();
        try (Secret secret = Secret.ofText("sk-provider-key-0123456789")) {
            secrets.put(SecretHolder.platform(), new ProviderId("openai"), secret);
        }
        Plan plan = Plan.named("starter")
                .charging(Payer.PLATFORM, Markup.into(CREDIT).creditPrice("1"))
                .build();
        PriceBook prices = PriceBook.builder("2026-11")
                .card(RateCard.builder(Sku.of("openai", "small"))
                        .currency("USD")
                        .rate(Rate.of(Meter.INPUT_TOKENS, "0.001"))
                        .rate(Rate.of(Meter.OUTPUT_TOKENS, "0.002"))
                        .build())
                .build();
        // [gateway]
        gateway = Gateway.builder()
                .keys(keys)
                .secrets(secrets)
                .plans(PlanStore.of(caller -> Optional.of(new Subscription(WALLET, plan, REVENUE))))
                .prices(prices)
                .limits(RateLimiter.local().build())
                .ledger(ledger)
                .build();
        // [/gateway]
    }

    String available() {
        return ledger.balance(WALLET).orElseThrow().available().toDecimal().toPlainString();
    }

    String held() {
        return ledger.balance(WALLET).orElseThrow().held().toDecimal().toPlainString();
    }
}
