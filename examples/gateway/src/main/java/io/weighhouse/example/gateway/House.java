// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.example.gateway.Customers.Accounts;
import io.weighhouse.gateway.Gateway;
import io.weighhouse.gateway.GatewayHealth;
import io.weighhouse.gateway.plan.ChangeNote;
import io.weighhouse.gateway.plan.NewSubscription;
import io.weighhouse.gateway.plan.PeriodGrants;
import io.weighhouse.gateway.plan.Plans;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.gateway.plan.SubscriptionId;
import io.weighhouse.gateway.plan.Subscriptions;
import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.IssuedKey;
import io.weighhouse.keyvault.key.KeyPage;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.resolve.KeyResolver;
import io.weighhouse.keyvault.resolve.PlatformAccess;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretVault;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.price.ActivePriceBook;
import io.weighhouse.metering.price.GuardedSwap;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.PriceBookDiff;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything behind the HTTP of this gateway, put together on the embedded defaults.
 *
 * <p>One demo customer: a wallet of 100 credits, a plan that charges 1.8 times the provider's cost at a cent a credit, an
 * API key to call with, and one that is limited to a request a minute; and the operator, who has an administrator's key. What
 * the storage has of it from an earlier start stays as it is.
 */
final class House implements AutoCloseable {

    static final Unit CREDIT = Unit.of("CREDIT", 6);
    /** Whose keys administrate. */
    static final TenantId OPERATOR = TenantId.of("house");

    static final TenantId DEMO = TenantId.of("demo");

    private static final Owner LIMITED = Owner.tenant(DEMO.value()).user("limited");
    private static final int MOST_KEYS = 100;
    private static final Pattern WAITING = Pattern.compile("waiting=(\\d+)");

    final InstantSource clock = InstantSource.system();
    final AccountId wallet = Accounts.of(DEMO).wallet();
    final Storage storage;
    final Ledger ledger;
    final KeyRegistry keys;
    final KeyResolver secrets;
    final Customers customers;
    final Plans plans;
    final Subscriptions subscriptions;
    final PeriodGrants grants;
    final ActivePriceBook prices;
    final RateLimiter limiter = RateLimiter.local().build();
    final AuditTrail audit;
    final Metrics metrics = new Metrics();
    final Statistics statistics;
    final Gateway gateway;
    final Payments payments;
    final @Nullable Notices notices;
    /** Empty, as the two below, if an earlier start has issued it: then nobody but its owner knows it. */
    final String callerKey;

    final String limitedKey;
    final String adminKey;

    House(Setup setup) {
        storage = setup.storage();
        plans = SoldPlans.all(setup.manner().terms());
        ledger = storage.ledger();
        keys = KeyRegistry.builder(ApiKeyFormat.parse("wh_sk_{env:live|test}_{b62:32}{crc}"), storage.keys())
                .build();
        secrets = secrets(setup.providers(), storage);
        customers = new Customers(ledger);
        subscriptions = Subscriptions.of(storage.subscriptions(), plans, clock);
        grants = PeriodGrants.in(ledger);
        prices = new ActivePriceBook(bookOf(setup));
        audit = new AuditTrail(ledger, OPERATOR, clock);
        openDemo();
        callerKey = issue(NewKey.of(Owner.tenant(DEMO.value()).user("demo"), "caller"));
        limitedKey = issue(NewKey.of(LIMITED, "limited"));
        adminKey = issue(
                NewKey.of(Owner.tenant(OPERATOR.value()).user("admin"), "admin").scopes(AdminDesk.Right.scopes()));
        Gateway.Builder builder = Gateway.builder()
                .keys(keys)
                .secrets(secrets)
                .plans(subscriptions)
                .prices(prices.get())
                .limits(limiter)
                .ledger(ledger)
                .signals(setup.manner().signals())
                .signals(metrics)
                .cards(storage.cards());
        storage.place().parts().forEach(builder::health);
        gateway = builder.build();
        payments = new Payments(this, setup.settings().stripeSecret());
        notices = notices(setup.settings());
        statistics = new Statistics(this);
    }

    private @Nullable Notices notices(Settings settings) {
        if (settings.noticeUrl().isEmpty()) {
            return null;
        }
        try (Secret secret = Secret.ofText(settings.noticeSecret())) {
            return new Notices(this, URI.create(settings.noticeUrl()), secret);
        }
    }

