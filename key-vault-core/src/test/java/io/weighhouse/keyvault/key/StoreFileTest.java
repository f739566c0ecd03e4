// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.internal.Stages;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.keyvault.secret.SecretStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files on the disk: who has them, and who may read them. */
class StoreFileTest {

    @TempDir
    private Path folder;

    @Test
    void file_openedTwice_isRefusedUntilItIsClosed() throws IOException {
        Path path = folder.resolve("keys.log");
        Path sameFile = folder.resolve("..").resolve(folder.getFileName()).resolve("keys.log");
        try (FileKeyRecordStore first = KeyRecordStore.file(path)) {
            for (Path again : List.of(path, sameFile)) {
                assertThatThrownBy(() -> KeyRecordStore.file(again).close())
                        .isInstanceOf(KeyStoreException.class)
                        .hasMessage("the key file is open in this process already: " + path.toRealPath());
            }
            assertThat(Stages.await(first.insert(record()))).isTrue();
        }
        try (FileKeyRecordStore again = KeyRecordStore.file(sameFile)) {
            assertThat(Stages.await(again.scan(null, 10))).containsExactly(record());
        }
    }

    @Test
    void file_openedByALink_isTheSameFile() throws IOException {
        Path path = folder.resolve("keys.log");
        KeyRecordStore.file(path).close();
        Path link = Files.createSymbolicLink(folder.resolve("link.log"), path);
        try (FileKeyRecordStore store = KeyRecordStore.file(StoreFile.at(link).minimumDeadBytes(1))) {
            assertThatThrownBy(() -> KeyRecordStore.file(path).close()).hasMessageContaining("open in this process");
            KeyRecord latest = record();
            Stages.await(store.insert(latest));
            for (int i = 0; i < 10; i++) {
                latest = latest.changed(KeyWork.event(KeyEvent.Kind.RENAMED)).build();
                Stages.await(store.update(latest));
            }
        }
        assertThat(Files.isSymbolicLink(link)).as("not replaced by a file").isTrue();
        try (FileKeyRecordStore store = KeyRecordStore.file(path)) {
            assertThat(Stages.await(store.scan(null, 10)).get(0).revision()).isEqualTo(11);
        }
    }

    @Test
    void file_andItsFolder_areForTheirOwnerOnly() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Path made = folder.resolve("a").resolve("b");
        Path path = made.resolve("keys.log");
        try (FileKeyRecordStore store = KeyRecordStore.file(StoreFile.at(path).minimumDeadBytes(1))) {
            Stages.await(store.insert(record()));
        }
        Files.write(path, new byte[] {1, 2, 3}, java.nio.file.StandardOpenOption.APPEND);
        KeyRecordStore.file(path).close();
        try (Stream<Path> files = Files.list(made)) {
            List<Path> found = files.toList();
            assertThat(found).as("the file, its lock, and a torn tail").hasSize(3);
            for (Path file : found) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-------");
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
    }

    @Test
    void file_ofSecrets_isNoFileOfKeys() {
        Path path = folder.resolve("secrets.log");
        SealedSecretStore.file(path).close();
        assertThatThrownBy(() -> KeyRecordStore.file(path).close())
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining("is of another kind: 'S' instead of 'K'");
        SealedSecretStore.file(path).close();
        KeyRecordStore.file(folder.resolve("keys.log")).close();
        assertThatThrownBy(
                        () -> SealedSecretStore.file(folder.resolve("keys.log")).close())
                .isInstanceOf(SecretStoreException.class)
                .hasMessageContaining("is of another kind: 'K' instead of 'S'");
    }

    @Test
    void file_thatCannotBeMade_isRefused() throws IOException {
        Path noFolder = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(
                        () -> KeyRecordStore.file(noFolder.resolve("keys.log")).close())
                .isInstanceOf(KeyStoreException.class)
                .hasMessageStartingWith("the key file cannot be opened: ");
        assertThatThrownBy(() -> KeyRecordStore.file(folder).close()).isInstanceOf(KeyStoreException.class);
    }

    @Test
    void health_afterSomeWork_tellsRecordsAndBytes() {
        try (FileKeyRecordStore store = KeyRecordStore.file(folder.resolve("keys.log"))) {
            assertThat(store.health().records()).isZero();
            assertThat(store.health().liveBytes() + store.health().deadBytes()).isZero();
            Stages.await(store.insert(record()));
            long live = store.health().liveBytes();
            assertThat(live).isPositive();
            Stages.await(store.update(
                    record().changed(KeyWork.event(KeyEvent.Kind.ENABLED)).build()));
            assertThat(store.health().records()).isEqualTo(1);
            assertThat(store.health().deadBytes()).isGreaterThanOrEqualTo(live);
            assertThat(store.health().failure()).isNull();
            assertThat(store.health().isUsable()).isTrue();
        }
    }

    @Test
    void at_optionsOutOfRange_areMistakes() {
        StoreFile file = StoreFile.at(folder.resolve("keys.log"));
        assertThatThrownBy(() -> file.maximumQueue(0)).hasMessage("must be 1 to 1000000: maximumQueue=0");
        assertThatThrownBy(() -> file.timeLimit(Duration.ZERO))
                .hasMessage("must be > 0 and at most a day: timeLimit=PT0S");
        assertThatThrownBy(() -> file.minimumDeadBytes(0)).hasMessage("must be >= 1: minimumDeadBytes=0");
        assertThat(file.maximumQueue(5).timeLimit(Duration.ofDays(1)).maximumQueue())
                .isEqualTo(5);
    }

    private static KeyRecord record() {
        return KeyRecord.builder(
                        new KeyId("key_1"), Owner.tenant("acme"), KeyHash.of(KeyHash.SHA_256, KeyWork.digest(1)))
                .build();
    }
}
