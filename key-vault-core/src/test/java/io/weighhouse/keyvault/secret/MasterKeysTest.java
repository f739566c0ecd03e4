// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.secret.SecretVaultException.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MasterKeysTest {

    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final byte[] CONTEXT = {1, 2, 3};

    private final Secret dataKey = Secret.ofBytes(new byte[32]);
    private final List<String> heard = new ArrayList<>();

    @Test
    void status_keyring_isByPlaceAndMark() {
        MasterKeys keys = MasterKeys.keyring("2026b:" + KEY + ", 2026a:" + KEY + ",2025:" + KEY + ":disabled");
        assertThat(keys.currentId()).isEqualTo("2026b");
        assertThat(keys.status("2026b")).isEqualTo(MasterKeyStatus.ENCRYPT);
        assertThat(keys.status("2026a")).isEqualTo(MasterKeyStatus.DECRYPT_ONLY);
        assertThat(keys.status("2025")).isEqualTo(MasterKeyStatus.DISABLED);
        assertThat(keys.status("2024")).isEqualTo(MasterKeyStatus.UNKNOWN);
        assertThat(MasterKeys.of("a", new byte[32]).status("a")).isEqualTo(MasterKeyStatus.ENCRYPT);
    }

    @Test
    void unwrap_disabledKey_isRefusedAsSuch() {
        WrappedKey wrapped = MasterKeys.keyring("2025:" + KEY).wrap(dataKey, CONTEXT);
        MasterKeys enabled = MasterKeys.keyring("2026:" + KEY + ",2025:" + KEY);
        MasterKeys disabled = MasterKeys.keyring("2026:" + KEY + ",2025:" + KEY + " :disabled");
        try (Secret unwrapped = enabled.unwrap(wrapped, CONTEXT)) {
            assertThat(unwrapped.isEqualTo(dataKey)).isTrue();
        }
        assertFault(Fault.MASTER_KEY_DISABLED, () -> disabled.unwrap(wrapped, CONTEXT));
    }

    @Test
    void keyring_currentKeyDisabled_isRefused() {
        assertThatThrownBy(() -> MasterKeys.keyring("2025:" + KEY + ":disabled,2024:" + KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must not be disabled, as the current one: master key \"2025\"");
    }

    @Test
    void unwrap_cutOrInAnotherContext_isTampered() {
        MasterKeys keys = MasterKeys.of("a", new byte[32]);
        byte[] wrapped = keys.wrap(dataKey, CONTEXT).bytes();
        assertThat(wrapped).hasSize(60);
        for (int length : new int[] {1, 11, 12, 27, 28, 29, 59}) {
            byte[] cut = Arrays.copyOf(wrapped, length);
            assertFault(Fault.TAMPERED, () -> keys.unwrap(new WrappedKey("a", cut), CONTEXT));
        }
        assertFault(Fault.TAMPERED, () -> keys.unwrap(new WrappedKey("a", wrapped), new byte[] {1, 2}));
    }

    @Test
    void wrap_atHalfTheLimit_isToldOnce() {
        WrapCounts counts = WrapCounts.startingAt(Map.of("a", WrapCounts.NEAR_LIMIT - 2), heard::add);
        MasterKeys keys = MasterKeys.keyring("a:" + KEY + ",b:" + KEY, counts);
        keys.wrap(dataKey, CONTEXT);
        assertThat(counts.count("a")).isEqualTo(WrapCounts.NEAR_LIMIT - 1);
        assertThat(heard).isEmpty();
        assertThat(counts.keysNearLimit()).isEmpty();
        keys.wrap(dataKey, CONTEXT);
        keys.wrap(dataKey, CONTEXT);
        assertThat(heard).containsExactly("a");
        assertThat(counts.keysNearLimit()).containsExactly("a");
        assertThat(counts.counts()).isEqualTo(Map.of("a", (1L << 31) + 1));
        assertThat(counts.count("b")).isZero();
    }

    @Test
    void wrap_atTheLimit_isRefusedAndUnwrappingGoesOn() {
        WrapCounts counts = WrapCounts.startingAt(Map.of("a", WrapCounts.LIMIT - 1), heard::add);
        MasterKeys keys = MasterKeys.keyring("a:" + KEY, counts);
        WrappedKey last = keys.wrap(dataKey, CONTEXT);
        assertFault(Fault.MASTER_KEY_EXHAUSTED, () -> keys.wrap(dataKey, CONTEXT));
        assertFault(Fault.MASTER_KEY_EXHAUSTED, () -> keys.wrap(dataKey, CONTEXT));
        assertThat(counts.count("a")).isEqualTo(1L << 32);
        assertThat(heard).containsExactly("a");
        assertThat(keys.unwrap(last, CONTEXT).isEqualTo(dataKey)).isTrue();
        MasterKeys next = MasterKeys.keyring("b:" + KEY + ",a:" + KEY, counts);
        assertThat(next.wrap(dataKey, CONTEXT).masterKeyId()).isEqualTo("b");
    }

    @Test
    void startingAt_badCounts_areNamed() {
        assertThatThrownBy(() -> WrapCounts.startingAt(Map.of("a", -1L), heard::add))
                .hasMessage("must be 0 to 4294967296: wraps of a=-1");
        assertThatThrownBy(() -> WrapCounts.startingAt(Map.of("a", (1L << 32) + 1), heard::add))
                .hasMessageContaining("wraps of a=4294967297");
        assertThatThrownBy(() -> WrapCounts.startingAt(Map.of("a.b", 1L), heard::add))
                .hasMessageContaining("must not have a dot");
        Map<String, Long> many = new HashMap<>();
        for (int i = 0; i < 1001; i++) {
            many.put("k" + i, 1L);
        }
        assertThatThrownBy(() -> WrapCounts.startingAt(many, heard::add)).hasMessageContaining("at most 1000");
    }

    @Test
    void onExecutor_asyncForms_runThere() {
        List<Runnable> queue = new ArrayList<>();
        MasterKeys keys = MasterKeys.onExecutor(MasterKeys.of("a", new byte[32]), queue::add);
        SecretVault vault = SecretVault.of(keys);
        SecretPlace place = new SecretSlot(SecretHolder.platform(), new ProviderId("openai")).place("api_key", 1);
        var sealing = vault.sealAsync(place, dataKey).toCompletableFuture();
        assertThat(sealing).isNotDone();
        queue.remove(0).run();
        var opening = vault.openAsync(place, sealing.join()).toCompletableFuture();
        assertThat(opening).isNotDone();
        queue.remove(0).run();
        assertThat(opening.join().isEqualTo(dataKey)).isTrue();
        assertThat(keys.currentId()).isEqualTo("a");
        assertThat(keys.status("a")).isEqualTo(MasterKeyStatus.ENCRYPT);
        assertThat(vault.open(place, vault.seal(place, dataKey)).isEqualTo(dataKey))
                .as("on this thread")
                .isTrue();
    }

    @Test
    void onExecutor_thatRefuses_isUnavailable() {
        SecretVault vault = SecretVault.of(MasterKeys.onExecutor(MasterKeys.of("a", new byte[32]), task -> {
            throw new RejectedExecutionException("full");
        }));
        SecretPlace place = new SecretSlot(SecretHolder.platform(), new ProviderId("openai")).place("api_key", 1);
        assertThatThrownBy(() ->
                        vault.sealAsync(place, dataKey).toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(SecretVaultException.class)
                .hasMessageContaining("MASTER_KEYS_UNAVAILABLE");
    }

    @Test
    void joined_severalMakes_firstWrapsAndEachUnwrapsItsOwn() {
        MasterKeys old = MasterKeys.keyring("a:" + KEY + ",z:" + KEY + ":disabled");
        MasterKeys next = MasterKeys.keyring("b:" + KEY);
        MasterKeys joined = MasterKeys.joined(next, old);
        assertThat(joined.currentId()).isEqualTo("b");
        assertThat(joined.status("b")).isEqualTo(MasterKeyStatus.ENCRYPT);
        assertThat(joined.status("a")).isEqualTo(MasterKeyStatus.DECRYPT_ONLY);
        assertThat(joined.status("z")).isEqualTo(MasterKeyStatus.DISABLED);
        assertThat(joined.status("c")).isEqualTo(MasterKeyStatus.UNKNOWN);
        WrappedKey wrapped = old.wrap(dataKey, CONTEXT);
        assertThat(joined.wrap(dataKey, CONTEXT).masterKeyId()).isEqualTo("b");
        assertThat(joined.unwrap(wrapped, CONTEXT).isEqualTo(dataKey)).isTrue();
        assertFault(Fault.UNKNOWN_MASTER_KEY, () -> next.unwrap(wrapped, CONTEXT));
        assertFault(Fault.UNKNOWN_MASTER_KEY, () -> joined.unwrap(new WrappedKey("c", new byte[60]), CONTEXT));
        SecretPlace place = new SecretSlot(SecretHolder.platform(), new ProviderId("openai")).place("api_key", 1);
        SecretVault vault = SecretVault.of(joined);
        SealedSecret sealed = vault.rewrapAsync(place, SecretVault.of(old).seal(place, dataKey))
                .toCompletableFuture()
                .join();
        assertThat(sealed.envelope()).startsWith("wh1.1.b.");
        assertThat(vault.openAsync(place, sealed).toCompletableFuture().join().isEqualTo(dataKey))
                .isTrue();
    }

    @Test
    void unavailable_retryAfter_isKept() {
        assertThat(SecretVaultException.unavailable("429", Duration.ofSeconds(3), null)
                        .retryAfter())
                .contains(Duration.ofSeconds(3));
        assertThat(SecretVaultException.unavailable("timeout", null, null).retryAfter())
                .isEmpty();
        assertThatThrownBy(() -> SecretVaultException.unavailable("429", Duration.ofSeconds(-1), null))
                .hasMessage("must be >= 0: retryAfter=PT-1S");
    }

    private static void assertFault(Fault fault, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SecretVaultException.class,
                        refused -> assertThat(refused.fault()).isEqualTo(fault));
    }
}
