// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.resolve.FreshCache.Entry;
import io.weighhouse.keyvault.secret.CredentialFields;
import io.weighhouse.keyvault.secret.CredentialState;
import io.weighhouse.keyvault.secret.MasterKeys;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SealedCredential;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretEvent;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.SecretVault;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FreshCacheTest {

    private static final SecretVault VAULT = SecretVault.of(MasterKeys.of("a", new byte[32]));

    private final AtomicLong nanos = new AtomicLong();
    private final FreshCache<String, String> cache = new FreshCache<>(2, Duration.ofNanos(100), nanos::get);

    @Test
    void forget_entry_wipesItsSecrets() {
        OpenedSecrets secrets = kept("a");
        assertThat(secrets.copy()).isNotNull();
        cache.forget("a");
        assertThat(secrets.copy()).isNull();
    }

    @Test
    void endRead_again_wipesTheOldSecrets() {
        OpenedSecrets secrets = kept("a");
        nanos.addAndGet(1);
        install("a");
        assertThat(secrets.copy()).isNull();
    }

    @Test
    void endRead_moreThanFit_wipesWhatIsEvicted() {
        OpenedSecrets[] secrets = new OpenedSecrets[20];
        for (int i = 0; i < secrets.length; i++) {
            secrets[i] = kept("key " + i);
        }
        long alive = Arrays.stream(secrets).filter(one -> one.copy() != null).count();
        assertThat(alive).isEqualTo(2);
    }

    @Test
    void endRead_afterTheBound_sweepsOutWhatIsOld() {
        OpenedSecrets secrets = kept("a");
        nanos.set(100);
        assertThat(cache.find("a")).isNull();
        assertThat(secrets.copy()).as("nobody has looked").isNotNull();
        install("b");
        assertThat(secrets.copy()).isNull();
    }

    @Test
    void sweep_byHand_wipesWhatIsOldAndNothingElse() {
        OpenedSecrets old = kept("a");
        nanos.set(50);
        OpenedSecrets young = kept("b");
        nanos.set(100);
        cache.sweep();
        assertThat(old.copy()).isNull();
        assertThat(young.copy()).isNotNull();
    }

    @Test
    void endRead_afterAChange_isNotInstalledAndKeepsNoSecrets() {
        FreshCache.Read read = cache.beginRead();
        cache.forget("other");
        Entry<String> entry = cache.endRead(read, "a", "late");
        assertThat(entry.value).isEqualTo("late");
        assertThat(cache.find("a")).isNull();
        assertThat(entry.keep(opened())).isFalse();
    }

    @Test
    void endRead_afterALaterRead_isNotInstalled() {
        FreshCache.Read early = cache.beginRead();
        nanos.set(10);
        install("a");
        cache.endRead(early, "a", "early");
        assertThat(cache.find("a")).isNotNull().extracting(entry -> entry.value).isEqualTo("value of a");
    }

    @Test
    void keep_twoOpenedAtOnce_takesTheFirst() {
        Entry<String> entry = install("a");
        OpenedSecrets first = opened();
        assertThat(entry.keep(first)).isTrue();
        assertThat(entry.keep(opened())).isFalse();
        assertThat(entry.opened()).isSameAs(first);
    }

    private Entry<String> install(String key) {
        return cache.endRead(cache.beginRead(), key, "value of " + key);
    }

    private OpenedSecrets kept(String key) {
        OpenedSecrets secrets = opened();
        assertThat(install(key).keep(secrets)).isTrue();
        return secrets;
    }

    private static OpenedSecrets opened() {
        SecretSlot slot = new SecretSlot(SecretHolder.platform(), new ProviderId("openai"));
        CredentialFields fields = new CredentialFields(
                Map.of("api_key", VAULT.seal(slot.place("api_key", 1), Secret.ofText("sk-1"))), Map.of());
        CredentialState state = new CredentialState(
                CredentialState.Status.OK, 0, new SecretEvent(SecretEvent.Kind.SAVED, "test", Instant.EPOCH));
        return OpenedSecrets.of(VAULT, slot, new SealedCredential(slot, 1, 1, fields, state))
                .toCompletableFuture()
                .join();
    }
}
