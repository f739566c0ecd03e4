// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.secret.Scope;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.StoredSecret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One walk from the caller to the platform, looking for a sealed key; decrypts nothing. */
final class Walk {

    private static final Scope[] SCOPES = Scope.values();

    private final Owner owner;
    private final Supplier<CompletionStage<Boolean>> gate;
    private final Function<SecretHolder, CompletionStage<Optional<StoredSecret>>> find;
    private final List<Step> trace = new ArrayList<>();

    Walk(
            Owner owner,
            Supplier<CompletionStage<Boolean>> gate,
            Function<SecretHolder, CompletionStage<Optional<StoredSecret>>> find) {
        this.owner = owner;
        this.gate = gate;
        this.find = find;
    }

    /** Where a walk ended: at this holder's key, at the gate, or nowhere. */
    record End(Optional<Sealed> found, boolean denied, List<Step> trace) {}

    /** A key as the store has it, and the holder who was asked for. */
    record Sealed(SecretHolder holder, StoredSecret stored) {}

    CompletionStage<End> end() {
        return from(0);
    }

    private CompletionStage<End> from(int index) {
        if (index == SCOPES.length) {
            return ended(Optional.empty(), false);
        }
        Scope scope = SCOPES[index];
        SecretHolder holder = holder(scope);
        if (holder == null) {
            trace.add(new Step(scope, Step.Finding.SKIPPED));
            return from(index + 1);
        }
        return scope == Scope.PLATFORM
                ? gate.get().thenCompose(entitled -> entitled ? at(holder, index) : denied())
                : at(holder, index);
    }

    private CompletionStage<End> at(SecretHolder holder, int index) {
        return find.apply(holder).thenCompose(stored -> {
            trace.add(new Step(holder.scope(), stored.isPresent() ? Step.Finding.FOUND : Step.Finding.ABSENT));
            return stored.isPresent() ? ended(stored.map(found -> new Sealed(holder, found)), false) : from(index + 1);
        });
    }

    private CompletionStage<End> denied() {
        trace.add(new Step(Scope.PLATFORM, Step.Finding.NOT_ENTITLED));
        return ended(Optional.empty(), true);
    }

    private CompletionStage<End> ended(Optional<Sealed> found, boolean denied) {
        return CompletableFuture.completedFuture(new End(found, denied, List.copyOf(trace)));
    }

    private @Nullable SecretHolder holder(Scope scope) {
        String tenant = owner.tenant();
        return switch (scope) {
            case PERSONAL -> owner.user().isEmpty() ? null : SecretHolder.personal(tenant, owner.user());
            case TEAM -> owner.team().isEmpty() ? null : SecretHolder.team(tenant, owner.team());
            case TENANT -> SecretHolder.tenant(tenant);
            case PLATFORM -> SecretHolder.platform();
        };
    }
}
