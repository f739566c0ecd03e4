// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.internal.Stages;
import io.weighhouse.keyvault.secret.Consent;
import io.weighhouse.keyvault.secret.FallbackPolicy;
import io.weighhouse.keyvault.secret.OnRejection;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SealedCredential;
import io.weighhouse.keyvault.secret.SecretEvent;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.VaultCheck;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The settings page of provider credentials: people save, see and delete them, each within his rights.
 *
 * <pre>{@code
 * ProviderSecrets secrets = resolver.secrets();
 * SaveOutcome outcome = secrets.save(ann, SecretHolder.personal("acme", "ann"), openai, NewCredential.with("api_key", secret));
 * secrets.list(ann, SecretHolder.personal("acme", "ann")); // OK, api_key = sk-12...89
 * }</pre>
 *
 * <p>What is saved is checked against the {@link ProviderCatalog} and by the {@link SecretValidator}, sealed under a new
 * revision, written as one, and used by the resolver of this process at once and by others within its bound. Nothing here
 * decrypts. Every change is told to the {@link SecretAudit}.
 *
 * <p>Each verb has a blocking form and one that returns a stage; both do the same. A store or vault that fails is an
 * exception, and saving or deleting again is safe.
 *
 * <p>This class is thread-safe.
 */
public final class ProviderSecrets {

    private final StoredCredentials stored;
    private final Rejections rejections;
    private final ProviderCatalog catalog;
    private final SecretValidator validator;
    private final SecretAudit audit;
    private final InstantSource clock;

    ProviderSecrets(StoredCredentials stored, Rejections rejections, KeyResolverBuilder builder) {
        this.stored = stored;
        this.rejections = rejections;
        this.catalog = builder.catalog;
        this.validator = builder.validator;
        this.audit = builder.audit;
        this.clock = builder.clock;
    }

    /**
     * Saves a credential in the place of the holder's previous one, if it is complete, well formed, and accepted.
     *
     * @param actor who wants it
     * @param holder whose it is to be
     * @param provider whom it is for
     * @param credential all its fields; their secrets stay open and the caller's
     * @return that it is saved, or why nothing is
     * @throws io.weighhouse.keyvault.secret.SecretVaultException if the master keys cannot be reached
     * @throws io.weighhouse.keyvault.secret.SecretStoreException if the store fails
     */
    public SaveOutcome save(Actor actor, SecretHolder holder, ProviderId provider, NewCredential credential) {
        return Stages.await(saveAsync(actor, holder, provider, credential));
    }

    /**
     * Does what {@link #save} does, without waiting.
     *
     * @param actor who wants it
     * @param holder whose it is to be
     * @param provider whom it is for
     * @param credential all its fields; their secrets are closed by the caller after the stage has completed
     * @return a stage of the outcome; it fails as {@link #save} throws
     */
    public CompletionStage<SaveOutcome> saveAsync(
            Actor actor, SecretHolder holder, ProviderId provider, NewCredential credential) {
        ProviderSpec spec = VaultCheck.isCanary(new SecretSlot(holder, provider))
                ? null
                : catalog.find(provider).orElse(null);
        SaveOutcome.@Nullable Refused refused = refusal(actor, holder, spec, credential);
        if (refused != null || spec == null) {
            return CompletableFuture.completedFuture(
                    refused != null ? refused : refused(SaveOutcome.Reason.UNKNOWN_PROVIDER, ""));
        }
        return tried(spec, credential).thenCompose(accepted -> {
            if (!accepted) {
                return CompletableFuture.completedFuture(refused(SaveOutcome.Reason.REFUSED_BY_PROVIDER, ""));
            }
            SecretSlot slot = new SecretSlot(holder, provider);
            return stored.save(slot, spec, credential, event(SecretEvent.Kind.SAVED, actor))
                    .thenApply(saved -> {
                        audit.changed(saved.state().lastEvent(), slot, saved.revision());
                        return new SaveOutcome.Saved(shown(actor, saved));
                    });
        });
    }

    /**
     * Deletes a credential. Its revision is not used again.
     *
     * @param actor who wants it
     * @param holder whose it is
     * @param provider whom it is for
     * @return what became of it
     * @throws io.weighhouse.keyvault.secret.SecretStoreException if the store fails
     */
    public ChangeOutcome delete(Actor actor, SecretHolder holder, ProviderId provider) {
        return Stages.await(deleteAsync(actor, holder, provider));
    }

