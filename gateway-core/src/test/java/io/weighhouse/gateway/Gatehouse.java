// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.gateway.plan.PlanStore;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.IssuedKey;
import io.weighhouse.keyvault.key.KeyChanges;
import io.weighhouse.keyvault.key.KeyDigest;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyPage;
import io.weighhouse.keyvault.key.KeyPosition;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.KeyRegistryBuilder;
import io.weighhouse.keyvault.key.KeyStoreException;
import io.weighhouse.keyvault.key.KeyUse;
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
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.metering.call.CallSignals;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A gateway over real parts in memory, with one customer, in which time stands still until a test moves it.
 *
 * <p>Alice has 7.654321 credits of a dollar. {@code small} costs 0.001 in and 0.002 out, at the markup of the plan, and
 * gives 50 tokens at most.
 */
public final class Gatehouse {

    public static final Unit CREDIT = Unit.of("CREDIT", 6);
    public static final TenantId TENANT = TenantId.of("acme");
    public static final AccountId WALLET = TENANT.account("wallet:alice");
    public static final AccountId REVENUE = TENANT.account("revenue");
    public static final String FUNDS = "7.654321";
    public static final String PROVIDER_KEY = "sk-provider-key-0123456789";
    static final ProviderId OPENAI = new ProviderId("openai");
    static final ProviderId ANTHROPIC = new ProviderId("anthropic");
    static final ApiKeyFormat FORMAT = ApiKeyFormat.parse("wh_sk_{env:live|test}_{b62:32}{crc}");
    static final Owner ALICE = Owner.tenant("acme").user("alice");

    public final Ledger ledger;
    public final KeyRegistry keys;
    public final KeyResolver secrets;
    public final String bearer;
    public final IssuedKey issued;

    final LossyStore store = new LossyStore();
    final AtomicLong epochMillis = new AtomicLong(1_800_000_000_000L);
    final SlowKeys keyStore = new SlowKeys();
    final SealedSecretStore sealed = SealedSecretStore.inMemory();
    final RateLimiter limiter = RateLimiter.local().ticker(() -> 0).build();

    public Gatehouse() {
        ledger = Ledger.builder().store(store).clock(this::now).build();
        keys = keys(builder -> {});
        secrets = resolver("main", (byte) 7, PlatformAccess.everybody());
        issued = issue(NewKey.of(ALICE, "laptop"));
        bearer = issued.key().reveal();
        ledger.open(Account.wallet(WALLET, CREDIT)).orThrow();
        ledger.open(Account.of(REVENUE, AccountKind.REVENUE, CREDIT)).orThrow();
        ledger.open(Account.of(TENANT.account("clearing"), AccountKind.CLEARING, CREDIT))
                .orThrow();
        ledger.grant(GrantCredit.of(
                        TENANT.operation("welcome"), TENANT.account("clearing"), WALLET, Amount.of(FUNDS, CREDIT)))
                .orThrow();
        try (Secret secret = Secret.ofText(PROVIDER_KEY)) {
            secrets.put(SecretHolder.platform(), OPENAI, secret);
        }
        try (Secret secret = Secret.ofText("sk-ant-other-provider-key")) {
            secrets.put(SecretHolder.platform(), ANTHROPIC, secret);
        }
    }

    /** Keys in memory, until they are cut off. */
    static final class SlowKeys implements KeyRecordStore {

        private final KeyRecordStore store = KeyRecordStore.inMemory();
        volatile boolean cutOff;

        @Override
        public CompletionStage<Boolean> insert(KeyRecord record) {
            return store.insert(record);
        }

        @Override
        public CompletionStage<Boolean> update(KeyRecord record) {
            return store.update(record);
        }

        @Override
        public CompletionStage<Boolean> rotate(KeyRecord superseded, KeyRecord successor) {
            return store.rotate(superseded, successor);
        }

        @Override
        public CompletionStage<Optional<KeyRecord>> findByDigest(List<KeyDigest> digests) {
            return cutOff
                    ? CompletableFuture.failedFuture(new KeyStoreException("cut off", false, null))
                    : store.findByDigest(digests);
        }

        @Override
        public CompletionStage<List<KeyRecord>> findLegacy(String start, int limit) {
            return store.findLegacy(start, limit);
        }

        @Override
        public CompletionStage<Optional<KeyRecord>> find(String tenant, KeyId id) {
            return store.find(tenant, id);
        }

        @Override
        public CompletionStage<List<KeyRecord>> list(String tenant, KeyPage page) {
            return store.list(tenant, page);
        }

        @Override
        public CompletionStage<List<KeyRecord>> scan(@Nullable KeyPosition after, int limit) {
            return store.scan(after, limit);
        }

