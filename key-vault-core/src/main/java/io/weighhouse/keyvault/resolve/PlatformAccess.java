// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.secret.ProviderId;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;

/**
 * Decides who may use the platform's own provider keys, which cost the platform money.
 *
 * <p>It is asked only when nobody nearer has a key, and then for every call anew: its answers are not remembered, so whoever
 * cancels is out at once. If it fails, nothing is handed out. Implementations must be thread-safe.
 */
@FunctionalInterface
public interface PlatformAccess {

    /**
     * Decides for one owner and provider.
     *
     * @param owner on whose behalf the call is made
     * @param provider whose key is wanted
     * @return a stage of true if the owner is entitled to the platform's key
     */
    CompletionStage<Boolean> mayUse(Owner owner, ProviderId provider);

    /**
     * Decides at once.
     *
     * @param rule true for who is entitled; it returns without waiting
     * @return the decision as a stage
     */
    static PlatformAccess when(BiPredicate<Owner, ProviderId> rule) {
        return new AccessAtOnce(rule);
    }

    /** {@return access for everybody, for platforms whose every caller pays} */
    static PlatformAccess everybody() {
        return when((owner, provider) -> true);
    }

    /** {@return access for nobody: each customer brings his own key} */
    static PlatformAccess nobody() {
        return when((owner, provider) -> false);
    }
}
