// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.secret.SecretVaultException.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Master keys that are far away, rewrapping, and data keys that are remembered. */
class SecretVaultWaitingTest {

    private static final String TEXT = "sk-proj-0123456789-0123456789-0123456789";
    private static final String KEY_A = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String KEY_B =
            Base64.getEncoder().encodeToString("01234567890123456789012345678901".getBytes(StandardCharsets.US_ASCII));
    private static final SecretSlot SLOT = new SecretSlot(SecretHolder.tenant("acme"), new ProviderId("openai"));
    private static final SecretPlace PLACE = SLOT.place("api_key", 1);

    private final SlowMasterKeys keys = new SlowMasterKeys(MasterKeys.keyring("b:" + KEY_B + ",a:" + KEY_A));
    private final SecretVault vault = SecretVault.of(keys);
    private final SealedSecret old =
            SecretVault.of(MasterKeys.keyring("a:" + KEY_A)).seal(PLACE, Secret.ofText(TEXT));

    @Test
    void async_slowKeys_answerLater() {
        keys.isSlow = true;
        Secret secret = Secret.ofText(TEXT);
        CompletableFuture<SealedSecret> sealing = vault.sealAsync(PLACE, secret).toCompletableFuture();
        secret.close();
        assertThat(sealing).isNotDone();
        answer();
        CompletableFuture<Secret> opening =
                vault.openAsync(PLACE, sealing.join()).toCompletableFuture();
        assertThat(opening).isNotDone();
        answer();
        assertThat(text(opening.join())).isEqualTo(TEXT);
        CompletableFuture<SealedSecret> rewrapping =
                vault.rewrapAsync(PLACE, old).toCompletableFuture();
        answer();
        assertThat(rewrapping).isNotDone();
        answer();
        keys.isSlow = false;
        assertThat(rewrapping.join().envelope()).startsWith("wh1.1.b.");
        assertThat(text(vault.open(PLACE, rewrapping.join()))).isEqualTo(TEXT);
    }

    @Test
    void async_whatIsRefused_failsTheStage() {
        assertFailed(Fault.MALFORMED_ENVELOPE, vault.openAsync(PLACE, new SealedSecret("nonsense", "...")));
        assertFailed(Fault.MALFORMED_ENVELOPE, vault.rewrapAsync(PLACE, new SealedSecret("nonsense", "...")));
        assertFailed(Fault.TAMPERED, vault.openAsync(SLOT.place("api_key", 2), old));
        assertFailed(Fault.TAMPERED, vault.rewrapAsync(SLOT.place("api_key", 2), old));
        assertThatThrownBy(() -> vault.rewrap(SLOT.place("api_key", 2), old)).hasMessageStartingWith("TAMPERED");
        keys.failure = SecretVaultException.unavailable("timeout", Duration.ofSeconds(2), null);
        assertFailed(Fault.MASTER_KEYS_UNAVAILABLE, vault.openAsync(PLACE, old));
        assertFailed(Fault.MASTER_KEYS_UNAVAILABLE, vault.sealAsync(PLACE, Secret.ofText(TEXT)));
        assertFailed(Fault.MASTER_KEYS_UNAVAILABLE, vault.rewrapAsync(PLACE, old));
    }

    @Test
    void anyVerb_keysThrowSomethingElse_isUnavailableNeverAbsent() {
        keys.failure = new IllegalStateException("connection pool is closed");
        assertThatThrownBy(() -> vault.open(PLACE, old))
                .isInstanceOf(SecretVaultException.class)
                .hasMessage("MASTER_KEYS_UNAVAILABLE: the master keys failed")
                .hasCause(keys.failure);
        assertThatThrownBy(() -> vault.seal(PLACE, Secret.ofText(TEXT))).isInstanceOf(SecretVaultException.class);
        assertThatThrownBy(() -> vault.rewrap(PLACE, old)).isInstanceOf(SecretVaultException.class);
        assertFailed(Fault.MASTER_KEYS_UNAVAILABLE, vault.openAsync(PLACE, old));
    }