        @Override
        public CompletionStage<Void> recordUses(List<KeyUse> uses) {
            return store.recordUses(uses);
        }

        @Override
        public CompletionStage<KeyChanges> changesAfter(long position) {
            return store.changesAfter(position);
        }
    }

    /** A registry over the same store of keys. */
    KeyRegistry keys(Consumer<KeyRegistryBuilder> more) {
        KeyRegistryBuilder builder =
                KeyRegistry.builder(FORMAT, keyStore).clock(this::now).revocationBound(Duration.ZERO);
        more.accept(builder);
        return builder.build();
    }

    Instant now() {
        return Instant.ofEpochMilli(epochMillis.get());
    }

    IssuedKey issue(NewKey wish) {
        return keys.issue(wish.environment("test"));
    }

    /** A resolver over the same store of secrets. */
    KeyResolver resolver(String masterKeyId, byte masterKeyByte, PlatformAccess access) {
        byte[] key = new byte[32];
        Arrays.fill(key, masterKeyByte);
        return KeyResolver.builder(SecretVault.of(MasterKeys.of(masterKeyId, key)), sealed, access)
                .build();
    }

    void ownKey(String secretText) {
        try (Secret secret = Secret.ofText(secretText)) {
            secrets.put(SecretHolder.personal("acme", "alice"), OPENAI, secret);
        }
    }

    public static Plan.Builder plan() {
        return Plan.named("starter").charging(Payer.PLATFORM, markup());
    }

    static Markup markup() {
        return Markup.into(CREDIT).creditPrice("1");
    }

    static PriceBook book(String version, String outputPrice) {
        return PriceBook.builder(version)
                .card(card("small", "0.001", outputPrice).maxOutputTokens(50).build())
                .card(card("endless", "0.001", outputPrice).build())
                .card(RateCard.builder(Sku.of("openai", "input-only"))
                        .currency("USD")
                        .rate(Rate.of(Meter.INPUT_TOKENS, "0.001"))
                        .build())
                .card(RateCard.builder(Sku.of("anthropic", "tiny"))
                        .currency("USD")
                        .rate(Rate.of(Meter.INPUT_TOKENS, "0.0005"))
                        .rate(Rate.of(Meter.OUTPUT_TOKENS, "0.01"))
                        .build())
                .card(RateCard.builder(Sku.of("nobody", "small"))
                        .currency("USD")
                        .rate(Rate.of(Meter.INPUT_TOKENS, "0.001"))
                        .build())
                .build();
    }

    private static RateCard.Builder card(String name, String inputPrice, String outputPrice) {
        return RateCard.builder(Sku.of("openai", name))
                .currency("USD")
                .rate(Rate.of(Meter.INPUT_TOKENS, inputPrice))
                .rate(Rate.of(Meter.OUTPUT_TOKENS, outputPrice));
    }

    /** A builder with every part, for Alice on that plan; a test may replace parts. */
    public Gateway.Builder gateway(Plan plan) {
        return gateway(key -> Optional.of(new Subscription(WALLET, plan, REVENUE)));
    }

    Gateway.Builder gateway(Function<KeyRecord, Optional<Subscription>> subscriptions) {
        return Gateway.builder()
                .keys(keys)
                .secrets(secrets)
                .plans(PlanStore.of(subscriptions))
                .prices(book("2026-11", "0.002"))
                .limits(limiter)
                .ledger(ledger)
                .signals(CallSignals.NONE)
                .clock(this::now);
    }

    /** Alice's request for {@code small}, of 100 bytes: it holds 0.1 for the input and 0.1 for the output at most. */
    public Inbound inbound(String requestId) {
        return Inbound.of(bearer, requestId, BodyDigest.of(new byte[100])).sku("openai", "small");
    }

    public static byte[] answer() {
        return ("{\"choices\":[{\"message\":{\"content\":\"Weighed fairly\"}}],"
                        + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    public Balance balance() {
        return ledger.balance(WALLET).orElseThrow();
    }

    /** What was booked on the wallet beside the grant. */
    public List<StatementLine> booked() {
        return ledger.statement(WALLET, StatementPage.oldestFirst(1_000)).lines().stream()
                .filter(line -> line.transaction().kind() != TransactionKind.TOPUP)
                .toList();
    }

    public static GatewayCall started(Begun begun) {
        return ((Begun.Started) begun).call();
    }

    public static Begun.Refused refused(Begun begun) {
        return (Begun.Refused) begun;
    }

    public static Amount credits(String decimal) {
        return Amount.of(decimal, CREDIT);
    }
}
