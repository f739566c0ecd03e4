// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Tells whether an owner's keys are refused, whatever the keys say: a customer who is locked out, a user who has left.
 *
 * <p>Who the owners are is known to the application, so it answers. It is asked when a key's record is read from the store,
 * and its answer is relied upon for the revocation bound. If it fails, the key is refused with {@link
 * Rejection#STORE_UNAVAILABLE}. Implementations must be thread-safe.
 */
@FunctionalInterface
public interface OwnerStatus {

    /** Every owner may. */
    OwnerStatus ALL_ENABLED = owner -> CompletableFuture.completedFuture(true);

    /**
     * Tells whether an owner's keys are accepted.
     *
     * @param owner whose keys
     * @return a stage of true if they are
     */
    CompletionStage<Boolean> isEnabled(Owner owner);

    /**
     * Tells at once.
     *
     * @param rule true for whose keys are accepted; it returns without waiting
     * @return the answer as a stage
     */
    static OwnerStatus when(Predicate<Owner> rule) {
        return owner -> CompletableFuture.completedFuture(rule.test(owner));
    }
}
