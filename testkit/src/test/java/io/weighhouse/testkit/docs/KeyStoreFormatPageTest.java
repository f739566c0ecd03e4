// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.FileKeyRecordStore;
import io.weighhouse.keyvault.key.KeyDigest;
import io.weighhouse.keyvault.key.KeyEvent;
import io.weighhouse.keyvault.key.KeyHash;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyUse;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.key.Supersession;
import io.weighhouse.keyvault.secret.Consent;
import io.weighhouse.keyvault.secret.CredentialFields;
import io.weighhouse.keyvault.secret.CredentialState;
import io.weighhouse.keyvault.secret.FallbackPolicy;
import io.weighhouse.keyvault.secret.FileSealedSecretStore;
import io.weighhouse.keyvault.secret.OnRejection;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SealedCredential;
import io.weighhouse.keyvault.secret.SealedSecret;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.keyvault.secret.SecretEvent;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretSlot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads files by the tables of docs/reference/key-store-format.md, and nothing else. */
class KeyStoreFormatPageTest {

    private static final DocPage PAGE = DocPage.at("docs/reference/key-store-format.md");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");
    private static final int HEADER_BYTES = 32;

    @TempDir
    private Path folder;

    /** What the page calls an entry, and its fields as texts. */
    private record Entry(String heading, Map<String, String> fields) {

        String get(String field) {
            String value = fields.get(field);
            assertThat(value).as(field).isNotNull();
            return String.valueOf(value);
        }
    }

    @Test
    void page_example_isWhatIsWritten() throws IOException {
        Path path = folder.resolve("keys.log");
        try (FileKeyRecordStore store = KeyRecordStore.file(path)) {
            store.insert(key()).toCompletableFuture().join();
        }
        byte[] file = Files.readAllBytes(path);
        String shown = HexFormat.ofDelimiter(" ").formatHex(file);
        String lines = shown.replaceAll("((?:[0-9a-f]{2} ){31}[0-9a-f]{2}) ", "$1\n");
        assertThat(PAGE.blocks("hex", "## Example")).containsExactly(lines + '\n');
        assertThat(PAGE.says("begins at byte 32, that of the end at byte " + (file.length - 24) + '.'))
                .isTrue();
    }

    @Test
    void page_tablesOfKeys_readAFileOfKeys() throws IOException {
        Path path = folder.resolve("keys.log");
        try (FileKeyRecordStore store = KeyRecordStore.file(path)) {
            store.insert(key()).toCompletableFuture().join();
            KeyRecord superseded = key().changed(new KeyEvent(KeyEvent.Kind.SUPERSEDED, "bob", NOW))
                    .supersession(new Supersession(new KeyId("key_2"), NOW))
                    .build();
            KeyHash hash = KeyHash.legacy("bc", "$2b$10$abc");
            KeyRecord successor = KeyRecord.builder(new KeyId("key_2"), Owner.tenant("acme"), hash)
                    .build();
            store.rotate(superseded, successor).toCompletableFuture().join();
            store.recordUses(List.of(new KeyUse("acme", new KeyId("key_1"), NOW)))
                    .toCompletableFuture()
                    .join();
        }
        List<List<Entry>> frames = frames(
                Files.readAllBytes(path),
                'K',
                List.of("### Key: type 1, version 1", "### Use of a key: type 2, version 1"));
        assertThat(frames.stream().map(List::size)).containsExactly(1, 2, 1, 0);
        Entry first = frames.get(0).get(0);
        assertThat(first.get("id")).isEqualTo("key_1");
        assertThat(first.get("user")).isEqualTo("ann");
        assertThat(first.get("digest")).isEqualTo("05".repeat(32));
        assertThat(first.get("createdAt")).isEqualTo(NOW.toString());
        assertThat(first.get("lastUsedAt")).isEmpty();
        assertThat(first.get("event")).isEqualTo("ISSUED");
        assertThat(first.get("revision")).isEqualTo("1");
        assertThat(frames.get(1).get(0).get("successor and end of the overlap")).isEqualTo("key_2 " + NOW);
        assertThat(frames.get(1).get(1).get("legacy hash")).isEqualTo("$2b$10$abc");
        assertThat(frames.get(2).get(0).get("lastUsedAt")).isEqualTo(NOW.toString());
    }

