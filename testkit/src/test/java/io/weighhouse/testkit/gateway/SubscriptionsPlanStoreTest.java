// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.gateway;

import io.weighhouse.gateway.plan.ChangeNote;
import io.weighhouse.gateway.plan.NewSubscription;
import io.weighhouse.gateway.plan.PlanStore;
import io.weighhouse.gateway.plan.Plans;
import io.weighhouse.gateway.plan.SubscriptionAccounts;
import io.weighhouse.gateway.plan.SubscriptionId;
import io.weighhouse.gateway.plan.SubscriptionStore;
import io.weighhouse.gateway.plan.Subscriptions;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.testkit.PlanStoreContract;
import java.time.InstantSource;

class SubscriptionsPlanStoreTest extends PlanStoreContract {

    @Override
    protected PlanStore storeOfAcme() {
        TenantId acme = TenantId.of("acme");
        Subscriptions subscriptions =
                Subscriptions.of(SubscriptionStore.inMemory(), Plans.of(GrantWork.free("50")), InstantSource.system());
        subscriptions
                .subscribe(
                        NewSubscription.of(
                                SubscriptionId.of("acme", "sub_1"),
                                Owner.tenant("acme"),
                                SubscriptionAccounts.of(acme.account("wallet:acme"), acme.account("revenue")),
                                "free"),
                        ChangeNote.by("ops"))
                .orThrow();
        return subscriptions;
    }
}
