// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.internal.Stages;
import io.weighhouse.keyvault.secret.CredentialFields;
import io.weighhouse.keyvault.secret.CredentialState;
import io.weighhouse.keyvault.secret.FallbackPolicy;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SealedCredential;
import io.weighhouse.keyvault.secret.SealedSecret;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretEvent;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretPlace;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.SecretStoreException;
import io.weighhouse.keyvault.secret.SecretVault;
import io.weighhouse.keyvault.secret.SecretVaultException;
import io.weighhouse.keyvault.secret.SlotVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The store of credentials and policies, with what it has said of late; whatever goes wrong is an exception. */
final class StoredCredentials {

    private static final int MAX_ATTEMPTS = 8;

    private final SecretVault vault;
    private final SealedSecretStore store;
    private final FreshCache<SecretSlot, Optional<SealedCredential>> slots;
    private final FreshCache<PolicyKey, Optional<FallbackPolicy>> policies;

    StoredCredentials(KeyResolverBuilder builder) {
        this.vault = builder.vault;
        this.store = builder.store;
        this.slots = new FreshCache<>(builder.cacheSize, builder.cacheBound, builder.ticker);
        this.policies = new FreshCache<>(builder.cacheSize, builder.cacheBound, builder.ticker);
    }

    private record PolicyKey(String tenant, ProviderId provider) {}

    /** Counts changes made here; what was concluded before another count may be outdated. */
    long changes() {
        return slots.changes();
    }

    boolean isFresh(long untilNanos) {
        return slots.isFresh(untilNanos);
    }

    /** What the cache has of a slot, or null. */
    FreshCache.@Nullable Entry<Optional<SealedCredential>> cached(SecretSlot slot) {
        return slots.find(slot);
    }

    CompletionStage<FreshCache.Entry<Optional<SealedCredential>>> find(SecretSlot slot) {
        FreshCache.Entry<Optional<SealedCredential>> cached = slots.find(slot);
        if (cached != null) {
            return CompletableFuture.completedFuture(cached);
        }
        FreshCache.Read read = slots.beginRead();
        return read(slot).thenApply(found -> slots.endRead(read, slot, found));
    }

    /** Copies of the secrets of a row that was found; what is opened for them is kept for as long as the row. */
    CompletionStage<Credential> open(SecretSlot slot, FreshCache.Entry<Optional<SealedCredential>> entry) {
        OpenedSecrets known = entry.opened();
        Credential copy = known == null ? null : known.copy();
        if (copy != null) {
            return CompletableFuture.completedFuture(copy);
        }
        return OpenedSecrets.of(vault, slot, entry.value.orElseThrow()).thenApply(opened -> {
            Credential first = Objects.requireNonNull(opened.copy(), "nobody else has it");
            if (!entry.keep(opened)) {
                opened.wipe();
            }
            return first;
        });
    }

    CompletionStage<Optional<FallbackPolicy>> policy(String tenant, ProviderId provider) {
        PolicyKey key = new PolicyKey(tenant, provider);
        FreshCache.Entry<Optional<FallbackPolicy>> cached = policies.find(key);
        if (cached != null) {
            return CompletableFuture.completedFuture(cached.value);
        }
        FreshCache.Read read = policies.beginRead();
        return ask("find a policy", () -> store.findPolicy(tenant, provider))
                .thenApply(found -> policies.endRead(read, key, found).value);
    }

    /** Writes what a tenant's policy becomes; the function is told the next version. */
    CompletionStage<FallbackPolicy> putPolicy(String tenant, ProviderId provider, Function<Long, FallbackPolicy> next) {
        return putPolicy(tenant, provider, next, MAX_ATTEMPTS);
    }

    private CompletionStage<FallbackPolicy> putPolicy(
            String tenant, ProviderId provider, Function<Long, FallbackPolicy> next, int attempts) {
        return ask("find a policy", () -> store.findPolicy(tenant, provider)).thenCompose(old -> {
            FallbackPolicy policy = next.apply(old.map(FallbackPolicy::version).orElse(0L) + 1);
            return ask("save a policy", () -> store.putPolicy(policy))
                    .whenComplete((saved, failure) -> policies.forget(new PolicyKey(tenant, provider)))
                    .thenCompose(saved -> saved
                            ? CompletableFuture.completedFuture(policy)
                            : putPolicy(tenant, provider, next, remaining(attempts, "save a policy")));
        });
    }

    CompletionStage<List<SealedCredential>> list(SecretHolder holder) {
        return ask("list secrets", () -> store.list(holder));
    }

    /** Reads past the cache. */
    CompletionStage<Optional<SealedCredential>> read(SecretSlot slot) {
        return ask("find a secret", () -> store.find(slot)).thenApply(found -> {
            if (found.isPresent() && !found.get().slot().equals(slot)) {
                // Sealed fields would not open; fields in clear have nothing else that keeps them apart.
                throw new SecretVaultException(
                        SecretVaultException.Fault.TAMPERED, "the store answered with another slot's row", null);
            }
            return found;
        });
    }

