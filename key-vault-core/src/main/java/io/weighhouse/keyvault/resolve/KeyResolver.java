// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.weighhouse.keyvault.internal.Stages;
import io.weighhouse.keyvault.key.KeySignals;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.Scope;
import io.weighhouse.keyvault.secret.SealedCredential;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretEvent;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretPlace;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.SecretVault;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whose key is shown to a provider.
 *
 * <pre>{@code
 * KeyResolver resolver = KeyResolver.builder(vault, store, PlatformAccess.when(subscriptions::active)).build();
 * if (resolver.resolve(owner, openai) instanceof Resolution.Found found) {
 *     try (Credential credential = found.credential()) { ... }
 *     resolver.accepted(found); // or, after a 401: resolver.rejected(found, ProviderFault.REJECTED)
 * }
 * }</pre>
 *
 * <p>The nearest key wins: personal before team before tenant before platform, or in the order of the {@link ProviderSpec}.
 * With a key of his own in the vault, user {@code u-17} gets that, and the payer is the customer; his colleague without one
 * gets the tenant's; a tenant without one gets the platform's if {@link PlatformAccess} agrees, and the payer is the
 * platform. Once the provider has refused a key, the tenant's stored policy says whether another is used instead.
 *
 * <p>What the store says and what the vault opens is relied upon for 5 seconds unless set otherwise: so long may another
 * node go on using a key that was changed on this one, where the change holds at once. Entitlement is never remembered.
 * Each caller gets copies of the secrets, which he closes; what is kept is wiped when it is evicted, changed, or past its
 * time.
 *
 * <p>Each verb has a blocking form and one that returns a stage; both do the same. An error of the store, the vault or the
 * gate is an exception and ends the walk: it is never taken for an absent key.
 *
 * <p>This class is thread-safe.
 */
public final class KeyResolver {

    private final StoredCredentials stored;
    private final Rejections rejections;
    private final ProviderSecrets secrets;
    private final ProviderCatalog catalog;
    private final PlatformAccess platformAccess;
    private final KeySignals signals;
    private final InstantSource clock;
    private final SecretAudit audit;
    private final Cache<Route.Key, Route> routes;

    KeyResolver(KeyResolverBuilder builder) {
        this.stored = new StoredCredentials(builder);
        this.rejections = new Rejections(stored, builder);
        this.secrets = new ProviderSecrets(stored, rejections, builder);
        this.catalog = builder.catalog;
        this.signals = builder.signals;
        this.platformAccess = builder.platformAccess;
        this.clock = builder.clock;
        this.audit = builder.audit;
        this.routes = Caffeine.newBuilder()
                .maximumSize(builder.cacheSize)
                .executor(Runnable::run)
                .build();
    }

    /**
     * Starts a resolver.
     *
     * @param vault what opens the keys
     * @param store where they are kept
     * @param platformAccess who may use the platform's keys
     * @return a builder with the defaults that its methods name
     */
    public static KeyResolverBuilder builder(
            SecretVault vault, SealedSecretStore store, PlatformAccess platformAccess) {
        return new KeyResolverBuilder(vault, store, platformAccess);
    }

    /** {@return what people save, see and delete credentials with, each within his rights; its changes hold here at once} */
    public ProviderSecrets secrets() {
        return secrets;
    }

    /**
     * Finds the key to show to a provider, and opens it.
     *
     * @param owner on whose behalf the call is made
     * @param provider whom the key is for
     * @return the key, or why there is none
     * @throws io.weighhouse.keyvault.secret.SecretVaultException if the nearest key cannot be opened; no other is tried
     * @throws io.weighhouse.keyvault.secret.SecretStoreException if the store fails
     * @throws IllegalArgumentException if the catalogue refuses the provider
     */
    public Resolution resolve(Owner owner, ProviderId provider) {
        Route route = route(owner, provider);
        Resolution known = known(route);
        return known != null ? known : Stages.await(walked(route));
    }

    /**
     * Does what {@link #resolve} does, without waiting for the store, the gate or the master keys.
     *
     * @param owner on whose behalf the call is made
     * @param provider whom the key is for
     * @return a stage of the answer; it fails as {@link #resolve} throws
     * @throws IllegalArgumentException if the catalogue refuses the provider
     */
    public CompletionStage<Resolution> resolveAsync(Owner owner, ProviderId provider) {
        Route route = route(owner, provider);
        try {
            Resolution known = known(route);
            return known != null ? CompletableFuture.completedFuture(known) : walked(route);
        } catch (RuntimeException gateFailed) {
            return CompletableFuture.failedFuture(gateFailed);
        }
    }