    @Test
    void page_tablesOfSecrets_readAFileOfSecrets() throws IOException {
        Path path = folder.resolve("secrets.log");
        SecretSlot slot = new SecretSlot(SecretHolder.team("acme", "search"), new ProviderId("twilio"));
        CredentialFields fields = new CredentialFields(
                Map.of(
                        "account_sid",
                        new SealedSecret("wh1.a", "AC...89"),
                        "auth_token",
                        new SealedSecret("wh1.b", "...")),
                Map.of("region", "eu"));
        SecretEvent event = new SecretEvent(SecretEvent.Kind.SAVED, "ann", NOW);
        CredentialState state = new CredentialState(CredentialState.Status.OK, 2, event);
        try (FileSealedSecretStore store = SealedSecretStore.file(path)) {
            store.put(new SealedCredential(slot, 1, 1, fields, state))
                    .toCompletableFuture()
                    .join();
            store.delete(slot, 1).toCompletableFuture().join();
            store.putPolicy(new FallbackPolicy(
                            "acme", slot.provider(), OnRejection.PLATFORM, new Consent("ann", NOW, "2026-01"), 1))
                    .toCompletableFuture()
                    .join();
        }
        List<List<Entry>> frames = frames(
                Files.readAllBytes(path),
                'S',
                List.of(
                        "### Credential: type 1, version 1",
                        "### Emptied slot: type 2, version 1",
                        "### Fallback policy: type 3, version 1"));
        assertThat(frames.stream().map(List::size)).containsExactly(1, 1, 1, 0);
        Entry credential = frames.get(0).get(0);
        assertThat(credential.get("scope")).isEqualTo("TEAM");
        assertThat(credential.get("envelopes and masks")).isEqualTo("account_sid=wh1.a AC...89, auth_token=wh1.b ...");
        assertThat(credential.get("plain fields")).isEqualTo("region=eu");
        assertThat(credential.get("rejections")).isEqualTo("2");
        assertThat(frames.get(1).get(0).get("version")).isEqualTo("2");
        assertThat(frames.get(2).get(0).get("consent: actor, instant, terms")).isEqualTo("ann " + NOW + " 2026-01");
    }

    private static KeyRecord key() {
        byte[] digest = new byte[KeyDigest.LENGTH];
        java.util.Arrays.fill(digest, (byte) 5);
        return KeyRecord.builder(
                        new KeyId("key_1"),
                        Owner.tenant("acme").user("ann"),
                        KeyHash.of(KeyHash.SHA_256, KeyDigest.ofBytes(digest)))
                .name("ci")
                .createdAt(NOW)
                .lastEvent(new KeyEvent(KeyEvent.Kind.ISSUED, "ann", NOW))
                .build();
    }

    private static List<List<Entry>> frames(byte[] file, char kind, List<String> headings) {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        byte[] magic = new byte[8];
        bytes.get(magic);
        assertThat(magic).asString(StandardCharsets.US_ASCII).isEqualTo("weighlog");
        assertThat(bytes.getShort()).isEqualTo((short) 1);
        assertThat(bytes.getChar()).isEqualTo(kind);
        assertThat(bytes.getLong()).as("first").isEqualTo(1);
        assertThat(bytes.getLong()).as("last of the beginning").isZero();
        assertThat(bytes.getInt()).isEqualTo(crc(file, 0, HEADER_BYTES - 4));
        List<List<Entry>> frames = new ArrayList<>();
        while (bytes.hasRemaining()) {
            int at = bytes.position();
            int length = bytes.getInt();
            int crc = bytes.getInt();
            ByteBuffer covered =
                    ByteBuffer.allocate(20 + length).put(file, at, 4).put(file, at + 8, 16 + length);
            assertThat(crc).isEqualTo(crc(covered.array(), 0, 20 + length));
            assertThat(bytes.getLong()).as("number").isEqualTo(frames.size() + 1);
            assertThat(bytes.getLong()).as("forced").isLessThanOrEqualTo(frames.size());
            ByteBuffer payload = bytes.slice(bytes.position(), length);
            bytes.position(bytes.position() + length);
            List<Entry> entries = new ArrayList<>();
            while (payload.hasRemaining()) {
                String heading = headings.get(payload.get() - 1);
                assertThat(heading).endsWith("version " + payload.get());
                entries.add(new Entry(heading, fields(heading, payload)));
            }
            frames.add(entries);
        }
        return frames;
    }

    private static int crc(byte[] bytes, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, length);
        return (int) crc.getValue();
    }

    private static Map<String, String> fields(String heading, ByteBuffer payload) {
        return PAGE.table(heading).stream()
                .map(row -> Map.entry(row.get("field"), value(row.get("type"), payload)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** One value of a type of the page. */
    private static String value(String type, ByteBuffer payload) {
        if (type.endsWith("?")) {
            return payload.get() == 0 ? "" : value(type.substring(0, type.length() - 1), payload);
        }
        if (type.startsWith("map ")) {
            List<String> pairs = new ArrayList<>();
            for (int left = payload.getInt(); left > 0; left--) {
                pairs.add(value("text", payload) + '=' + value(type.substring(4), payload));
            }
            return String.join(", ", pairs);
        }
        int blank = type.indexOf(' ');
        if (blank > 0) {
            return value(type.substring(0, blank), payload) + ' ' + value(type.substring(blank + 1), payload);
        }
        return switch (type) {
            case "u32" -> String.valueOf(payload.getInt());
            case "u64" -> String.valueOf(payload.getLong());
            case "digest" -> HexFormat.of().formatHex(bytes(payload, 32));
            case "text" -> new String(bytes(payload, payload.getInt()), StandardCharsets.UTF_8);
            case "instant" ->
                Instant.ofEpochSecond(payload.getLong(), payload.getInt()).toString();
            case "texts" -> {
                List<String> texts = new ArrayList<>();
                for (int left = payload.getInt(); left > 0; left--) {
                    texts.add(value("text", payload));
                }
                yield String.join(" ", texts);
            }
            default -> throw new AssertionError("no such type on the page: " + type);
        };
    }

    private static byte[] bytes(ByteBuffer from, int count) {
        byte[] bytes = new byte[count];
        from.get(bytes);
        return bytes;
    }
}
