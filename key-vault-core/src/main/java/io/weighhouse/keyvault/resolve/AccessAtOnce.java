// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.secret.ProviderId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;

/** A gate that answers without waiting, so that a resolver needs no stage to ask it. */
record AccessAtOnce(BiPredicate<Owner, ProviderId> rule) implements PlatformAccess {

    @Override
    public CompletionStage<Boolean> mayUse(Owner owner, ProviderId provider) {
        return CompletableFuture.completedFuture(rule.test(owner, provider));
    }
}
