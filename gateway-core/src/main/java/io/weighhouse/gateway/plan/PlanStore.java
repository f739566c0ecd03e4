// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.keyvault.key.KeyRecord;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Knows the subscription behind an API key.
 *
 * <p>It is asked on every request, so it should answer from memory. An implementation is thread-safe.
 */
@FunctionalInterface
public interface PlanStore {

    /**
     * The subscription that a key's calls run under.
     *
     * @param key an authenticated key
     * @return the subscription, empty if its owner has none, in which case calls are refused; exceptionally if the store
     *     cannot tell, which is never the same as none
     */
    CompletionStage<Optional<Subscription>> find(KeyRecord key);

    /**
     * A store that works the subscription out of the key itself.
     *
     * @param subscriptionOf what each key's calls run under; empty for none; must not block
     * @return the store
     */
    static PlanStore of(Function<KeyRecord, Optional<Subscription>> subscriptionOf) {
        return key -> CompletableFuture.completedFuture(subscriptionOf.apply(key));
    }
}
