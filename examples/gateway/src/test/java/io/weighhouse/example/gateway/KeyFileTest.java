// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.key.KeyDigest;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyPage;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyStoreException;
import io.weighhouse.keyvault.key.KeyTerms;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.testkit.KeyRecordStoreContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest extends KeyRecordStoreContract {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");

    @TempDir
    private Path folder = Path.of("");

    private @Nullable KeyFile opened;

    @Override
    protected KeyRecordStore emptyStore() {
        try {
            return open();
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    @Test
    void open_again_findsWhatWasWrittenInItsLastState() throws IOException {
        KeyRecord first = record(1);
        KeyRecord second = record(2);
        KeyRecord revoked = second.revoked(NOW.plusSeconds(5));
        try (KeyFile keys = open()) {
            assertThat(keys.insert(first).toCompletableFuture()).isCompletedWithValue(true);
            assertThat(keys.insert(second).toCompletableFuture()).isCompletedWithValue(true);
            assertThat(keys.update(revoked).toCompletableFuture()).isCompletedWithValue(true);
            assertThat(keys.update(revoked).toCompletableFuture()).isCompletedWithValue(false);
        }
        KeyFile again = open();
        assertThat(again.list("acme", KeyPage.first(10)).toCompletableFuture().join())
                .containsExactly(first, revoked);
        assertThat(Files.readAllLines(file())).hasSize(3);
    }

    @Test
    void open_lineThatWasNeverFinished_isLeftOut() throws IOException {
        try (KeyFile keys = open()) {
            assertThat(keys.insert(record(1)).toCompletableFuture().join()).isTrue();
        }
        byte[] torn = new byte[] {'{', '"', (byte) 0xC3};
        Files.write(file(), torn, StandardOpenOption.APPEND);
        try (KeyFile keys = open()) {
            assertThat(keys.insert(record(2)).toCompletableFuture().join()).isTrue();
        }
        KeyFile again = open();
        assertThat(again.list("acme", KeyPage.first(10)).toCompletableFuture().join())
                .containsExactly(record(1), record(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "nothing", "{\"format\":2}", "{\"format\":1,\"revision\":1}"})
    void open_damagedLine_isRefusedAndNamed(String line) throws IOException {
        try (KeyFile keys = open()) {
            assertThat(keys.insert(record(1)).toCompletableFuture().join()).isTrue();
        }
        Files.writeString(file(), line + '\n', StandardOpenOption.APPEND);
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessage("line 2 is no record of a key: " + file());
    }

    @Test
    void open_lineThatFollowsFromNothing_isRefused() throws IOException {
        String line = KeyLine.of(record(1).revoked(NOW));
        Files.writeString(file(), line + '\n');
        assertThatThrownBy(this::open).hasMessageStartingWith("line 1 is no record of a key");
    }

    @Test
    void insert_closed_failsAndWritesNothing() throws IOException {
        KeyFile keys = open();
        keys.close();
        assertThat(keys.insert(record(1)).toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(KeyStoreException.class);
        assertThat(file()).isEmptyFile();
    }

    private KeyFile open() throws IOException {
        KeyFile keys = KeyFile.open(folder);
        opened = keys;
        return keys;
    }

    private Path file() {
        return folder.resolve("keys.jsonl");
    }

    private static KeyRecord record(int number) {
        byte[] digest = new byte[KeyDigest.LENGTH];
        digest[0] = (byte) number;
        return KeyRecord.builder(
                        new KeyId("key_" + number), Owner.tenant("acme").user("ann"), KeyDigest.ofBytes(digest))
                .name("Zürich \"" + number + '"')
                .terms(new KeyTerms("test", Set.of("a", "b"), Map.of("note", "ä=b"), NOW.plusSeconds(60)))
                .display("wh_sk_test_ab..yz")
                .createdAt(NOW)
                .build();
    }
}
