// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import io.weighhouse.keyvault.key.FileKeyRecordStore;
import io.weighhouse.keyvault.key.KeyPosition;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.Pepper;
import io.weighhouse.keyvault.key.PepperProgress;
import io.weighhouse.keyvault.key.PepperRotation;
import io.weighhouse.keyvault.secret.FileSealedSecretStore;
import io.weighhouse.keyvault.secret.MasterKeyRotation;
import io.weighhouse.keyvault.secret.MasterKeys;
import io.weighhouse.keyvault.secret.RotationProgress;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretVault;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/** A process that changes the pepper and the master key of what is in a folder, and tells how far it is, until it is killed. */
final class RotationWork {

    /** A line that ends with this was told whole. */
    static final String END_OF_LINE = " .";

    private static final int ROWS = 250;

    private RotationWork() {}

    /**
     * Works: keys first, then secrets, from the beginning or from where an earlier process ended.
     *
     * @param args the folder; {@code keys} or {@code secrets}; the cursor, or nothing
     */
    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        String cursor = args.length > 2 ? args[2] : "";
        if (args[1].equals("keys")) {
            try (FileKeyRecordStore store = keys(folder)) {
                PepperProgress progress = cursor.isEmpty()
                        ? PepperProgress.start()
                        : PepperProgress.resumedAfter(KeyPosition.parse(cursor));
                PepperRotation rotation =
                        PepperRotation.builder(store, pepper(2)).build();
                while (!progress.isComplete()) {
                    progress = rotation.step(progress, ROWS);
                    tell(String.valueOf(progress.last()));
                }
            }
        } else {
            try (FileSealedSecretStore store = secrets(folder)) {
                RotationProgress progress =
                        cursor.isEmpty() ? RotationProgress.start() : RotationProgress.resumedAt(cursor);
                MasterKeyRotation rotation =
                        MasterKeyRotation.builder(vault(2, 1), store).build();
                while (!progress.isComplete()) {
                    progress = rotation.step(progress, ROWS);
                    tell(Objects.requireNonNull(progress.cursor()));
                }
            }
        }
        tell("done");
    }

    static FileKeyRecordStore keys(Path folder) {
        return KeyRecordStore.file(folder.resolve("keys.log"));
    }

    static FileSealedSecretStore secrets(Path folder) {
        return SealedSecretStore.file(folder.resolve("secrets.log"));
    }

    static Pepper pepper(int version) {
        try (Secret secret = Secret.ofBytes(bytes(version))) {
            return Pepper.of(version, secret);
        }
    }

    /** A vault with master keys of these numbers, the first of which is current. */
    static SecretVault vault(int... numbers) {
        StringBuilder text = new StringBuilder();
        for (int number : numbers) {
            text.append(text.isEmpty() ? "" : ",").append('m').append(number).append(':');
            text.append(Base64.getEncoder().encodeToString(bytes(number)));
        }
        return SecretVault.of(MasterKeys.keyring(text.toString()));
    }

    private static byte[] bytes(int number) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) number);
        return bytes;
    }

    private static void tell(String cursor) {
        System.out.println(cursor + END_OF_LINE);
    }
}
