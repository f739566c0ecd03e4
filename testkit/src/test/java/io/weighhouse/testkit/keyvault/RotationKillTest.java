// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.Authentication.Authenticated;
import io.weighhouse.keyvault.key.FileKeyRecordStore;
import io.weighhouse.keyvault.key.IssuedKey;
import io.weighhouse.keyvault.key.KeyHashing;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.key.PepperRotation;
import io.weighhouse.keyvault.resolve.KeyResolver;
import io.weighhouse.keyvault.resolve.PlatformAccess;
import io.weighhouse.keyvault.resolve.Resolution;
import io.weighhouse.keyvault.secret.FileSealedSecretStore;
import io.weighhouse.keyvault.secret.MasterKeyRotation;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.RotationProgress;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.testkit.process.KilledJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that change a pepper and a master key are killed in the middle, and others go on from the cursor that was told
 * last: nothing is lost, nothing is left out, and all that was good before is good afterwards.
 *
 * <p>{@code -Drotation.rows=100000} for more rows than the build has.
 */
class RotationKillTest {

    private static final int ROWS = Integer.getInteger("rotation.rows", 2_000);
    private static final int AT_ONCE = 1_000;
    private static final int SAMPLES = 100;
    private static final ApiKeyFormat FORMAT = ApiKeyFormat.parse("wh_sk_{b62:32}{crc}");
    private static final ProviderId OPENAI = new ProviderId("openai");

    @TempDir
    private Path folder;

    @Test
    void kill_whileAPepperChanges_theNextOneGoesOn() throws IOException, InterruptedException {
        List<String> samples = issueAll();
        int kills = 0;
        String cursor = "";
        while (!cursor.equals("done")) {
            cursor = killed("keys", cursor);
            kills++;
        }
        try (FileKeyRecordStore store = RotationWork.keys(folder)) {
            assertThat(PepperRotation.builder(store, RotationWork.pepper(2))
                            .dryRun()
                            .build()
                            .run()
                            .found())
                    .isEqualTo(Map.of("h1.1.2", (long) ROWS));
            KeyRegistry keys = registry(
                    store,
                    KeyHashing.hmac(RotationWork.pepper(2))
                            .with(RotationWork.pepper(1))
                            .reading("h1.1.2"));
            assertThat(samples).allMatch(key -> keys.authenticate(key) instanceof Authenticated);
        }
        System.out.println("pepper rotation: rows=" + ROWS + ", kills=" + kills + ", lost=0");
        assertThat(kills).isGreaterThan(1);
    }

    @Test
    void kill_whileAMasterKeyChanges_theNextOneGoesOn() throws IOException, InterruptedException {
        saveAll();
        int kills = 0;
        String cursor = "";
        while (!cursor.equals("done")) {
            cursor = killed("secrets", cursor);
            kills++;
        }
        try (FileSealedSecretStore store = RotationWork.secrets(folder)) {
            RotationProgress after = MasterKeyRotation.builder(RotationWork.vault(2, 1), store)
                    .dryRun()
                    .build()
                    .run();
            assertThat(after.mayDisable("m1")).isTrue();
            KeyResolver resolver = resolver(store, 2);
            for (int user = 0; user < ROWS; user += ROWS / SAMPLES) {
                Resolution found = resolver.resolve(Owner.tenant("acme").user("u" + user), OPENAI);
                assertThat(found).as("user %d", user).isInstanceOf(Resolution.Found.class);
                ((Resolution.Found) found).credential().close();
            }
        }
        System.out.println("master key rotation: rows=" + ROWS + ", kills=" + kills + ", lost=0");
        assertThat(kills).isGreaterThan(1);
    }

    /** Lets a process go on from a cursor, kills it after some steps, and gives the last cursor that it told. */
    private String killed(String what, String cursor) throws IOException, InterruptedException {
        String[] arguments = cursor.isEmpty()
                ? new String[] {folder.toString(), what}
                : new String[] {folder.toString(), what, cursor};
        List<String> lines = new KilledJvm(RotationWork.class, arguments)
                .linesUntilKilledAfter(Math.max(2, ROWS / 500), line -> line.endsWith(RotationWork.END_OF_LINE));
        String last = lines.get(lines.size() - 1);
        return last.substring(0, last.length() - RotationWork.END_OF_LINE.length());
    }

    private List<String> issueAll() {
        List<String> samples = new ArrayList<>();
        try (FileKeyRecordStore store = RotationWork.keys(folder)) {
            KeyRegistry keys = registry(store, KeyHashing.hmac(RotationWork.pepper(1)));
            List<CompletableFuture<IssuedKey>> issues = new ArrayList<>();
            for (int i = 0; i < ROWS; i++) {
                issues.add(keys.issueAsync(NewKey.of(Owner.tenant("t" + i % 5), "n"))
                        .toCompletableFuture());
                if (issues.size() == AT_ONCE || i == ROWS - 1) {
                    samples.add(issues.get(0).join().key().reveal());
                    issues.forEach(CompletableFuture::join);
                    issues.clear();
                }
            }
        }
        return samples;
    }

    private void saveAll() {
        try (FileSealedSecretStore store = RotationWork.secrets(folder);
                Secret secret = Secret.ofText("sk-" + "a1B2".repeat(12))) {
            KeyResolver resolver = resolver(store, 1);
            List<CompletableFuture<?>> saves = new ArrayList<>();
            for (int i = 0; i < ROWS; i++) {
                saves.add(resolver.putAsync(SecretHolder.personal("acme", "u" + i), OPENAI, secret)
                        .toCompletableFuture());
                if (saves.size() == AT_ONCE || i == ROWS - 1) {
                    saves.forEach(CompletableFuture::join);
                    saves.clear();
                }
            }
        }
    }

    private static KeyRegistry registry(KeyRecordStore store, KeyHashing hashing) {
        return KeyRegistry.builder(FORMAT, store).hashing(hashing).build();
    }

    private static KeyResolver resolver(SealedSecretStore store, int masterKey) {
        return KeyResolver.builder(RotationWork.vault(masterKey), store, PlatformAccess.nobody())
                .build();
    }
}
