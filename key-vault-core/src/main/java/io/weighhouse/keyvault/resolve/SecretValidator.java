// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tries a credential out before it is saved, mostly by a cheap call to the provider.
 *
 * <p>It is asked once the fields are complete and well formed, and before anything is sealed. A check that fails is not an
 * answer: it fails the saving, and nothing is saved. Implementations have a time limit of their own and must be thread-safe.
 */
@FunctionalInterface
public interface SecretValidator {

    /** Accepts everything without a look. */
    SecretValidator NONE = candidate -> CompletableFuture.completedFuture(true);

    /**
     * Tries one credential out.
     *
     * @param candidate what is to be saved; it is closed when the stage completes
     * @return a stage of true if the provider accepts it, false if he refuses it
     */
    CompletionStage<Boolean> accepts(Credential candidate);
}
