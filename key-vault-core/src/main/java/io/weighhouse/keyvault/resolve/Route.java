// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.Scope;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretSlot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where one owner's key for one provider is looked for, which never changes, and how that ended last. */
final class Route {

    final Owner owner;
    final ProviderSpec spec;
    private final @Nullable SecretSlot[] slots;
    volatile @Nullable Memo memo;

    /** Who asks for whose key. */
    record Key(Owner owner, ProviderId provider) {}

    /**
     * That a walk has found a key, which the next one would find too.
     *
     * @param changes how many changes there had been when the walk began
     * @param freshUntilNanos when the first of what it has seen is too old
     * @param secrets the key in clear, unless it has been wiped meanwhile
     * @param found what was answered, less the credential
     */
    record Memo(long changes, long freshUntilNanos, OpenedSecrets secrets, Answer found) {}

    /** What is answered with each copy of the credential. */
    record Answer(Resolution.Origin origin, List<Step> trace, Scope source) {}

    Route(Owner owner, ProviderSpec spec) {
        this.owner = owner;
        this.spec = spec;
        this.slots = new SecretSlot[spec.order().size()];
        for (int i = 0; i < slots.length; i++) {
            SecretHolder holder = holder(owner, spec.order().get(i));
            slots[i] = holder == null ? null : new SecretSlot(holder, spec.id());
        }
    }

    int length() {
        return slots.length;
    }

    Scope scope(int station) {
        return spec.order().get(station);
    }

    /** The slot to look into, or null if the owner names no user or team to look for. */
    @Nullable
    SecretSlot slot(int station) {
        return slots[station];
    }

    private static @Nullable SecretHolder holder(Owner owner, Scope scope) {
        String tenant = owner.tenant();
        return switch (scope) {
            case PERSONAL -> owner.user().isEmpty() ? null : SecretHolder.personal(tenant, owner.user());
            case TEAM -> owner.team().isEmpty() ? null : SecretHolder.team(tenant, owner.team());
            case TENANT -> SecretHolder.tenant(tenant);
            case PLATFORM -> SecretHolder.platform();
        };
    }
}