    /** Seals all fields under the next revision, and writes them as one. */
    CompletionStage<SealedCredential> save(
            SecretSlot slot, ProviderSpec spec, NewCredential credential, SecretEvent event) {
        return save(
                latest -> {
                    long revision = latest.revision() + 1;
                    return fields(slot, revision, spec, credential)
                            .thenApply(fields -> new SealedCredential(
                                    slot,
                                    revision,
                                    latest.version() + 1,
                                    fields,
                                    new CredentialState(CredentialState.Status.OK, 0, event)));
                },
                slot,
                MAX_ATTEMPTS);
    }

    private CompletionStage<SealedCredential> save(
            Function<SlotVersion, CompletionStage<SealedCredential>> next, SecretSlot slot, int attempts) {
        return ask("read a version", () -> store.latest(slot))
                .thenCompose(next)
                .thenCompose(credential -> put("save a secret", credential)
                        .thenCompose(saved -> saved
                                ? CompletableFuture.completedFuture(credential)
                                : save(next, slot, remaining(attempts, "save a secret"))));
    }

    private CompletionStage<CredentialFields> fields(
            SecretSlot slot, long revision, ProviderSpec spec, NewCredential credential) {
        Map<String, SealedSecret> sealed = new HashMap<>();
        Map<String, String> plain = new HashMap<>();
        CompletionStage<?> all = CompletableFuture.completedFuture(sealed);
        for (FieldSpec field : spec.fields()) {
            String name = field.name();
            if (!credential.values().containsKey(name)) {
                continue;
            }
            if (field.isSecret()) {
                SecretPlace place = slot.place(name, revision);
                all = all.thenCompose(before -> seal(place, credential.secret(name)))
                        .thenAccept(done -> sealed.put(name, done));
            } else {
                plain.put(name, credential.text(name));
            }
        }
        return all.thenApply(done -> new CredentialFields(sealed, plain));
    }

    private CompletionStage<SealedSecret> seal(SecretPlace place, Secret copy) {
        try {
            return vault.sealAsync(place, copy).whenComplete((done, failure) -> copy.close());
        } catch (RuntimeException failed) {
            copy.close();
            throw failed;
        }
    }

    /**
     * Writes another state of what is in a slot.
     *
     * @param change the next write, or empty if there is nothing to do
     * @return what was written, or empty if nothing was
     */
    CompletionStage<Optional<SealedCredential>> rewrite(
            SecretSlot slot, Function<SealedCredential, Optional<SealedCredential>> change, int attempts) {
        return read(slot).thenCompose(found -> {
            Optional<SealedCredential> next = found.flatMap(change);
            return next.isEmpty()
                    ? CompletableFuture.completedFuture(next)
                    : put("change a secret", next.get())
                            .thenCompose(written -> written
                                    ? CompletableFuture.completedFuture(next)
                                    : rewrite(slot, change, remaining(attempts, "change a secret")));
        });
    }

    /** Empties a slot; tells what was in it. */
    CompletionStage<Optional<SealedCredential>> delete(SecretSlot slot) {
        return delete(slot, MAX_ATTEMPTS);
    }

    private CompletionStage<Optional<SealedCredential>> delete(SecretSlot slot, int attempts) {
        return ask("find a secret", () -> store.find(slot)).thenCompose(found -> {
            if (found.isEmpty()) {
                return CompletableFuture.completedFuture(found);
            }
            return ask("delete a secret", () -> store.delete(slot, found.get().version()))
                    .whenComplete((deleted, failure) -> slots.forget(slot))
                    .thenCompose(deleted -> deleted
                            ? CompletableFuture.completedFuture(found)
                            : delete(slot, remaining(attempts, "delete a secret")));
        });
    }

    /** Wipes secrets past their time. */
    void sweep() {
        slots.sweep();
    }

    private CompletionStage<Boolean> put(String what, SealedCredential credential) {
        // Forgotten also when it failed: it may have been written all the same.
        return ask(what, () -> store.put(credential))
                .whenComplete((written, failure) -> slots.forget(credential.slot()));
    }

    /** Somebody else has written meanwhile, so it is tried again, but not for ever. */
    private static int remaining(int attempts, String what) {
        if (attempts <= 1) {
            throw new SecretStoreException(what + ": others kept writing the same slot", true, null);
        }
        return attempts - 1;
    }

    /** Asks the store; whatever goes wrong becomes a {@link SecretStoreException}. */
    private static <T> CompletionStage<T> ask(String what, Supplier<CompletionStage<T>> question) {
        return Stages.ask(
                question,
                failure -> failure instanceof SecretStoreException known
                        ? known
                        : new SecretStoreException(what, false, failure));
    }
}