    /** How things are, for the metrics. */
    void writeGauges(MetricsText text) {
        GatewayHealth health = gateway.health();
        text.family("weighhouse_open_calls", "gauge", "Calls that have begun here and have not ended.");
        text.sample(health.openCalls());
        text.family("weighhouse_part_usable", "gauge", "Whether a part of the gateway can be used.");
        health.parts().forEach((part, state) -> text.sample("part", part, state.usable() ? "1" : "0"));
        text.family("weighhouse_part_waiting", "gauge", "Commands that wait in a part of the gateway.");
        health.parts().forEach((part, state) -> {
            Matcher waiting = WAITING.matcher(state.detail());
            if (waiting.find()) {
                text.sample("part", part, waiting.group(1));
            }
        });
    }

    /** What everything costs, for calls that begin now. */
    PriceBook book() {
        return prices.get();
    }

    @Override
    public void close() {
        statistics.close();
        if (notices != null) {
            notices.close();
        }
        storage.close();
    }

    /** What a key's calls run under. */
    Optional<Subscription> subscriptionOf(KeyRecord key) {
        return Waiting.on(subscriptions.find(key));
    }

    /** A customer that was made before. */
    Accounts requireCustomer(String tenant) throws BadRequest {
        Accounts accounts = Accounts.of(TenantId.of(tenant));
        if (!customers.known(accounts)) {
            throw new BadRequest("There is no such tenant: " + tenant);
        }
        return accounts;
    }

    /** Puts another price book in force unless a guard objects; calls under way keep their prices. */
    synchronized GuardedSwap swapPrices(PriceBook next, Set<PriceBookDiff.Guard> guards) {
        PriceBookDiff diff = PriceBookDiff.between(prices.get(), next);
        if (!diff.isSafe(guards)) {
            return new GuardedSwap.Refused(diff);
        }
        // Kept before it is in force: what calls are charged by outlives a crash.
        storage.place().folder().ifPresent(folder -> UploadedPrices.keep(folder, next));
        GuardedSwap swap = new GuardedSwap.Swapped(prices.swap(next), diff);
        gateway.prices(next);
        return swap;
    }

    /** What was uploaded last, unless the operator starts with a price file of his own. */
    private static PriceBook bookOf(Setup setup) {
        return setup.book().version().equals(GatewayCommand.BUILT_IN)
                ? setup.storage().place().folder().flatMap(UploadedPrices::in).orElse(setup.book())
                : setup.book();
    }

    private void openDemo() {
        Accounts accounts = customers.open(DEMO);
        ledger.grant(GrantCredit.of(DEMO.operation("welcome"), accounts.promotion(), wallet, Amount.of("100", CREDIT))
                        .note(Note.NONE.actor("system").reason("welcome credits")))
                .orThrow();
        subscribe(PlanAdmin.idOf(DEMO), Owner.tenant(DEMO.value()), "demo", accounts);
        subscribe(new SubscriptionId(DEMO, "limited"), LIMITED, "limited", accounts);
    }

    private void subscribe(SubscriptionId id, Owner subscriber, String plan, Accounts accounts) {
        if (subscriptions.find(id).isEmpty()) {
            NewSubscription wish = NewSubscription.of(id, subscriber, accounts.ofSubscription(), plan);
            subscriptions.subscribe(wish, ChangeNote.by("system")).orThrow();
        }
    }

    private String issue(NewKey wish) {
        boolean there = keys.list(wish.owner().tenant(), KeyPage.first(MOST_KEYS)).stream()
                .anyMatch(key -> key.name().equals(wish.name()));
        if (there) {
            return "";
        }
        IssuedKey issued = keys.issue(wish.environment("test"));
        return issued.key().reveal();
    }

    /** The providers' keys of this start, each sealed into its next revision. */
    private static KeyResolver secrets(Providers providers, Storage storage) {
        KeyResolver resolver = KeyResolver.builder(
                        SecretVault.of(storage.masterKeys()), storage.secrets(), PlatformAccess.everybody())
                .build();
        providers.byName().forEach((name, provider) -> {
            try (Secret secret = Secret.ofText(provider.key())) {
                resolver.put(SecretHolder.platform(), new ProviderId(name), secret);
            }
        });
        return resolver;
    }
}