    /**
     * Does what {@link #delete} does, without waiting.
     *
     * @param actor who wants it
     * @param holder whose it is
     * @param provider whom it is for
     * @return a stage of what became of it; it fails as {@link #delete} throws
     */
    public CompletionStage<ChangeOutcome> deleteAsync(Actor actor, SecretHolder holder, ProviderId provider) {
        SecretSlot slot = new SecretSlot(holder, provider);
        if (!actor.may(Right.DELETE, holder) || VaultCheck.isCanary(slot)) {
            return CompletableFuture.completedFuture(ChangeOutcome.NOT_AUTHORISED);
        }
        SecretEvent event = event(SecretEvent.Kind.DELETED, actor);
        return stored.delete(slot).thenApply(deleted -> {
            deleted.ifPresent(was -> audit.changed(event, slot, was.revision()));
            return outcome(deleted);
        });
    }

    /**
     * Lets a credential out of quarantine, because the provider has been set right.
     *
     * @param actor who wants it
     * @param holder whose it is
     * @param provider whom it is for
     * @return what became of it; {@link ChangeOutcome#NOTHING_THERE} if it is not in quarantine
     * @throws io.weighhouse.keyvault.secret.SecretStoreException if the store fails
     */
    public ChangeOutcome release(Actor actor, SecretHolder holder, ProviderId provider) {
        return Stages.await(releaseAsync(actor, holder, provider));
    }

    /**
     * Does what {@link #release} does, without waiting.
     *
     * @param actor who wants it
     * @param holder whose it is
     * @param provider whom it is for
     * @return a stage of what became of it; it fails as {@link #release} throws
     */
    public CompletionStage<ChangeOutcome> releaseAsync(Actor actor, SecretHolder holder, ProviderId provider) {
        return actor.may(Right.CHANGE, holder)
                ? rejections
                        .release(new SecretSlot(holder, provider), event(SecretEvent.Kind.RELEASED, actor))
                        .thenApply(ProviderSecrets::outcome)
                : CompletableFuture.completedFuture(ChangeOutcome.NOT_AUTHORISED);
    }

    /**
     * Lists what a holder has, as far as the actor may see it.
     *
     * @param actor who looks
     * @param holder whose credentials
     * @return them in the order of the providers' names; none, whether there are any or not, if he may see nothing
     * @throws io.weighhouse.keyvault.secret.SecretStoreException if the store fails
     */
    public List<CredentialStatus> list(Actor actor, SecretHolder holder) {
        return Stages.await(listAsync(actor, holder));
    }

    /**
     * Does what {@link #list} does, without waiting.
     *
     * @param actor who looks
     * @param holder whose credentials
     * @return a stage of the list; it fails as {@link #list} throws
     */
    public CompletionStage<List<CredentialStatus>> listAsync(Actor actor, SecretHolder holder) {
        return actor.may(Right.SEE_CONFIGURED, holder)
                ? stored.list(holder)
                        .thenApply(all -> all.stream()
                                .filter(one -> one.slot().holder().equals(holder) && !VaultCheck.isCanary(one.slot()))
                                .map(one -> shown(actor, one))
                                .toList())
                : CompletableFuture.completedFuture(List.of());
    }

    /**
     * Tells how one credential stands, as far as the actor may see it.
     *
     * @param actor who looks
     * @param holder whose it is
     * @param provider whom it is for
     * @return the status; {@link CredentialStatus.Standing#HIDDEN} if he may see nothing
     * @throws io.weighhouse.keyvault.secret.SecretStoreException if the store fails
     */
    public CredentialStatus status(Actor actor, SecretHolder holder, ProviderId provider) {
        return Stages.await(statusAsync(actor, holder, provider));
    }

    /**
     * Does what {@link #status} does, without waiting.
     *
     * @param actor who looks
     * @param holder whose it is
     * @param provider whom it is for
     * @return a stage of the status; it fails as {@link #status} throws
     */
    public CompletionStage<CredentialStatus> statusAsync(Actor actor, SecretHolder holder, ProviderId provider) {
        SecretSlot slot = new SecretSlot(holder, provider);
        return actor.may(Right.SEE_CONFIGURED, holder) && !VaultCheck.isCanary(slot)
                ? stored.read(slot)
                        .thenApply(found -> found.map(one -> shown(actor, one))
                                .orElseGet(() ->
                                        CredentialStatus.bare(provider, CredentialStatus.Standing.NOT_CONFIGURED)))
                : CompletableFuture.completedFuture(CredentialStatus.bare(provider, CredentialStatus.Standing.HIDDEN));
    }

    /**
     * Sets what happens when the provider refuses a key of the actor's tenant. For {@link OnRejection#PLATFORM} the wish is
     * stored as his consent to be charged.
     *
     * @param actor an administrator of the tenant
     * @param provider for which provider
     * @param rule what happens
     * @param terms what he agrees to, such as {@code terms-2026-11}; at most 256 characters, empty unless it is {@link
     *     OnRejection#PLATFORM}
     * @return what became of it
     * @throws io.weighhouse.keyvault.secret.SecretStoreException if the store fails
     */
    public ChangeOutcome setPolicy(Actor actor, ProviderId provider, OnRejection rule, String terms) {
        return Stages.await(setPolicyAsync(actor, provider, rule, terms));
    }

