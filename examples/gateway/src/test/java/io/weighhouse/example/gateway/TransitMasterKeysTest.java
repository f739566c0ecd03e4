// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.example.gateway.TransitMasterKeys.Service;
import io.weighhouse.example.gateway.TransitMasterKeys.Versions;
import io.weighhouse.keyvault.secret.CredentialFields;
import io.weighhouse.keyvault.secret.CredentialState;
import io.weighhouse.keyvault.secret.MasterKeyRotation;
import io.weighhouse.keyvault.secret.MasterKeyStatus;
import io.weighhouse.keyvault.secret.MasterKeys;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.RotationProgress;
import io.weighhouse.keyvault.secret.SealedCredential;
import io.weighhouse.keyvault.secret.SealedSecret;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretAccess;
import io.weighhouse.keyvault.secret.SecretEvent;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretPlace;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.SecretVault;
import io.weighhouse.keyvault.secret.SecretVaultException;
import io.weighhouse.keyvault.secret.SecretVaultException.Fault;
import io.weighhouse.keyvault.secret.VaultCheck;
import io.weighhouse.testkit.ManualClock;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The example of a key service that is slow, busy or away. */
class TransitMasterKeysTest {

    private static final SecretSlot SLOT = new SecretSlot(SecretHolder.tenant("acme"), new ProviderId("openai"));
    private static final SecretPlace PLACE = SLOT.place("api_key", 1);
    private static final String TEXT = "sk-proj-0123456789-0123456789-0123456789";

