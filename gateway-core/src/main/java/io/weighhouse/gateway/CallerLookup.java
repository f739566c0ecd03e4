// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.gateway.plan.AllowanceUse;
import io.weighhouse.gateway.plan.PeriodGrants;
import io.weighhouse.gateway.plan.PlanStore;
import io.weighhouse.gateway.plan.Standing;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.keyvault.key.Authentication;
import io.weighhouse.keyvault.key.KeyDemand;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.ledger.Ledger;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds what is behind a key, without beginning anything. */
record CallerLookup(KeyRegistry keys, PlanStore plans, PeriodGrants periods, Ledger ledger) {

    CompletionStage<Caller> find(String bearer, KeyDemand demand, Instant now) {
        return keys.authenticateAsync(bearer, demand)
                .thenCompose(authentication -> authentication instanceof Authentication.Rejected rejected
                        ? refused(new Reason.NotAuthenticated(rejected))
                        : known(((Authentication.Authenticated) authentication).record(), now));
    }

    private CompletionStage<Caller> known(KeyRecord key, Instant now) {
        return plans.find(key)
                .thenCompose(found -> found.isEmpty()
                        ? refused(new Reason.NoSubscription())
                        : known(key, Visit.ofSameTenant(key, found.get()), now));
    }

    private CompletionStage<Caller> known(KeyRecord key, Subscription subscription, Instant now) {
        Standing standing = subscription.at(now);
        return uses(subscription, standing, now)
                .thenCompose(uses -> ledger.balanceAsync(subscription.wallet())
                        .thenApply(balance -> new Caller.Known(key, subscription, standing, balance, uses)));
    }

    private CompletionStage<List<AllowanceUse>> uses(Subscription subscription, Standing standing, Instant now) {
        return standing.serves() && Visit.byTheMonth(subscription, standing.plan())
                ? periods.touchAsync(subscription, now).thenCompose(month -> month.usesAsync())
                : CompletableFuture.completedFuture(List.of());
    }

    private static CompletionStage<Caller> refused(Reason reason) {
        return CompletableFuture.completedFuture(new Caller.Refused(reason));
    }
}
