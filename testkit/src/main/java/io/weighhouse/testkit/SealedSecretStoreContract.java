// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SealedSecret;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.StoredSecret;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link SealedSecretStore} promises.
 *
 * <p>A test class of an implementation extends this one and says how to make an empty store.
 *
 * <p>This class is not thread-safe; the test engine makes an instance for each test.
 */
public abstract class SealedSecretStoreContract {

    private static final SecretSlot SLOT = slot(SecretHolder.tenant("acme"), "openai", "api_key");
    private static final SealedSecret FIRST = new SealedSecret("wh1.1.a.Zmlyc3Q", "sk-12...89");
    private static final SealedSecret SECOND = new SealedSecret("wh1.1.a.c2Vjb25k", "...");

    private SealedSecretStore store = SealedSecretStore.inMemory();

    /** For the classes that extend it. */
    protected SealedSecretStoreContract() {}

    /** {@return a new, empty store} */
    protected abstract SealedSecretStore emptyStore();

    @BeforeEach
    final void makeStore() {
        store = emptyStore();
    }

    @Test
    final void find_secret_isReadBackWithItsPlace() {
        assertThat(await(store.put(SLOT.revision(1), FIRST))).isTrue();
        assertThat(await(store.find(SLOT))).contains(new StoredSecret(SLOT.revision(1), FIRST));
        assertThat(await(store.latestRevision(SLOT))).isEqualTo(1);
        assertThat(await(store.put(SLOT.revision(2), SECOND))).isTrue();
        assertThat(await(store.find(SLOT))).contains(new StoredSecret(SLOT.revision(2), SECOND));
        assertThat(await(store.latestRevision(SLOT))).isEqualTo(2);
    }

    @Test
    final void find_largestSecret_isReadBack() {
        SealedSecret largest = new SealedSecret("x".repeat(Secret.MAX_LENGTH * 4 / 3 + 6000), "...");
        await(store.put(SLOT.revision(1), largest));
        assertThat(await(store.find(SLOT))).contains(new StoredSecret(SLOT.revision(1), largest));
    }

    @Test
    final void find_emptySlot_isEmpty() {
        assertThat(await(store.find(SLOT))).isEmpty();
        assertThat(await(store.latestRevision(SLOT))).isZero();
        assertThat(await(store.list(SLOT.holder()))).isEmpty();
        assertThat(await(store.delete(SLOT.revision(1)))).isFalse();
    }

    @Test
    final void put_notTheNextRevision_writesNothing() {
        assertThat(await(store.put(SLOT.revision(2), FIRST))).isFalse();
        assertThat(await(store.find(SLOT))).isEmpty();
        await(store.put(SLOT.revision(1), FIRST));
        for (long revision : new long[] {1, 3, Long.MAX_VALUE}) {
            assertThat(await(store.put(SLOT.revision(revision), SECOND))).isFalse();
        }
        assertThat(await(store.find(SLOT))).contains(new StoredSecret(SLOT.revision(1), FIRST));
    }

    @Test
    final void delete_secret_isGoneButItsRevisionIsRemembered() {
        await(store.put(SLOT.revision(1), FIRST));
        assertThat(await(store.delete(SLOT.revision(2)))).as("another revision").isFalse();
        assertThat(await(store.find(SLOT))).isPresent();
        assertThat(await(store.delete(SLOT.revision(1)))).isTrue();
        assertThat(await(store.delete(SLOT.revision(1)))).as("again").isFalse();
        assertThat(await(store.find(SLOT))).isEmpty();
        assertThat(await(store.list(SLOT.holder()))).isEmpty();
        assertThat(await(store.latestRevision(SLOT))).isEqualTo(1);
        assertThat(await(store.put(SLOT.revision(1), SECOND)))
                .as("never used again")
                .isFalse();
        assertThat(await(store.put(SLOT.revision(2), SECOND))).isTrue();
        assertThat(await(store.find(SLOT))).contains(new StoredSecret(SLOT.revision(2), SECOND));
    }

    @Test
    final void anyVerb_everyOtherSlot_isUntouched() {
        List<SecretSlot> slots = new ArrayList<>();
        for (SecretHolder holder : holders()) {
            for (String provider : List.of("openai", "groq")) {
                slots.add(slot(holder, provider, "api_key"));
                slots.add(slot(holder, provider, "secret"));
            }
        }
        for (SecretSlot slot : slots) {
            assertThat(await(store.find(slot))).isEmpty();
            assertThat(await(store.put(slot.revision(1), sealed(slot)))).isTrue();
        }
        for (SecretSlot slot : slots) {
            assertThat(await(store.find(slot))).contains(new StoredSecret(slot.revision(1), sealed(slot)));
        }
        for (SecretHolder holder : holders()) {
            assertThat(await(store.list(holder)))
                    .hasSize(4)
                    .allMatch(stored -> stored.place().slot().holder().equals(holder));
        }
        await(store.delete(slots.get(0).revision(1)));
        for (SecretSlot slot : slots.subList(1, slots.size())) {
            assertThat(await(store.find(slot))).isPresent();
        }
    }

    @Test
    final void put_manyAtOnce_oneWins() {
        List<CompletableFuture<Boolean>> puts = IntStream.range(0, 16)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> await(store.put(SLOT.revision(1), FIRST))))
                .toList();
        assertThat(puts.stream().filter(CompletableFuture::join)).hasSize(1);
    }

    /** Holders of two tenants whose names run together when they are joined carelessly. */
    private static List<SecretHolder> holders() {
        return List.of(
                SecretHolder.platform(),
                SecretHolder.tenant("acme"),
                SecretHolder.tenant("acmea"),
                SecretHolder.team("acme", "ann"),
                SecretHolder.personal("acme", "ann"),
                SecretHolder.team("acmea", "nn"),
                SecretHolder.personal("acmea", "nn"));
    }

    private static SealedSecret sealed(SecretSlot slot) {
        return new SealedSecret("envelope of " + slot, "...");
    }

    private static SecretSlot slot(SecretHolder holder, String provider, String field) {
        return new SecretSlot(holder, new ProviderId(provider), field);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
