// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.file.StoreFileHealth;
import io.weighhouse.keyvault.key.FileKeyRecordStore;
import io.weighhouse.keyvault.key.KeyDigest;
import io.weighhouse.keyvault.key.KeyHash;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.secret.FileSealedSecretStore;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/guides/durability.md about keys and secrets. */
class StoreFileExamplesTest {

    @TempDir
    private Path folder;

    @Test
    void files_ofKeysAndSecrets_areWritten() {
        KeyHash hash = KeyHash.of(KeyHash.SHA_256, KeyDigest.ofBytes(new byte[KeyDigest.LENGTH]));
        KeyRecord record = KeyRecord.builder(new KeyId("key_1"), Owner.tenant("acme"), hash)
                .build();
        boolean written;
        StoreFileHealth health;
        // [files]
        try (FileKeyRecordStore keys = KeyRecordStore.file(folder.resolve("keys.log"));
                FileSealedSecretStore secrets = SealedSecretStore.file(folder.resolve("secrets.log"))) {
            written = keys.insert(record).toCompletableFuture().join(); // on the disk
            health = secrets.health(); // records, live and dead bytes, why it cannot be written
        }
        // [/files]
        assertThat(written).isTrue();
        assertThat(health.records()).isZero();
        assertThat(health.isUsable()).isTrue();
    }
}
