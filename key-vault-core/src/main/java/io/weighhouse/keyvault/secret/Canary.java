// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.Stages;
import io.weighhouse.keyvault.secret.SecretVaultException.Fault;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The secret that is none, by which a {@link VaultCheck} tells the right master keys from wrong ones. */
final class Canary {

    static final SecretSlot SLOT = new SecretSlot(SecretHolder.platform(), new ProviderId("weighhouse-canary"));

    private static final String FIELD = "canary";
    private static final String TEXT = "opens under the right master key";
    private static final String ACTOR = "weighhouse-vault-check";
    private static final int MOST_ROWS = 20;
    private static final int MOST_ATTEMPTS = 4;

    private final SecretVault vault;
    private final SealedSecretStore store;
    private final InstantSource clock;

    /** A sealed field and its place. */
    private record Field(SecretPlace place, SealedSecret sealed) {}

    Canary(SecretVault vault, SealedSecretStore store, InstantSource clock) {
        this.vault = vault;
        this.store = store;
        this.clock = clock;
    }

    CompletionStage<VaultCheck> check() {
        return check(1).exceptionally(failure -> {
            Throwable cause = cause(failure);
            if (cause instanceof SecretVaultException refused) {
                return refused(refused.fault());
            }
            throw cause instanceof SecretStoreException known
                    ? known
                    : new SecretStoreException("check the master keys", false, cause);
        });
    }

    private CompletionStage<VaultCheck> check(int attempt) {
        return ask(() -> store.find(SLOT))
                .thenCompose(found -> found.isPresent() ? open(found.get()) : lookAround(attempt));
    }

    private CompletionStage<VaultCheck> open(SealedCredential row) {
        @Nullable SealedSecret sealed = row.fields().sealed().get(FIELD);
        if (sealed == null) {
            return CompletableFuture.completedFuture(refused(Fault.MALFORMED_ENVELOPE));
        }
        SecretPlace place = SLOT.place(FIELD, row.revision());
        return vault.openAsync(place, sealed).thenCompose(opened -> {
            opened.close();
            if (vault.isCurrent(sealed)) {
                return CompletableFuture.completedFuture(found(VaultCheck.Status.OK));
            }
            return vault.rewrapAsync(place, sealed).thenCompose(rewrapped -> {
                SealedCredential next = row.rewritten(
                        new CredentialFields(Map.of(FIELD, rewrapped), Map.of()), state(SecretEvent.Kind.REWRAPPED));
                // Whoever has come first has done the same.
                return ask(() -> store.put(next)).thenApply(stored -> found(VaultCheck.Status.OK));
            });
        });
    }

    /** There is no canary: do the keys open what else is there? */
    private CompletionStage<VaultCheck> lookAround(int attempt) {
        return ask(() -> store.scan(null, MOST_ROWS)).thenCompose(rows -> {
            List<Field> fields = rows.stream()
                    .filter(row -> row.state().status() != CredentialState.Status.UNDECRYPTABLE)
                    .flatMap(row -> row.fields().sealed().entrySet().stream()
                            .map(field ->
                                    new Field(row.slot().place(field.getKey(), row.revision()), field.getValue())))
                    .toList();
            return anyOpens(fields.iterator(), null)
                    .thenCompose(fault -> fault.isPresent()
                            ? CompletableFuture.completedFuture(refused(fault.get()))
                            : write(attempt));
        });
    }

    /** Empty if one opens or there is none, else why the first does not. */
    private CompletionStage<Optional<Fault>> anyOpens(Iterator<Field> fields, @Nullable Fault first) {
        if (!fields.hasNext()) {
            return CompletableFuture.completedFuture(Optional.ofNullable(first));
        }
        Field field = fields.next();
        return vault.checkAsync(field.place, field.sealed)
                .handle((opens, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(Optional.<Fault>empty());
                    }
                    if (cause(failure) instanceof SecretVaultException refused
                            && refused.fault() != Fault.MASTER_KEYS_UNAVAILABLE) {
                        return anyOpens(fields, first == null ? refused.fault() : first);
                    }
                    throw new CompletionException(cause(failure));
                })
                .thenCompose(next -> next);
    }

    private CompletionStage<VaultCheck> write(int attempt) {
        return ask(() -> store.latest(SLOT)).thenCompose(latest -> {
            SecretPlace place = SLOT.place(FIELD, latest.revision() + 1);
            Secret canary = Secret.ofText(TEXT);
            return vault.sealAsync(place, canary).thenCompose(envelope -> {
                SealedCredential row = new SealedCredential(
                        SLOT,
                        latest.revision() + 1,
                        latest.version() + 1,
                        new CredentialFields(Map.of(FIELD, envelope), Map.of()),
                        state(SecretEvent.Kind.SAVED));
                return ask(() -> store.put(row)).thenCompose(stored -> {
                    if (stored) {
                        return CompletableFuture.completedFuture(found(VaultCheck.Status.ABSENT));
                    }
                    if (attempt == MOST_ATTEMPTS) {
                        throw new SecretStoreException("write the canary: others write it again and again", true, null);
                    }
                    return check(attempt + 1);
                });
            });
        });
    }

    private CredentialState state(SecretEvent.Kind kind) {
        return new CredentialState(CredentialState.Status.OK, 0, new SecretEvent(kind, ACTOR, clock.instant()));
    }

    private static VaultCheck found(VaultCheck.Status status) {
        return new VaultCheck(status, Optional.empty());
    }

    private static VaultCheck refused(Fault fault) {
        boolean unknown = fault == Fault.MASTER_KEYS_UNAVAILABLE || fault == Fault.MASTER_KEY_EXHAUSTED;
        return new VaultCheck(
                unknown ? VaultCheck.Status.UNAVAILABLE : VaultCheck.Status.WRONG_MASTER_KEY, Optional.of(fault));
    }

    private static <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> question) {
        return Stages.ask(
                question,
                failure -> failure instanceof SecretStoreException known
                        ? known
                        : new SecretStoreException("check the master keys", false, failure));
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }
}