    private TransitServer server;
    private SecretVault vault;
    private final List<Duration> waits = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        server = new TransitServer();
        vault = SecretVault.of(keys(2, Duration.ofSeconds(30)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void sealAndOpen_throughTheService_giveTheSecretBack() {
        SealedSecret sealed = vault.seal(PLACE, Secret.ofText(TEXT));
        assertThat(sealed.envelope()).startsWith("wh1.1.payments-v2.");
        assertThat(text(vault.open(PLACE, sealed))).isEqualTo(TEXT);
        assertThat(text(vault.openAsync(PLACE, sealed).toCompletableFuture().join()))
                .isEqualTo(TEXT);
        assertFault(Fault.TAMPERED, () -> vault.open(SLOT.place("api_key", 2), sealed));
        SealedSecret renamed = new SealedSecret(sealed.envelope().replace("payments-v2", "payments-v1"), sealed.mask());
        assertFault(Fault.TAMPERED, () -> vault.open(PLACE, renamed));
        assertFault(
                Fault.UNKNOWN_MASTER_KEY,
                () -> SecretVault.of(MasterKeys.of("a", new byte[32])).open(PLACE, sealed));
    }

    @Test
    void openAsync_slowService_blocksNobody() {
        SealedSecret sealed = vault.seal(PLACE, Secret.ofText(TEXT));
        server.gate = new CountDownLatch(1);
        CompletableFuture<Secret> opening = vault.openAsync(PLACE, sealed).toCompletableFuture();
        assertThat(opening).isNotDone();
        server.gate.countDown();
        assertThat(text(opening.join())).isEqualTo(TEXT);
    }

    @Test
    void open_throttled_saysHowLongToWait() {
        SealedSecret sealed = vault.seal(PLACE, Secret.ofText(TEXT));
        server.refusal = 429;
        assertThatThrownBy(() -> vault.open(PLACE, sealed))
                .isInstanceOfSatisfying(SecretVaultException.class, refused -> {
                    assertThat(refused.fault()).isEqualTo(Fault.MASTER_KEYS_UNAVAILABLE);
                    assertThat(refused.retryAfter()).contains(Duration.ofSeconds(3));
                });
        server.refusal = 0;
        assertThat(text(vault.open(PLACE, sealed))).isEqualTo(TEXT);
    }

    @Test
    void anyVerb_serviceAwayOrTooSlow_isUnavailable() {
        SealedSecret sealed = vault.seal(PLACE, Secret.ofText(TEXT));
        server.refusal = 503;
        assertFault(Fault.MASTER_KEYS_UNAVAILABLE, () -> vault.open(PLACE, sealed));
        assertFault(Fault.MASTER_KEYS_UNAVAILABLE, () -> vault.seal(PLACE, Secret.ofText(TEXT)));
        server.refusal = 0;
        server.gate = new CountDownLatch(1);
        SecretVault impatient = SecretVault.of(keys(2, Duration.ofMillis(50)));
        assertFault(Fault.MASTER_KEYS_UNAVAILABLE, () -> impatient.open(PLACE, sealed));
        server.close();
        assertFault(Fault.MASTER_KEYS_UNAVAILABLE, () -> vault.open(PLACE, sealed));
    }

    @Test
    void dataKeys_remembered_bridgeAnOutage() {
        SealedSecret sealed = vault.seal(PLACE, Secret.ofText(TEXT));
        // [remember]
        SecretVault remembering = SecretVault.builder(keys(2, Duration.ofSeconds(2)))
                .dataKeys(10_000, Duration.ofMinutes(5))
                .build();
        // [/remember]
        int before = server.calls.get();
        for (int i = 0; i < 10; i++) {
            assertThat(text(remembering.open(PLACE, sealed))).isEqualTo(TEXT);
        }
        assertThat(server.calls).hasValue(before + 1);
        server.close();
        assertThat(text(remembering.open(PLACE, sealed))).isEqualTo(TEXT);
    }

    @Test
    void rotation_fromAKeyringToTheService_waitsAsLongAsItAsks() {
        SealedSecretStore store = SealedSecretStore.inMemory();
        MasterKeys keyring = MasterKeys.of("2025", new byte[32]);
        for (int i = 0; i < 5; i++) {
            save(store, SecretVault.of(keyring), i);
        }
        ManualClock clock = new ManualClock();
        server.refusal = 429;
        // [move]
        MasterKeys both = MasterKeys.joined(keys(1, Duration.ofSeconds(2)), keyring);
        MasterKeyRotation rotation = MasterKeyRotation.builder(SecretVault.of(both), store)
                .actor("ops")
                .clock(clock)
                .build();
        RotationProgress progress = RotationProgress.resumedAt("");
        while (!progress.isComplete()) {
            try {
                progress = rotation.step(progress, 2);
                keep(progress.cursor());
            } catch (SecretVaultException busy) {
                pause(busy.retryAfter().orElse(Duration.ofSeconds(1)));
            }
        }
        boolean mayDisable = progress.mayDisable("2025");
        // [/move]
        assertThat(mayDisable).isTrue();
        assertThat(progress.fieldsByMasterKey()).isEqualTo(Map.of("payments-v1", 5L));
        assertThat(waits).containsExactly(Duration.ofSeconds(3));
        assertThat(kept).hasSize(4).last().isEqualTo("TENANT/acme/p4/");
        assertThat(VaultCheck.run(SecretVault.of(keys(2, Duration.ofSeconds(30))), store, clock)
                        .status())
                .isEqualTo(VaultCheck.Status.ABSENT);
    }

    @Test
    void status_versions_areMasterKeys() {
        MasterKeys keys = keys(2, Duration.ofSeconds(2));
        assertThat(keys.status("payments-v2")).isEqualTo(MasterKeyStatus.ENCRYPT);
        assertThat(keys.status("payments-v1")).isEqualTo(MasterKeyStatus.DECRYPT_ONLY);
        assertThat(keys.status("payments-v3")).isEqualTo(MasterKeyStatus.UNKNOWN);
    }

    private MasterKeys keys(int version, Duration timeout) {
        // [client]
        MasterKeys keys = new TransitMasterKeys(
                HttpClient.newHttpClient(),
                new Service(server.base(), timeout, Secret.ofText("s.token"), "payments", new Versions(version, 1)));
        // [/client]
        return keys;
    }

    private void keep(String cursor) {
        kept.add(cursor);
    }

    private void pause(Duration time) {
        waits.add(time);
        server.refusal = 0;
    }

    private static void save(SealedSecretStore store, SecretVault vault, int number) {
        SecretSlot slot = new SecretSlot(SecretHolder.tenant("acme"), new ProviderId("p" + number));
        SealedSecret sealed = vault.seal(slot.place("api_key", 1), Secret.ofText(TEXT));
        CredentialState state = new CredentialState(
                CredentialState.Status.OK,
                0,
                new SecretEvent(SecretEvent.Kind.SAVED, "ann", new ManualClock().instant()));
        SealedCredential row =
                new SealedCredential(slot, 1, 1, new CredentialFields(Map.of("api_key", sealed), Map.of()), state);
        assertThat(store.put(row).toCompletableFuture().join()).isTrue();
    }

    private static void assertFault(Fault fault, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        SecretVaultException.class,
                        refused -> assertThat(refused.fault()).isEqualTo(fault));
    }

    private static String text(Secret secret) {
        try (secret) {
            return secret.text(SecretAccess.get());
        }
    }
}
