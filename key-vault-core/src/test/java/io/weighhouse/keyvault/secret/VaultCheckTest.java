// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.secret.SecretVaultException.Fault;
import io.weighhouse.keyvault.secret.VaultCheck.Status;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VaultCheckTest {

    private static final String KEY_A = key(1);
    private static final String KEY_B = key(2);

    private final TouchyStore store = new TouchyStore();

    @Test
    void run_nothingStored_writesACanaryThatIsFoundAgain() {
        assertThat(check("a:" + KEY_A)).isEqualTo(new VaultCheck(Status.ABSENT, Optional.empty()));
        assertThat(check("a:" + KEY_A)).isEqualTo(new VaultCheck(Status.OK, Optional.empty()));
        SealedCredential canary = Credentials.find(store, VaultCheck.slot());
        assertThat(canary.state().lastEvent())
                .isEqualTo(new SecretEvent(SecretEvent.Kind.SAVED, "weighhouse-vault-check", Credentials.NOW));
    }

    @Test
    void run_wrongMasterKey_isSaid() {
        check("a:" + KEY_A);
        assertThat(check("a:" + KEY_B)).isEqualTo(new VaultCheck(Status.WRONG_MASTER_KEY, Optional.of(Fault.TAMPERED)));
        assertThat(check("b:" + KEY_A))
                .isEqualTo(new VaultCheck(Status.WRONG_MASTER_KEY, Optional.of(Fault.UNKNOWN_MASTER_KEY)));
        assertThat(check("b:" + KEY_B + ",a:" + KEY_A + ":disabled"))
                .isEqualTo(new VaultCheck(Status.WRONG_MASTER_KEY, Optional.of(Fault.MASTER_KEY_DISABLED)));
        assertThat(check("a:" + KEY_A).status()).isEqualTo(Status.OK);
    }

    @Test
    void run_newMasterKey_isTakenOverSoThatTheNextNodeMustMeanTheSame() {
        check("a:" + KEY_A);
        assertThat(check("b:" + KEY_B + ",a:" + KEY_A).status()).isEqualTo(Status.OK);
        assertThat(Credentials.find(store, VaultCheck.slot()).version()).isEqualTo(2);
        assertThat(check("b:" + key(3) + ",a:" + KEY_A).status()).isEqualTo(Status.WRONG_MASTER_KEY);
        assertThat(check("b:" + KEY_B).status()).isEqualTo(Status.OK);
    }

    @Test
    void run_secretsButNoCanary_aWrongKeyDoesNotVouchForItself() {
        SecretVault vault = SecretVault.of(MasterKeys.keyring("a:" + KEY_A));
        Credentials.put(store, Credentials.of(vault, Credentials.slot(1), "text"));
        assertThat(check("a:" + KEY_B)).isEqualTo(new VaultCheck(Status.WRONG_MASTER_KEY, Optional.of(Fault.TAMPERED)));
        assertThat(store.find(VaultCheck.slot()).toCompletableFuture().join()).isEmpty();
        assertThat(check("a:" + KEY_A).status()).isEqualTo(Status.ABSENT);
        assertThat(check("a:" + KEY_B).status()).isEqualTo(Status.WRONG_MASTER_KEY);
    }

    @Test
    void run_oneOfTheFirstRowsIsDamaged_theNextIsAsked() {
        SecretVault vault = SecretVault.of(MasterKeys.keyring("a:" + KEY_A));
        Credentials.put(
                store, Credentials.row(Credentials.slot(1), Map.of("api_key", new SealedSecret("nonsense", "..."))));
        Credentials.put(store, Credentials.of(vault, Credentials.slot(2), "text"));
        assertThat(check("a:" + KEY_A).status()).isEqualTo(Status.ABSENT);
    }

    @Test
    void run_canaryDeleted_isWrittenInItsNextRevision() {
        check("a:" + KEY_A);
        assertThat(store.delete(VaultCheck.slot(), 1)).isCompletedWithValue(true);
        assertThat(check("a:" + KEY_A).status()).isEqualTo(Status.ABSENT);
        assertThat(check("a:" + KEY_A).status()).isEqualTo(Status.OK);
        assertThat(Credentials.find(store, VaultCheck.slot()).revision()).isEqualTo(2);
    }

    @Test
    void run_rowWithoutTheField_isNoCanary() {
        Credentials.put(store, Credentials.row(VaultCheck.slot(), Map.of()));
        assertThat(check("a:" + KEY_A))
                .isEqualTo(new VaultCheck(Status.WRONG_MASTER_KEY, Optional.of(Fault.MALFORMED_ENVELOPE)));
    }

    @Test
    void run_masterKeysOutOfReach_isUnavailable() {
        SlowMasterKeys keys = new SlowMasterKeys(MasterKeys.keyring("a:" + KEY_A));
        keys.failure = SecretVaultException.unavailable("timeout", null, null);
        VaultCheck unavailable = new VaultCheck(Status.UNAVAILABLE, Optional.of(Fault.MASTER_KEYS_UNAVAILABLE));
        assertThat(check(keys)).as("nothing stored").isEqualTo(unavailable);
        Credentials.put(
                store, Credentials.of(SecretVault.of(MasterKeys.keyring("a:" + KEY_A)), Credentials.slot(1), "text"));
        assertThat(check(keys)).as("no canary").isEqualTo(unavailable);
        check("a:" + KEY_A);
        assertThat(check(keys)).as("a canary").isEqualTo(unavailable);
    }

    @Test
    void run_storeFails_throws() {
        store.failure = new IllegalStateException("closed");
        assertThatThrownBy(() -> check("a:" + KEY_A))
                .isInstanceOf(SecretStoreException.class)
                .hasCause(store.failure);
    }

    @Test
    void run_anotherNodeWritesFirst_isRight() {
        store.before = () -> {
            store.before = () -> {};
            check("a:" + KEY_A);
        };
        assertThat(check("a:" + KEY_A).status()).isEqualTo(Status.OK);
    }

    @Test
    void canary_inListsOfCustomers_isNot() {
        check("a:" + KEY_A);
        for (SecretHolder holder : List.of(
                SecretHolder.tenant("acme"), SecretHolder.team("acme", "x"), SecretHolder.personal("acme", "ann"))) {
            assertThat(store.list(holder).toCompletableFuture().join()).isEmpty();
        }
        List<SealedCredential> platform =
                store.list(SecretHolder.platform()).toCompletableFuture().join();
        assertThat(platform).hasSize(1).allMatch(row -> VaultCheck.isCanary(row.slot()));
        assertThat(VaultCheck.isCanary(Credentials.slot(1))).isFalse();
    }

    @Test
    void canary_rotatedWithTheRest_opens() {
        check("a:" + KEY_A);
        SecretVault vault = SecretVault.of(MasterKeys.keyring("b:" + KEY_B + ",a:" + KEY_A));
        assertThat(MasterKeyRotation.builder(vault, store).build().run().rewrapped())
                .isEqualTo(1);
        assertThat(check("b:" + KEY_B).status()).isEqualTo(Status.OK);
    }

    private VaultCheck check(String keyring) {
        return check(MasterKeys.keyring(keyring));
    }

    private VaultCheck check(MasterKeys keys) {
        return VaultCheck.run(SecretVault.of(keys), store, () -> Credentials.NOW);
    }

    private static String key(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
