// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Instant;

/** A ledger, a catalogue and a clock that a test moves, in which one user subscribes. */
final class PlanHouse {

    static final Unit CREDIT = Unit.of("CREDIT", 6);
    static final Unit USD = Unit.of("USD", 2);
    static final TenantId ACME = TenantId.of("acme");
    static final AccountId WALLET = ACME.account("wallet:ada");
    static final AccountId REVENUE = ACME.account("revenue");
    static final AccountId PAYMENTS = ACME.account("payments");
    static final AccountId GIFTS = ACME.account("gifts");
    static final AccountId BREAKAGE = ACME.account("breakage");
    static final SubscriptionAccounts ACCOUNTS =
            SubscriptionAccounts.of(WALLET, REVENUE).granting(PAYMENTS, BREAKAGE);
    static final SubscriptionId ID = SubscriptionId.of("acme", "sub_1");
    static final Owner ADA = Owner.tenant("acme").user("ada");
    static final ChangeNote OPS = ChangeNote.by("ops");

    Instant now = Instant.parse("2026-01-31T12:00:00Z");
    final Plans plans;
    final Ledger ledger = Ledger.builder().clock(() -> now).build();
    final SubscriptionStore store = SubscriptionStore.inMemory();
    final Subscriptions subscriptions;
    final PeriodGrants grants = PeriodGrants.in(ledger);

    PlanHouse(Plan... plans) {
        this.plans = Plans.of(plans);
        this.subscriptions = Subscriptions.of(store, this.plans, () -> now);
        ledger.open(Account.wallet(WALLET, CREDIT)).orThrow();
        ledger.open(Account.of(REVENUE, AccountKind.REVENUE, CREDIT)).orThrow();
        ledger.open(Account.of(PAYMENTS, AccountKind.CLEARING, CREDIT)).orThrow();
        ledger.open(Account.of(GIFTS, AccountKind.PROMOTION, CREDIT)).orThrow();
        ledger.open(Account.of(BREAKAGE, AccountKind.BREAKAGE, CREDIT)).orThrow();
    }

    static Plan.Builder plan(String name) {
        return Plan.named(name).charging(Payer.PLATFORM, Markup.into(CREDIT).creditPrice("0.01"));
    }

    static Amount credits(String amount) {
        return Amount.of(amount, CREDIT);
    }

    static Amount dollars(String amount) {
        return Amount.of(amount, USD);
    }

    static PeriodGrant monthly(String amount) {
        return PeriodGrant.of(credits(amount));
    }

    static NewSubscription to(String plan) {
        return NewSubscription.of(ID, ADA, ACCOUNTS, plan);
    }

    PlanHouse at(String instant) {
        now = Instant.parse(instant);
        return this;
    }

    Subscription subscription() {
        return subscriptions.find(ID).orElseThrow();
    }

    Standing standing() {
        return subscription().at(now);
    }

    OpenPeriod touch() {
        return grants.touch(subscription(), now);
    }

    /** What can be spent, as a number. */
    String available() {
        return ledger.balance(WALLET)
                .orElseThrow()
                .available()
                .toDecimal()
                .stripTrailingZeros()
                .toPlainString();
    }

    /** Spends some credit. */
    void spend(String id, String amount) {
        ledger.hold(PlaceHold.of(ACME.operation(id), WALLET, credits(amount))).orThrow();
        ledger.capture(CaptureHold.of(ACME.operation(id), REVENUE, credits(amount)))
                .orThrow();
    }

    /** Counts a call as a charging says, and holds the price. */
    Outcome<?> hold(String id, Charging charging, String price) {
        PlaceHold hold = PlaceHold.of(ACME.operation(id), WALLET, credits(price));
        for (var allowance : charging.allowances()) {
            long quantity = Charging.quantity(allowance.what(), charging.caps);
            hold = hold.limit(new io.weighhouse.ledger.LimitLeg(
                    allowance.counter(),
                    Amount.ofMinor(quantity, allowance.limit().unit()),
                    allowance.limit()));
        }
        return ledger.hold(hold);
    }

    void capture(String id, String price) {
        ledger.capture(CaptureHold.of(ACME.operation(id), REVENUE, credits(price)))
                .orThrow();
    }
}