    /**
     * Does what {@link #setPolicy} does, without waiting.
     *
     * @param actor an administrator of the tenant
     * @param provider for which provider
     * @param rule what happens
     * @param terms what he agrees to
     * @return a stage of what became of it; it fails as {@link #setPolicy} throws
     */
    public CompletionStage<ChangeOutcome> setPolicyAsync(
            Actor actor, ProviderId provider, OnRejection rule, String terms) {
        String tenant = actor.tenant();
        if (!actor.mayChangePolicy(tenant)) {
            return CompletableFuture.completedFuture(ChangeOutcome.NOT_AUTHORISED);
        }
        SecretEvent event = event(SecretEvent.Kind.POLICY_CHANGED, actor);
        @Nullable Consent consent = rule == OnRejection.PLATFORM ? new Consent(event.actor(), event.at(), terms) : null;
        return stored.putPolicy(
                        tenant, provider, version -> new FallbackPolicy(tenant, provider, rule, consent, version))
                .thenApply(policy -> {
                    audit.policyChanged(policy, event);
                    return ChangeOutcome.DONE;
                });
    }

    /** Why a credential is not saved, as far as that can be told without asking anybody. */
    private static SaveOutcome.@Nullable Refused refusal(
            Actor actor, SecretHolder holder, @Nullable ProviderSpec spec, NewCredential credential) {
        if (!actor.may(Right.CHANGE, holder)) {
            return refused(SaveOutcome.Reason.NOT_AUTHORISED, "");
        }
        if (spec == null) {
            return refused(SaveOutcome.Reason.UNKNOWN_PROVIDER, "");
        }
        Optional<String> unknown = credential.values().keySet().stream()
                .filter(field -> !spec.byName().containsKey(field))
                .findFirst();
        if (unknown.isPresent()) {
            return refused(SaveOutcome.Reason.UNKNOWN_FIELD, unknown.get());
        }
        List<String> missing = spec.missing(credential.values(), Map.of());
        if (!missing.isEmpty()) {
            return refused(SaveOutcome.Reason.MISSING_FIELD, missing.get(0));
        }
        List<String> malformed = credential.malformed(spec);
        return malformed.isEmpty() ? null : refused(SaveOutcome.Reason.MALFORMED_FIELD, malformed.get(0));
    }

    private static SaveOutcome.Refused refused(SaveOutcome.Reason reason, String field) {
        return new SaveOutcome.Refused(reason, field);
    }

    private CompletionStage<Boolean> tried(ProviderSpec spec, NewCredential credential) {
        if (validator == SecretValidator.NONE) {
            return CompletableFuture.completedFuture(true);
        }
        Credential candidate = credential.opened(spec);
        try {
            return validator.accepts(candidate).whenComplete((accepted, failure) -> candidate.close());
        } catch (RuntimeException failed) {
            candidate.close();
            return CompletableFuture.failedFuture(failed);
        }
    }

    private CredentialStatus shown(Actor actor, SealedCredential credential) {
        ProviderId provider = credential.slot().provider();
        if (!actor.may(Right.SEE_MASK, credential.slot().holder())) {
            return CredentialStatus.bare(provider, CredentialStatus.Standing.CONFIGURED);
        }
        Map<String, String> fields = new HashMap<>(credential.fields().plain());
        credential.fields().sealed().forEach((name, secret) -> fields.put(name, secret.mask()));
        return new CredentialStatus(
                provider,
                standing(credential),
                fields,
                credential.revision(),
                Optional.of(credential.state().lastEvent()));
    }

    private CredentialStatus.Standing standing(SealedCredential credential) {
        return switch (credential.state().status()) {
            case UNDECRYPTABLE -> CredentialStatus.Standing.UNDECRYPTABLE;
            case QUARANTINED -> CredentialStatus.Standing.QUARANTINED;
            case OK ->
                catalog.find(credential.slot().provider())
                                .map(spec -> spec.missing(
                                        credential.fields().sealed(),
                                        credential.fields().plain()))
                                .orElse(List.of())
                                .isEmpty()
                        ? CredentialStatus.Standing.OK
                        : CredentialStatus.Standing.MISCONFIGURED;
        };
    }

    private SecretEvent event(SecretEvent.Kind kind, Actor actor) {
        return new SecretEvent(kind, actor.name(), clock.instant());
    }

    private static ChangeOutcome outcome(Optional<SealedCredential> changed) {
        return changed.isPresent() ? ChangeOutcome.DONE : ChangeOutcome.NOTHING_THERE;
    }
}