    /**
     * Tells where the key would come from, without decrypting anything.
     *
     * @param owner on whose behalf a call would be made
     * @param provider whom the key is for
     * @return whose key it would be, or empty if there is none that the owner may use
     * @throws io.weighhouse.keyvault.secret.SecretVaultException if the nearest key is known not to open
     * @throws io.weighhouse.keyvault.secret.SecretStoreException if the store fails
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
        return new Walk(route(owner, provider), stored, platformAccess)
                .start()
                .thenApply(end -> Optional.ofNullable(end.hit()).map(Walk.Hit::source));
    }

    /**
     * Tells where the key would come from in the words of products that know two kinds of keys.
     *
     * @param owner on whose behalf a call would be made
     * @param provider whom the key is for
     * @return {@code personal}; {@code global} for a team's, a tenant's or the platform's; {@code none}
     * @throws io.weighhouse.keyvault.secret.SecretStoreException if the store fails
     */
    public String sourceWord(Owner owner, ProviderId provider) {
        return source(owner, provider)
                .map(scope -> scope == Scope.PERSONAL ? "personal" : "global")
                .orElse("none");
    }

    /**
     * Tells whether there is a key that the owner may use, without decrypting anything.
     *
     * @param owner on whose behalf a call would be made
     * @param provider whom the key is for
     * @return whether {@link #source} is present
     * @throws io.weighhouse.keyvault.secret.SecretStoreException if the store fails
     */
    public boolean mayUse(Owner owner, ProviderId provider) {
        return source(owner, provider).isPresent();
    }

    /**
     * Does what {@link #mayUse} does, without waiting.
     *
     * @param owner on whose behalf a call would be made
     * @param provider whom the key is for
     * @return a stage of the answer; it fails as {@link #mayUse} throws
     */
    public CompletionStage<Boolean> mayUseAsync(Owner owner, ProviderId provider) {
        return sourceAsync(owner, provider).thenApply(Optional::isPresent);
    }

    /**
     * Tells that the provider has refused a key, and asks what is used instead.
     *
     * <p>A rejection is counted in the row, unless a newer key has been saved meanwhile; the third in a row puts the key
     * into quarantine. Then the tenant's {@link io.weighhouse.keyvault.secret.FallbackPolicy} decides: without one the call
     * fails. The platform's key is counted but not quarantined, and nobody else's is used in its place.
     *
     * @param found the key that was refused; its credential stays the caller's to close
     * @param fault how it was refused
     * @return the next key, or why there is none; its trace goes on where that of {@code found} ended
     * @throws io.weighhouse.keyvault.secret.SecretVaultException if the next key cannot be opened
     * @throws io.weighhouse.keyvault.secret.SecretStoreException if the store fails; the rejection may not be counted
     * @throws IllegalArgumentException if {@code found} is not of a resolver with the same catalogue
     */
    public Resolution rejected(Resolution.Found found, ProviderFault fault) {
        return Stages.await(rejectedAsync(found, fault));
    }

    /**
     * Does what {@link #rejected} does, without waiting.
     *
     * @param found the key that was refused
     * @param fault how it was refused
     * @return a stage of the answer; it fails as {@link #rejected} throws
     */
    public CompletionStage<Resolution> rejectedAsync(Resolution.Found found, ProviderFault fault) {
        Resolution.Origin origin = found.origin();
        Route route = route(origin.owner(), origin.slot().provider());
        CompletionStage<?> counted = fault == ProviderFault.REJECTED
                ? rejections.count(origin.slot(), origin.revision())
                : CompletableFuture.completedFuture(true);
        return counted.thenCompose(done -> {
            Walk walk = new Walk(route, stored, platformAccess);
            return walk.resume(found, fault).thenCompose(end -> answered(route, walk, end));
        });
    }

    /**
     * Tells that the provider has accepted a key, which makes up for earlier rejections. Nothing is read or written if
     * there are none, as far as this node knows.
     *
     * @param found the key that was accepted
     * @throws io.weighhouse.keyvault.secret.SecretStoreException if the store fails; the rejections may still count
     */
    public void accepted(Resolution.Found found) {
        if (!isClean(found.origin())) {
            Stages.await(acceptedAsync(found));
        }
    }

    /**
     * Does what {@link #accepted} does, without waiting.
     *
     * @param found the key that was accepted
     * @return a stage that completes when earlier rejections are made up for; it fails as {@link #accepted} throws
     */
    public CompletionStage<Void> acceptedAsync(Resolution.Found found) {
        Resolution.Origin origin = found.origin();
        return isClean(origin)
                ? CompletableFuture.completedFuture(null)
                : rejections.reset(origin.slot(), origin.revision()).thenAccept(written -> {});
    }

