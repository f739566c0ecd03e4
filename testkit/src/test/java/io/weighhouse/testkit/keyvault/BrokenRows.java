// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import io.weighhouse.keyvault.secret.CredentialFields;
import io.weighhouse.keyvault.secret.CredentialState;
import io.weighhouse.keyvault.secret.CredentialState.Status;
import io.weighhouse.keyvault.secret.FallbackPolicy;
import io.weighhouse.keyvault.secret.MasterKeys;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SealedCredential;
import io.weighhouse.keyvault.secret.SealedSecret;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretEvent;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.SecretStoreException;
import io.weighhouse.keyvault.secret.SecretVault;
import io.weighhouse.keyvault.secret.SlotVersion;
import io.weighhouse.testkit.keyvault.ResolutionProperties.Holding;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A store with rows in every state that a row can be in, which fails for some slots once it is told to. */
final class BrokenRows implements SealedSecretStore {

    private static final SecretVault ANOTHER = SecretVault.of(MasterKeys.of("a", new byte[] {
        9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9
    }));

    private final SealedSecretStore store = SealedSecretStore.inMemory();
    private final Set<SecretSlot> failing = new HashSet<>();
    private final Set<SecretSlot> strange = new HashSet<>();
    private boolean broken;

    void hold(SecretSlot slot, Holding holding, SecretVault vault) {
        if (holding == Holding.STORE_FAILS) {
            failing.add(slot);
        } else if (holding == Holding.ROW_OF_ANOTHER) {
            strange.add(slot);
        } else if (holding != Holding.ABSENT) {
            SecretVault sealing = holding == Holding.SEALED_BY_ANOTHER ? ANOTHER : vault;
            store.put(row(slot, holding, sealing)).toCompletableFuture().join();
        }
    }

    void breakNow() {
        broken = true;
    }

    private static SealedCredential row(SecretSlot slot, Holding holding, SecretVault vault) {
        Secret key = Secret.ofText("key of " + slot.holder().scope());
        SealedSecret sealed = vault.seal(slot.place("api_key", 1), key);
        Status status = holding == Holding.QUARANTINED
                ? Status.QUARANTINED
                : holding == Holding.UNDECRYPTABLE ? Status.UNDECRYPTABLE : Status.OK;
        return new SealedCredential(
                slot,
                1,
                1,
                new CredentialFields(
                        Map.of("api_key", sealed), holding == Holding.INCOMPLETE ? Map.of() : Map.of("region", "eu")),
                new CredentialState(status, 0, new SecretEvent(SecretEvent.Kind.SAVED, "test", Instant.EPOCH)));
    }

    @Override
    public CompletionStage<Optional<SealedCredential>> find(SecretSlot slot) {
        if (broken && failing.contains(slot)) {
            return CompletableFuture.failedFuture(new SecretStoreException("cut off", false, null));
        }
        if (strange.contains(slot)) {
            SecretSlot rivals = new SecretSlot(SecretHolder.personal("rival", "ann"), slot.provider());
            return CompletableFuture.completedFuture(Optional.of(row(rivals, Holding.GOOD, ANOTHER)));
        }
        return store.find(slot);
    }

    @Override
    public CompletionStage<Boolean> put(SealedCredential credential) {
        return store.put(credential);
    }

    @Override
    public CompletionStage<SlotVersion> latest(SecretSlot slot) {
        return store.latest(slot);
    }

    @Override
    public CompletionStage<List<SealedCredential>> list(SecretHolder holder) {
        return store.list(holder);
    }

    @Override
    public CompletionStage<List<SealedCredential>> scan(@Nullable SecretSlot after, int limit) {
        return store.scan(after, limit);
    }

    @Override
    public CompletionStage<Boolean> delete(SecretSlot slot, long version) {
        return store.delete(slot, version);
    }

    @Override
    public CompletionStage<Optional<FallbackPolicy>> findPolicy(String tenant, ProviderId provider) {
        return store.findPolicy(tenant, provider);
    }

    @Override
    public CompletionStage<Boolean> putPolicy(FallbackPolicy policy) {
        return store.putPolicy(policy);
    }
}
