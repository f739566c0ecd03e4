// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.gateway.plan.NewSubscription;
import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.gateway.plan.PlanPrice;
import io.weighhouse.gateway.plan.Plans;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.gateway.plan.SubscriptionAccounts;
import io.weighhouse.gateway.plan.SubscriptionId;
import io.weighhouse.gateway.plan.SubscriptionStore;
import io.weighhouse.gateway.plan.Subscriptions;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.store.LedgerStore;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A shop over real parts in memory: five dollars buy 5,000 credits, ten buy 10,000; customers {@code cus_0} to {@code cus_3} have
 * wallets.
 */
final class PayHouse {

    static final Unit CREDIT = Unit.of("CREDIT", 6);
    static final Unit USD = Currencies.of("usd");
    static final TenantId TENANT = TenantId.of("acme");
    static final AccountId CLEARING = TENANT.account("payments");
    static final AccountId REVENUE = TENANT.account("revenue");
    static final int CUSTOMERS = 4;
    static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    static final long AT = NOW.getEpochSecond();

    static final PriceList PRICES = PriceList.builder(CREDIT)
            .credits(dollars("5.00"), "5000")
            .credits(dollars("10.00"), "10000")
            .credits("price_big", dollars("40.00"), "50000")
            .credits(Amount.of("800", Currencies.of("jpy")), "5000")
            .plan("price_pro", "pro")
            .build();

    final Ledger ledger;
    final Subscriptions subscriptions;
    final PaymentStore store;
    Instant now = NOW;
    private int spends;

    PayHouse() {
        this(PaymentStore.inMemory(), LedgerStore.inMemory());
    }

    PayHouse(PaymentStore store, LedgerStore ledgerStore) {
        this.store = store;
        this.ledger = Ledger.builder().store(ledgerStore).clock(() -> now).build();
        Plan pro = Plan.named("pro")
                .charging(Payer.PLATFORM, Markup.into(CREDIT).creditPrice("1"))
                .priced(PlanPrice.monthly(dollars("19.99")))
                .trial(Duration.ofDays(30))
                .build();
        this.subscriptions = Subscriptions.of(SubscriptionStore.inMemory(), Plans.of(pro), () -> now);
    }

    /** Opens the accounts of all customers. */
    PayHouse open() {
        for (int i = 0; i < CUSTOMERS; i++) {
            ledger.open(Account.wallet(wallet(i), CREDIT)).orThrow();
        }
        ledger.open(Account.of(CLEARING, AccountKind.CLEARING, CREDIT)).orThrow();
        ledger.open(Account.of(REVENUE, AccountKind.REVENUE, CREDIT)).orThrow();
        return this;
    }

    PaymentBook book() {
        return book(builder -> builder);
    }

    PaymentBook book(UnaryOperator<PaymentBook.Builder> with) {
        return with.apply(PaymentBook.builder(ledger, PRICES)
                        .store(store)
                        .directory(CustomerDirectory.of(PayHouse::accountOf))
                        .subscriptions(subscriptions)
                        .newcomers(PayHouse::subscription)
                        .clock(() -> now))
                .build();
    }

    static Optional<CustomerAccount> accountOf(Customer customer) {
        String id = customer.id();
        return id.matches("cus_[0-3]") ? Optional.of(account(id.charAt(4) - '0')) : Optional.empty();
    }

    static CustomerAccount account(int customer) {
        return CustomerAccount.of(wallet(customer), CLEARING);
    }

    static Optional<NewSubscription> subscription(Newcomer newcomer) {
        AccountId wallet = newcomer.account().wallet();
        return Optional.of(NewSubscription.of(
                newcomer.id(),
                Owner.tenant("acme")
                        .user(wallet.name().replace(':', '-')
                                + '-'
                                + newcomer.id().value()),
                SubscriptionAccounts.of(wallet, REVENUE),
                "pro"));
    }

    static AccountId wallet(int customer) {
        return TENANT.account("wallet:" + customer);
    }

    Balance balance(int customer) {
        return ledger.balance(wallet(customer)).orElseThrow();
    }

    Optional<Subscription> subscription(String id) {
        return subscriptions.find(new SubscriptionId(TENANT, id));
    }

    /** Spends if it can; how much was spent. */
    Amount spend(int customer, Amount amount) {
        var call = TENANT.operation("call-" + spends++);
        if (!(ledger.hold(PlaceHold.of(call, wallet(customer), amount)) instanceof Done<Hold>)) {
            return Amount.zero(CREDIT);
        }
        ledger.capture(CaptureHold.of(call, REVENUE, amount)).orThrow();
        return amount;
    }

    static Amount dollars(String decimal) {
        return Amount.of(decimal, USD);
    }

    static Amount credits(String decimal) {
        return Amount.of(decimal, CREDIT);
    }

    static PaymentEvent stripe(String id, String type, long created, String object) {
        return StripeEvents.parse(StripeSamples.event(id, type, created, object));
    }
}