    /**
     * Saves a key in the place of the holder's previous one, for set-up code and tests: nobody's rights are asked, and
     * nothing is checked. People save through {@link #secrets()}.
     *
     * @param holder whose key it is
     * @param provider whom it is for; one with a single required secret field
     * @param apiKey the key; it stays open and the caller's
     * @return where it is kept now
     * @throws io.weighhouse.keyvault.secret.SecretVaultException if the master keys cannot be reached
     * @throws io.weighhouse.keyvault.secret.SecretStoreException if the store fails; saving again is safe
     * @throws IllegalArgumentException if the provider wants more than one field
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
        ProviderSpec spec = catalog.require(provider);
        List<FieldSpec> required =
                spec.fields().stream().filter(FieldSpec::isRequired).toList();
        if (required.size() > 1 || !required.get(0).isSecret()) {
            throw new IllegalArgumentException("must have a single required secret field: provider=" + spec);
        }
        String field = required.get(0).name();
        SecretSlot slot = new SecretSlot(holder, provider);
        return stored.save(slot, spec, NewCredential.with(field, apiKey), event(SecretEvent.Kind.SAVED))
                .thenApply(saved -> {
                    audit.changed(saved.state().lastEvent(), slot, saved.revision());
                    return slot.place(field, saved.revision());
                });
    }

    /**
     * Deletes a holder's key, for set-up code and tests: nobody's rights are asked.
     *
     * @param holder whose key it is
     * @param provider whom it is for
     * @return true if there was one
     * @throws io.weighhouse.keyvault.secret.SecretStoreException if the store fails; deleting again is safe
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
        SecretSlot slot = new SecretSlot(holder, provider);
        SecretEvent event = event(SecretEvent.Kind.DELETED);
        return stored.delete(slot).thenApply(deleted -> {
            deleted.ifPresent(was -> audit.changed(event, slot, was.revision()));
            return deleted.isPresent();
        });
    }

    /**
     * Wipes the opened secrets that are past their time. Others' work does so now and then; call it from a timer where idle
     * processes must not keep secrets longer than that.
     */
    public void wipeOld() {
        stored.sweep();
    }

    private Route route(Owner owner, ProviderId provider) {
        Route.Key key = new Route.Key(owner, provider);
        Route route = routes.getIfPresent(key);
        if (route == null) {
            route = new Route(owner, catalog.require(provider));
            routes.put(key, route);
        }
        return route;
    }

    /** The answer of the last walk, if another would end in the same place; null if that is not known at once. */
    private @Nullable Resolution known(Route route) {
        Route.Memo memo = route.memo;
        if (memo == null || memo.changes() != stored.changes() || !stored.isFresh(memo.freshUntilNanos())) {
            return null;
        }
        Route.Answer found = memo.found();
        if (found.source() == Scope.PLATFORM
                && !(platformAccess instanceof AccessAtOnce gate && gate.rule().test(route.owner, route.spec.id()))) {
            return null;
        }
        Credential copy = memo.secrets().copy();
        if (copy == null) {
            return null;
        }
        signals.resolved(found.source().name());
        return new Resolution.Found(copy, found.origin(), found.trace());
    }

    private CompletionStage<Resolution> walked(Route route) {
        Walk walk = new Walk(route, stored, platformAccess);
        return walk.start().thenCompose(end -> answered(route, walk, end));
    }

    private CompletionStage<Resolution> answered(Route route, Walk walk, Walk.End end) {
        Walk.Hit hit = end.hit();
        if (hit == null) {
            Denial reason = end.denial();
            signals.resolved(reason == null ? "NONE" : "DENIED");
            return CompletableFuture.completedFuture(
                    reason == null
                            ? new Resolution.None(end.trace())
                            : new Resolution.Denied(reason, end.missing(), end.trace()));
        }
        return stored.open(hit.slot(), hit.entry()).thenApply(credential -> {
            Route.Memo memo = walk.memo(end);
            if (memo != null) {
                route.memo = memo;
            }
            signals.resolved(hit.source().name());
            return new Resolution.Found(credential, walk.origin(hit), end.trace());
        });
    }

    /** Whether this node knows that a key has not been refused of late. */
    private boolean isClean(Resolution.Origin origin) {
        FreshCache.Entry<Optional<SealedCredential>> cached = stored.cached(origin.slot());
        return cached != null
                && cached.value.isPresent()
                && cached.value.get().revision() == origin.revision()
                && cached.value.get().state().rejections() == 0;
    }

    private SecretEvent event(SecretEvent.Kind kind) {
        return new SecretEvent(kind, Rejections.SYSTEM, clock.instant());
    }
}
