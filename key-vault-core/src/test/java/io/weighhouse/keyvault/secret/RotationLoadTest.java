// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A new master key for many rows, while they are used, by a walk that is dropped halfway. */
class RotationLoadTest {

    private static final int ROWS = Integer.getInteger("rotation.rows", 20_000);
    private static final String OLD = key(1);
    private static final String NEW = key(2);

    @Test
    void rotation_droppedHalfwayWhileRowsAreRead_rewrapsAllOfThem()
            throws ExecutionException, InterruptedException, TimeoutException {
        SealedSecretStore store = SealedSecretStore.inMemory();
        SecretVault before = SecretVault.of(MasterKeys.keyring("a:" + OLD));
        for (int i = 0; i < ROWS; i++) {
            Credentials.put(store, Credentials.of(before, Credentials.slot(i), text(i)));
        }
        SlowMasterKeys keys = new SlowMasterKeys(MasterKeys.keyring("b:" + NEW + ",a:" + OLD));
        SecretVault vault = SecretVault.of(keys);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Future<Long> reader = threads.submit(() -> {
            SecretVault reading = SecretVault.of(MasterKeys.keyring("b:" + NEW + ",a:" + OLD));
            long opened = 0;
            for (int i = 0; !done.get(); i = (i + 7919) % ROWS) {
                String text = Credentials.open(reading, Credentials.find(store, Credentials.slot(i)), "field_0");
                if (!text.equals(text(i))) {
                    throw new AssertionError("row " + i + " opens to something else");
                }
                opened++;
            }
            return opened;
        });
        Future<Long> writer = threads.submit(() -> {
            SecretVault writing = SecretVault.of(MasterKeys.keyring("b:" + NEW + ",a:" + OLD));
            long saved = 0;
            for (int i = 0; !done.get() && saved < ROWS / 100; i = (i + 104_729) % ROWS) {
                saved += save(store, writing, i) ? 1 : 0;
            }
            return saved;
        });

        String cursor = firstHalf(store, vault);
        RotationProgress progress = RotationProgress.resumedAt(cursor);
        MasterKeyRotation second = MasterKeyRotation.builder(vault, store).build();
        while (!progress.isComplete()) {
            progress = second.step(progress, 500);
        }
        done.set(true);
        long opened = reader.get(60, TimeUnit.SECONDS);
        long saved = writer.get(60, TimeUnit.SECONDS);
        threads.shutdown();

        RotationProgress whole =
                MasterKeyRotation.builder(vault, store).dryRun().build().run();
        System.out.println("rotation: " + ROWS + " rows, " + keys.unwraps + " data keys unwrapped, " + opened
                + " secrets opened and " + saved + " saved meanwhile, resumed after " + cursor + ", then " + whole);
        assertThat(whole.rows()).isEqualTo(ROWS);
        assertThat(whole.mayDisable("a")).isTrue();
        assertThat(opened).isPositive();
        SecretVault after = SecretVault.of(MasterKeys.keyring("b:" + NEW + ",a:" + OLD + ":disabled"));
        for (int i = 0; i < ROWS; i += 97) {
            assertThat(Credentials.open(after, Credentials.find(store, Credentials.slot(i)), "field_0"))
                    .isEqualTo(text(i));
        }
    }

    /** What a process has kept that was killed: the cursor of the step before the last one. */
    private static String firstHalf(SealedSecretStore store, SecretVault vault) {
        MasterKeyRotation first = MasterKeyRotation.builder(vault, store).build();
        RotationProgress progress = RotationProgress.start();
        String kept = "";
        while (progress.rows() < ROWS / 2) {
            kept = progress.cursor();
            progress = first.step(progress, 500);
        }
        return kept;
    }

    private static boolean save(SealedSecretStore store, SecretVault vault, int number) {
        SealedCredential now = Credentials.find(store, Credentials.slot(number));
        long revision = now.revision() + 1;
        try (Secret secret = Secret.ofText(text(number))) {
            SealedSecret sealed = vault.seal(now.slot().place("field_0", revision), secret);
            CredentialFields fields =
                    new CredentialFields(Map.of("field_0", sealed), now.fields().plain());
            return store.put(new SealedCredential(now.slot(), revision, now.version() + 1, fields, now.state()))
                    .toCompletableFuture()
                    .join();
        }
    }

    private static String text(int number) {
        return "sk-proj-0123456789-0123456789-" + number;
    }

    private static String key(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
