// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.internal.Stages;
import io.weighhouse.keyvault.key.KeySignals;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.Scope;
import io.weighhouse.keyvault.secret.SealedSecret;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretPlace;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.SecretStoreException;
import io.weighhouse.keyvault.secret.SecretVault;
import io.weighhouse.keyvault.secret.StoredSecret;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Finds out whose key is shown to a provider, and keeps those keys.
 *
 * <pre>{@code
 * KeyResolver resolver = KeyResolver.builder(vault, store, PlatformAccess.when(subscriptions::active)).build();
 * resolver.put(SecretHolder.personal("acme", "u-17"), openai, secret);
 *
 * if (resolver.resolve(owner, openai) instanceof Resolution.Found found) { ... }
 * }</pre>
 *
 * <p>The nearest key wins: personal before team before tenant before platform. With a key of his own in the vault, user
 * {@code u-17} gets that, and the payer is the customer; his colleague without one gets the tenant's; a tenant without one
 * gets the platform's if {@link PlatformAccess} agrees, and the payer is the platform.
 *
 * <p>Each verb has a blocking form and one that returns a stage; both do the same. Who may save or delete whose key is
 * for the caller to decide.
 *
 * <p>This class is thread-safe.
 */
public final class KeyResolver {

    private static final String API_KEY = "api_key";
    private static final int MAX_ATTEMPTS = 8;

    private final SecretVault vault;
    private final SealedSecretStore store;
    private final PlatformAccess platformAccess;
    private final KeySignals signals;

    private KeyResolver(Builder builder) {
        this.vault = builder.vault;
        this.store = builder.store;
        this.signals = builder.signals;
        this.platformAccess = builder.platformAccess;
    }

    /**
     * Starts a resolver.
     *
     * @param vault what opens the keys
     * @param store where they are kept
     * @param platformAccess who may use the platform's keys
     * @return a builder with the defaults that its methods name
     */
    public static Builder builder(SecretVault vault, SealedSecretStore store, PlatformAccess platformAccess) {
        return new Builder(vault, store, platformAccess);
    }

    /**
     * Finds the key to show to a provider, and opens it.
     *
     * @param owner on whose behalf the call is made
     * @param provider whom the key is for
     * @return the key, or why there is none
     * @throws io.weighhouse.keyvault.secret.SecretVaultException if the nearest key cannot be opened; no other is tried
     * @throws SecretStoreException if the store fails
     */
    public Resolution resolve(Owner owner, ProviderId provider) {
        return Stages.await(resolveAsync(owner, provider));
    }

    /**
     * Does what {@link #resolve} does, without waiting for the store. Opening may call the master keys' service and runs
     * on the thread that completes the store's answer.
     *
     * @param owner on whose behalf the call is made
     * @param provider whom the key is for
     * @return a stage of the answer; it fails as {@link #resolve} throws
     */
    public CompletionStage<Resolution> resolveAsync(Owner owner, ProviderId provider) {
        return walk(owner, provider).thenApply(end -> opened(end, provider));
    }

    /**
     * Tells where the key would come from, without decrypting anything.
     *
     * @param owner on whose behalf a call would be made
     * @param provider whom the key is for
     * @return whose key it would be, or empty if there is none that the owner may use
     * @throws SecretStoreException if the store fails
     */
    public Optional<Scope> source(Owner owner, ProviderId provider) {
        return Stages.await(sourceAsync(owner, provider));
    }

    /**
     * Does what {@link #source} does, without waiting.
     *
     * @param owner on whose behalf a call would be made
     * @param provider whom the key is for
     * @return a stage of the answer; it fails as {@link #source} throws
     */
    public CompletionStage<Optional<Scope>> sourceAsync(Owner owner, ProviderId provider) {
        return walk(owner, provider)
                .thenApply(end -> end.found().map(key -> key.holder().scope()));
    }

    /**
     * Tells whether there is a key that the owner may use, without decrypting anything.
     *
     * @param owner on whose behalf a call would be made
     * @param provider whom the key is for
     * @return whether {@link #source} is present
     * @throws SecretStoreException if the store fails
     */
    public boolean mayUse(Owner owner, ProviderId provider) {
        return source(owner, provider).isPresent();
    }

    /**
     * Seals a key and saves it, in the place of the holder's previous one.
     *
     * @param holder whose key it is
     * @param provider whom it is for
     * @param apiKey the key; it stays open and the caller's
     * @return where it is kept now
     * @throws io.weighhouse.keyvault.secret.SecretVaultException if the master keys cannot be reached
     * @throws SecretStoreException if the store fails; saving again is safe
     */
    public SecretPlace put(SecretHolder holder, ProviderId provider, Secret apiKey) {
        return Stages.await(putAsync(holder, provider, apiKey));
    }

