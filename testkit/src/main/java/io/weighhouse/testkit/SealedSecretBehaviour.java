// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.keyvault.secret.CredentialFields;
import io.weighhouse.keyvault.secret.CredentialState;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SealedCredential;
import io.weighhouse.keyvault.secret.SealedSecret;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.keyvault.secret.SecretEvent;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.SlotVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The setting of the contract of stores of secrets: an empty store, opened anew for every step if it can be. */
abstract class SealedSecretBehaviour {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");
    static final ProviderId OPENAI = new ProviderId("openai");
    static final SecretSlot SLOT = new SecretSlot(SecretHolder.tenant("acme"), OPENAI);

    /** Holders whose names run together when they are joined, compared or matched carelessly. */
    static final List<SecretHolder> HOLDERS = List.of(
            SecretHolder.platform(),
            SecretHolder.tenant("acme"),
            SecretHolder.tenant("ACME"),
            SecretHolder.tenant("acmea"),
            SecretHolder.team("acme", "ann"),
            SecretHolder.team("acme", "ann/2"),
            SecretHolder.personal("acme", "ann"),
            SecretHolder.team("acmea", "nn"),
            SecretHolder.personal("acmea", "nn"));

    static final List<ProviderId> PROVIDERS =
            List.of(new ProviderId("-"), new ProviderId("groq"), OPENAI, new ProviderId("openai.2"));

    private SealedSecretStore opened = SealedSecretStore.inMemory();

    abstract SealedSecretStoreContract contract();

    @BeforeEach
    final void makeStore() {
        opened = contract().emptyStore();
    }

    @AfterEach
    final void closeStore() throws Exception {
        if (opened instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    /** The store for the next step. */
    final SealedSecretStore store() {
        opened = contract().reopened(opened);
        return opened;
    }

    final boolean put(SealedCredential credential) {
        return await(store().put(credential));
    }

    final boolean delete(SecretSlot slot, long version) {
        return await(store().delete(slot, version));
    }

    final Optional<SealedCredential> find(SecretSlot slot) {
        return await(store().find(slot));
    }

    final SlotVersion latest(SecretSlot slot) {
        return await(store().latest(slot));
    }

    /** A credential whose envelope is like no other's. */
    static SealedCredential credential(SecretSlot slot, long revision, long version) {
        SealedSecret sealed = new SealedSecret("envelope of " + slot + ' ' + revision + ' ' + version, "sk-12...89");
        return new SealedCredential(
                slot, revision, version, new CredentialFields(Map.of("api_key", sealed), Map.of()), saved());
    }

    static CredentialState saved() {
        return new CredentialState(CredentialState.Status.OK, 0, new SecretEvent(SecretEvent.Kind.SAVED, "ann", NOW));
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
