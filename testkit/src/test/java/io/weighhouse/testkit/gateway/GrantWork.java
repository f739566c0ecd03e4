// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.gateway;

import io.weighhouse.gateway.plan.ChangeNote;
import io.weighhouse.gateway.plan.NewSubscription;
import io.weighhouse.gateway.plan.PeriodGrant;
import io.weighhouse.gateway.plan.PeriodGrants;
import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.gateway.plan.Plans;
import io.weighhouse.gateway.plan.SubscriptionAccounts;
import io.weighhouse.gateway.plan.SubscriptionId;
import io.weighhouse.gateway.plan.SubscriptionStore;
import io.weighhouse.gateway.plan.Subscriptions;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** One ledger and one store of subscriptions, shared by several nodes that know nothing of each other. */
final class GrantWork {

    static final Unit CREDIT = Unit.of("CREDIT", 6);
    static final SubscriptionId ID = SubscriptionId.of("acme", "sub_1");
    static final ChangeNote OPS = ChangeNote.by("ops");
    private static final TenantId ACME = TenantId.of("acme");
    static final AccountId WALLET = ACME.account("wallet");
    static final AccountId BREAKAGE = ACME.account("breakage");

    final AtomicReference<Instant> clock;
    final Ledger ledger;
    final List<Node> nodes = new ArrayList<>();

    /** A process of its own: what it remembers, no other knows. */
    record Node(Subscriptions subscriptions, PeriodGrants grants) {

        void touch(Instant now) {
            grants.touch(subscriptions.find(ID).orElseThrow(), now);
        }
    }

    GrantWork(Instant start, int count, Plan... plans) {
        clock = new AtomicReference<>(start);
        ledger = Ledger.builder().clock(this::now).build();
        ledger.open(Account.wallet(WALLET, CREDIT)).orThrow();
        ledger.open(Account.of(ACME.account("gifts"), AccountKind.PROMOTION, CREDIT))
                .orThrow();
        ledger.open(Account.of(BREAKAGE, AccountKind.BREAKAGE, CREDIT)).orThrow();
        SubscriptionStore store = SubscriptionStore.inMemory();
        for (int node = 0; node < count; node++) {
            nodes.add(new Node(Subscriptions.of(store, Plans.of(plans), this::now), PeriodGrants.in(ledger)));
        }
    }

    Instant now() {
        return Objects.requireNonNull(clock.get());
    }

    void subscribe(NewSubscription.Start start) {
        SubscriptionAccounts accounts =
                SubscriptionAccounts.of(WALLET, ACME.account("revenue")).granting(ACME.account("gifts"), BREAKAGE);
        nodes.get(0)
                .subscriptions()
                .subscribe(new NewSubscription(ID, Owner.tenant("acme"), accounts, "free", start), OPS)
                .orThrow();
    }

    static Plan free(String credits) {
        return plan("free", credits);
    }

    static Plan plan(String name, String credits) {
        return Plan.named(name)
                .charging(Payer.PLATFORM, Markup.into(CREDIT).creditPrice("0.01"))
                .granting(PeriodGrant.of(Amount.of(credits, CREDIT)))
                .build();
    }
}