    /**
     * Does what {@link #put} does, without waiting.
     *
     * @param holder whose key it is
     * @param provider whom it is for
     * @param apiKey the key; it stays the caller's, who closes it after the stage has completed
     * @return a stage of where it is kept; it fails as {@link #put} throws
     */
    public CompletionStage<SecretPlace> putAsync(SecretHolder holder, ProviderId provider, Secret apiKey) {
        return put(slot(holder, provider), apiKey, MAX_ATTEMPTS);
    }

    /**
     * Deletes a holder's key.
     *
     * @param holder whose key it is
     * @param provider whom it is for
     * @return true if there was one
     * @throws SecretStoreException if the store fails; deleting again is safe
     */
    public boolean delete(SecretHolder holder, ProviderId provider) {
        return Stages.await(deleteAsync(holder, provider));
    }

    /**
     * Does what {@link #delete} does, without waiting.
     *
     * @param holder whose key it is
     * @param provider whom it is for
     * @return a stage of whether there was one; it fails as {@link #delete} throws
     */
    public CompletionStage<Boolean> deleteAsync(SecretHolder holder, ProviderId provider) {
        return delete(slot(holder, provider), MAX_ATTEMPTS);
    }

    private CompletionStage<Walk.End> walk(Owner owner, ProviderId provider) {
        return new Walk(
                        owner,
                        () -> platformAccess.mayUse(owner, provider),
                        holder -> ask("find a secret", () -> store.find(slot(holder, provider))))
                .end();
    }

    private Resolution opened(Walk.End end, ProviderId provider) {
        if (end.found().isEmpty()) {
            signals.resolved(end.denied() ? "DENIED" : "NONE");
            return end.denied()
                    ? new Resolution.Denied(Denial.NOT_ENTITLED, end.trace())
                    : new Resolution.None(end.trace());
        }
        SecretHolder holder = end.found().get().holder();
        StoredSecret stored = end.found().get().stored();
        // The place that was asked for, not the one that the row claims: a row put under another name must not open.
        SecretPlace place = slot(holder, provider).revision(stored.place().revision());
        Credential credential = new Credential(provider, vault.open(place, stored.sealed()));
        signals.resolved(holder.scope().name());
        return new Resolution.Found(credential, holder.scope(), Payer.of(holder.scope()), end.trace());
    }

    private CompletionStage<SecretPlace> put(SecretSlot slot, Secret apiKey, int attempts) {
        return ask("read a revision", () -> store.latestRevision(slot)).thenCompose(latest -> {
            SecretPlace place = slot.revision(latest + 1);
            SealedSecret sealed = vault.seal(place, apiKey);
            return ask("save a secret", () -> store.put(place, sealed))
                    .thenCompose(saved -> saved
                            ? CompletableFuture.completedFuture(place)
                            : put(slot, apiKey, remaining(attempts, "save a secret")));
        });
    }

    private CompletionStage<Boolean> delete(SecretSlot slot, int attempts) {
        return ask("find a secret", () -> store.find(slot))
                .thenCompose(found -> found.isEmpty()
                        ? CompletableFuture.completedFuture(false)
                        : ask("delete a secret", () -> store.delete(found.get().place()))
                                .thenCompose(deleted -> deleted
                                        ? CompletableFuture.completedFuture(true)
                                        : delete(slot, remaining(attempts, "delete a secret"))));
    }

    /** Somebody else has written meanwhile, so it is tried again, but not for ever. */
    private static int remaining(int attempts, String what) {
        if (attempts == 1) {
            throw new SecretStoreException(what + ": others kept writing the same slot", true, null);
        }
        return attempts - 1;
    }

    private static SecretSlot slot(SecretHolder holder, ProviderId provider) {
        return new SecretSlot(holder, provider, API_KEY);
    }

    /** Asks the store; whatever goes wrong becomes a {@link SecretStoreException}. */
    private static <T> CompletionStage<T> ask(String what, Supplier<CompletionStage<T>> question) {
        return Stages.ask(
                question,
                failure -> failure instanceof SecretStoreException known
                        ? known
                        : new SecretStoreException(what, false, failure));
    }

    /**
     * Collects what a resolver is made of.
     *
     * <p>This class is not thread-safe.
     */
    public static final class Builder {

        private final SecretVault vault;
        private final SealedSecretStore store;
        private final PlatformAccess platformAccess;
        private KeySignals signals = KeySignals.NONE;

        private Builder(SecretVault vault, SealedSecretStore store, PlatformAccess platformAccess) {
            this.vault = vault;
            this.store = store;
            this.platformAccess = platformAccess;
        }

        /**
         * Sets who hears what happens; nobody unless set.
         *
         * @param listener the listener
         * @return this builder
         */
        public Builder signals(KeySignals listener) {
            this.signals = listener;
            return this;
        }

        /** {@return the resolver} */
        public KeyResolver build() {
            return new KeyResolver(this);
        }
    }
}
