// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.weighhouse.keyvault.secret.SecretEvent;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.SecretVault;
import io.weighhouse.keyvault.secret.UndecryptableField;
import io.weighhouse.keyvault.secret.VaultCheck;
import io.weighhouse.keyvault.secret.WrapCounts;
import io.weighhouse.testkit.ManualClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Does what docs/guides/rotation.md says of master keys, in its order. */
class RotationPageTest {

    private static final DocPage PAGE = DocPage.at("docs/guides/rotation.md");
    private static final String NEW = key(2);
    private static final String OLD = key(1);

    private final SealedSecretStore store = SealedSecretStore.inMemory();
    private final ManualClock clock = new ManualClock();
    private final List<String> alerts = new ArrayList<>();
    private final List<String> cursors = new ArrayList<>();

    @Test
    void page_newMasterKey_stepByStep() {
        SecretVault before = vault("2026a:" + OLD);
        for (int i = 0; i < 3; i++) {
            save(before, i);
        }
        assertThat(start(before)).isTrue();

        SecretVault told = vault("2026a:" + OLD + ",2026b:" + NEW);
        assertThat(told.masterKeys().status("2026b")).isEqualTo(MasterKeyStatus.DECRYPT_ONLY);
        assertThat(start(told)).isTrue();

        SecretVault vault = vault("2026b:" + NEW + ",2026a:" + OLD);
        assertThat(start(vault)).isTrue();
        assertThat(start(told)).as("a node that is not yet restarted").isTrue();
        RotationProgress progress = walk(vault);
        assertThat(progress.rewrapped())
                .as("the canary, too, which that node has taken back")
                .isEqualTo(4);
        assertThat(cursors).isNotEmpty();

        // [done]
        RotationProgress found =
                MasterKeyRotation.builder(vault, store).dryRun().build().run();
        for (UndecryptableField field : found.undecryptableFields()) {
            tell(field.place() + ": " + field.fault());
        }
        boolean mayDisable = found.mayDisable("2026a");
        // [/done]
        assertThat(mayDisable).isTrue();
        assertThat(alerts).isEmpty();

        SecretVault after = vault("2026b:" + NEW + ",2026a:" + OLD + ":disabled");
        assertThat(after.masterKeys().status("2026a")).isEqualTo(MasterKeyStatus.DISABLED);
        assertThat(start(after)).isTrue();
        assertThat(start(vault("2026b:" + key(3))))
                .as("a wrong key of that name")
                .isFalse();
    }

    @Test
    void page_statuses_areThoseOfTheKeyring() {
        MasterKeys keys = MasterKeys.keyring("2026b:" + NEW + ",2026a:" + OLD + ",2025:" + OLD + ":disabled");
        assertThat(PAGE.table("## The text of a keyring"))
                .allSatisfy(
                        row -> assertThat(keys.status(row.get("name")).name()).isEqualTo(row.get("status")));
    }

    @Test
    void page_answersOfTheCheck_areAllOfThem() {
        assertThat(PAGE.column("## At start-up", "answer"))
                .containsExactly(Arrays.stream(VaultCheck.Status.values())
                        .map(Enum::name)
                        .toArray(String[]::new));
    }

    @Test
    void page_countsOfWraps_goOn() {
        Map<String, Long> stored = Map.of("2026a", WrapCounts.NEAR_LIMIT - 1);
        String text = "2026a:" + OLD;
        // [counts]
        WrapCounts counts = WrapCounts.startingAt(stored, id -> tell("a successor is due: " + id));
        MasterKeys keys = MasterKeys.keyring(text, counts);
        // [/counts]
        save(SecretVault.of(keys), 1);
        assertThat(alerts).containsExactly("a successor is due: 2026a");
        assertThat(counts.keysNearLimit()).containsExactly("2026a");
    }

    private SecretVault vault(String text) {
        // [vault]
        SecretVault vault = SecretVault.of(MasterKeys.keyring(text));
        // [/vault]
        return vault;
    }

    private boolean start(SecretVault vault) {
        // [check]
        VaultCheck check = VaultCheck.run(vault, store, clock);
        boolean mayStart = check.status() == VaultCheck.Status.OK || check.status() == VaultCheck.Status.ABSENT;
        // [/check]
        return mayStart;
    }

    private RotationProgress walk(SecretVault vault) {
        String stored = "";
        // [walk]
        MasterKeyRotation rotation = MasterKeyRotation.builder(vault, store)
                .actor("ops")
                .clock(clock)
                .build();
        RotationProgress progress = RotationProgress.resumedAt(stored);
        while (!progress.isComplete()) {
            progress = rotation.step(progress, 500);
            keep(progress.cursor());
        }
        // [/walk]
        return progress;
    }

    private void keep(String cursor) {
        cursors.add(cursor);
    }

    private void tell(String alert) {
        alerts.add(alert);
    }

    private void save(SecretVault vault, int number) {
        SecretSlot slot = new SecretSlot(SecretHolder.tenant("acme-" + number), new ProviderId("openai"));
        SealedSecret sealed = vault.seal(slot.place("api_key", 1), Secret.ofText("sk-0123456789"));
        CredentialState state = new CredentialState(
                CredentialState.Status.OK, 0, new SecretEvent(SecretEvent.Kind.SAVED, "ann", clock.instant()));
        store.put(new SealedCredential(slot, 1, 1, new CredentialFields(Map.of("api_key", sealed), Map.of()), state))
                .toCompletableFuture()
                .join();
    }

    private static String key(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
