// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.secret.FallbackPolicy;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SealedCredential;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.SlotVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A store that fails, answers late, loses every race, or answers with another holder's row, as the test likes. */
final class TouchyStore implements SealedSecretStore {

    final SealedSecretStore store = SealedSecretStore.inMemory();
    final List<SecretHolder> found = new ArrayList<>();
    Predicate<SecretSlot> failing = slot -> false;
    boolean policiesFail;
    boolean contended;
    int puts;
    Optional<SecretHolder> confusion = Optional.empty();

    /** While it is set, finds answer, with what was true when they were asked, only when it completes. */
    @Nullable
    CompletableFuture<Boolean> held;

    @Override
    public CompletionStage<Boolean> put(SealedCredential credential) {
        puts++;
        return contended ? CompletableFuture.completedFuture(false) : store.put(credential);
    }

    @Override
    public CompletionStage<Optional<SealedCredential>> find(SecretSlot slot) {
        found.add(slot.holder());
        if (failing.test(slot)) {
            return noConnection();
        }
        CompletionStage<Optional<SealedCredential>> answer = store.find(
                confusion.map(other -> new SecretSlot(other, slot.provider())).orElse(slot));
        return held == null ? answer : held.thenCompose(released -> answer);
    }

    @Override
    public CompletionStage<SlotVersion> latest(SecretSlot slot) {
        if (failing.test(slot)) {
            throw new IllegalStateException("no connection");
        }
        return store.latest(slot);
    }

    @Override
    public CompletionStage<List<SealedCredential>> list(SecretHolder holder) {
        return store.list(holder);
    }

    @Override
    public CompletionStage<Boolean> delete(SecretSlot slot, long version) {
        return contended ? CompletableFuture.completedFuture(false) : store.delete(slot, version);
    }

    @Override
    public CompletionStage<List<SealedCredential>> scan(@Nullable SecretSlot after, int limit) {
        return store.scan(after, limit);
    }

    @Override
    public CompletionStage<Optional<FallbackPolicy>> findPolicy(String tenant, ProviderId provider) {
        return policiesFail ? noConnection() : store.findPolicy(tenant, provider);
    }

    @Override
    public CompletionStage<Boolean> putPolicy(FallbackPolicy policy) {
        return store.putPolicy(policy);
    }

    private static <T> CompletionStage<T> noConnection() {
        return CompletableFuture.failedFuture(new IllegalStateException("no connection"));
    }
}