    @Test
    void open_dataKeyOfAnotherLength_isTampered() {
        keys.isShort = true;
        assertThatThrownBy(() -> vault.open(PLACE, old))
                .isInstanceOf(SecretVaultException.class)
                .hasMessageContaining("data key has 16");
    }

    @Test
    void rewrap_oldMasterKey_changesNothingButTheWrapping() {
        SealedSecret rewrapped = vault.rewrap(PLACE, old);
        assertThat(rewrapped.envelope()).startsWith("wh1.1.b.");
        assertThat(rewrapped.mask()).isEqualTo(old.mask());
        assertThat(payload(rewrapped)).isEqualTo(payload(old));
        assertThat(text(vault.open(PLACE, rewrapped))).isEqualTo(TEXT);
        int wraps = keys.wraps.get();
        assertThat(vault.rewrap(PLACE, rewrapped)).isSameAs(rewrapped);
        assertThat(vault.rewrapAsync(PLACE, rewrapped).toCompletableFuture().join())
                .isSameAs(rewrapped);
        assertThat(keys.wraps).hasValue(wraps);
    }

    @Test
    void rewrap_secretThatWouldNotDecrypt_isRewrappedSinceNobodyDecryptsIt() {
        Envelope ours = Envelope.decode(old.envelope());
        byte[] bytes = ours.payload().bytes.clone();
        bytes[bytes.length - 1] ^= 1;
        Envelope.Payload damaged = new Envelope.Payload(bytes, ours.payload().from);
        SealedSecret sealed = new SealedSecret(new Envelope(ours.wrappedKey(), damaged).encoded(), "...");
        assertThatThrownBy(() -> vault.open(PLACE, sealed)).hasMessageStartingWith("TAMPERED");
        assertThat(payload(vault.rewrap(PLACE, sealed))).isEqualTo(payload(sealed));
    }

    @Test
    void rewrap_foreignPayload_isTampered() {
        SecretVault first = SecretVault.of(MasterKeys.keyring("a:" + KEY_A));
        Envelope ours = Envelope.decode(old.envelope());
        Envelope other = Envelope.decode(first.seal(PLACE, Secret.ofText(TEXT)).envelope());
        SealedSecret mixed = new SealedSecret(new Envelope(ours.wrappedKey(), other.payload()).encoded(), "...");
        assertThatThrownBy(() -> vault.rewrap(PLACE, mixed)).hasMessageStartingWith("TAMPERED");
    }

    @Test
    void dataKeys_remembered_areUnwrappedOnceAndForgottenInTime() {
        AtomicLong nanos = new AtomicLong();
        SecretVault remembering = SecretVault.builder(keys)
                .dataKeys(10, Duration.ofSeconds(5))
                .ticker(nanos::get)
                .build();
        for (int i = 0; i < 3; i++) {
            assertThat(text(remembering.open(PLACE, old))).isEqualTo(TEXT);
            assertThat(text(remembering
                            .openAsync(PLACE, old)
                            .toCompletableFuture()
                            .join()))
                    .isEqualTo(TEXT);
        }
        assertThat(keys.unwraps).hasValue(1);
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(text(remembering.open(PLACE, old))).isEqualTo(TEXT);
        assertThat(keys.unwraps).hasValue(2);
        remembering.forgetDataKeys();
        assertThat(text(remembering.open(PLACE, old))).isEqualTo(TEXT);
        assertThat(keys.unwraps).hasValue(3);
    }

    @Test
    void dataKeys_remembered_openNothingMore() {
        SecretVault remembering =
                SecretVault.builder(keys).dataKeys(10, Duration.ofSeconds(5)).build();
        remembering.open(PLACE, old).close();
        SealedSecret other = SecretVault.of(MasterKeys.keyring("a:" + KEY_A)).seal(PLACE, Secret.ofText(TEXT));
        Envelope ours = Envelope.decode(old.envelope());
        Envelope theirs = Envelope.decode(other.envelope());
        for (SealedSecret wrong : List.of(
                new SealedSecret(new Envelope(ours.wrappedKey(), theirs.payload()).encoded(), "..."),
                new SealedSecret(new Envelope(theirs.wrappedKey(), ours.payload()).encoded(), "..."),
                new SealedSecret(old.envelope().replace("wh1.1.a.", "wh1.1.b."), "..."))) {
            assertThatThrownBy(() -> remembering.open(PLACE, wrong))
                    .isInstanceOf(SecretVaultException.class)
                    .hasMessageStartingWith("TAMPERED");
        }
        assertThatThrownBy(() -> remembering.open(SLOT.place("api_key", 2), old))
                .hasMessageStartingWith("TAMPERED");
    }

    @Test
    void dataKeys_tooMany_areEvictedAndWiped() {
        SecretVault remembering =
                SecretVault.builder(keys).dataKeys(2, Duration.ofHours(1)).build();
        SealedSecret[] sealed = new SealedSecret[200];
        for (int i = 0; i < sealed.length; i++) {
            sealed[i] = remembering.seal(SLOT.place("api_key", i + 1), Secret.ofText(TEXT + i));
        }
        for (int i = 0; i < sealed.length; i++) {
            assertThat(text(remembering.open(SLOT.place("api_key", i + 1), sealed[i])))
                    .isEqualTo(TEXT + i);
        }
        for (int i = 0; i < sealed.length; i++) {
            assertThat(text(remembering.open(SLOT.place("api_key", i + 1), sealed[i])))
                    .isEqualTo(TEXT + i);
        }
        assertThat(keys.unwraps.get()).isGreaterThanOrEqualTo(sealed.length * 2 - 4);
    }

    @Test
    void dataKeyCache_forgetAll_wipesWhatItHeld() {
        DataKeyCache cache = new DataKeyCache(2, Duration.ofHours(1), null);
        byte[] key = {1, 2, 3};
        DataKeyCache.Name name = new DataKeyCache.Name(PLACE, new WrappedKey("a", new byte[60]));
        cache.keep(name, new DataKeyCache.Entry(key, new byte[32]));
        DataKeyCache.Entry entry = Objects.requireNonNull(cache.find(name));
        assertThat(entry.encryption()).containsExactly(1, 2, 3);
        cache.forgetAll();
        assertThat(key).containsExactly(0, 0, 0);
        assertThat(entry.encryption()).isNull();
        assertThat(cache.find(name)).isNull();
    }

    @Test
    void dataKeys_badBounds_areNamed() {
        SecretVault.Builder builder = SecretVault.builder(keys);
        assertThatThrownBy(() -> builder.dataKeys(0, Duration.ofSeconds(1))).hasMessageContaining("maxEntries=0");
        assertThatThrownBy(() -> builder.dataKeys(1_000_001, Duration.ofSeconds(1)))
                .hasMessageContaining("maxEntries=1000001");
        assertThatThrownBy(() -> builder.dataKeys(1, Duration.ZERO)).hasMessageContaining("time=PT0S");
        assertThatThrownBy(() -> builder.dataKeys(1, Duration.ofSeconds(3601))).hasMessageContaining("time=PT1H1S");
    }

    private void answer() {
        Objects.requireNonNull(keys.waiting.poll()).run();
    }

    private static byte[] payload(SealedSecret sealed) {
        Envelope.Payload payload = Envelope.decode(sealed.envelope()).payload();
        return Arrays.copyOfRange(payload.bytes, payload.from, payload.bytes.length);
    }

    private static String text(Secret secret) {
        try (secret) {
            return secret.text(SecretAccess.get());
        }
    }

    private static void assertFailed(Fault fault, CompletionStage<?> stage) {
        CompletableFuture<?> failed = stage.toCompletableFuture();
        assertThat(failed).isCompletedExceptionally();
        assertThatThrownBy(failed::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        SecretVaultException.class,
                        refused -> assertThat(refused.fault()).isEqualTo(fault));
    }
}
