// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.keyvault.key.AdoptedKey;
import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.Authentication.Authenticated;
import io.weighhouse.keyvault.key.Authentication.Rejected;
import io.weighhouse.keyvault.key.KeyDigest;
import io.weighhouse.keyvault.key.KeyFormats;
import io.weighhouse.keyvault.key.KeyHash;
import io.weighhouse.keyvault.key.KeyHashing;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.key.Pepper;
import io.weighhouse.keyvault.key.Rejection;
import io.weighhouse.keyvault.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Does what docs/guides/api-keys.md says of formats, peppers and keys from elsewhere. */
class KeySourcesPageTest {

    private static final DocPage PAGE = DocPage.at("docs/guides/api-keys.md");
    private static final ApiKeyFormat FORMAT = ApiKeyFormat.parse("wh_sk_{env:live|test}_{b62:32}{crc}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeyRecordStore store = KeyRecordStore.inMemory();

    /** A row of another system's table. */
    record Row(String id, String customer, String alias, String token, String keyName) {}

    @Test
    void page_severalFormats_areAccepted() {
        ApiKeyFormat old = ApiKeyFormat.parse("pp_{env:live|test}-{b64u:40}");
        NewKey wish = NewKey.of(Owner.tenant("acme"), "old").environment("live");
        String oldKey =
                KeyRegistry.builder(old, store).build().issue(wish).key().reveal();
        // [formats]
        KeyFormats formats = KeyFormats.of(
                ApiKeyFormat.parse("wh_sk_{env:live|test}_{b62:32}{crc}"), // new keys
                ApiKeyFormat.parse("pp_{env:live|test}-{b64u:40}"), // still accepted
                ApiKeyFormat.parse("pp_{env:live|test}-{b64u:32}"));
        KeyRegistry keys = KeyRegistry.builder(formats, store).build();
        // [/formats]
        KeyRecord record = ((Authenticated) keys.authenticate(oldKey)).record();
        assertThat(record.start()).startsWith("pp_live-");
        assertThat(keys.issue(wish).key().reveal()).startsWith("wh_sk_live_");
        assertThat(keys.rotate("acme", record.id(), Duration.ZERO)
                        .orElseThrow()
                        .record()
                        .start())
                .startsWith("wh_sk_live_");
    }

    @Test
    void page_pepper_takesOverOnUse() {
        NewKey wish = NewKey.of(Owner.tenant("acme"), "ci").environment("live");
        String key =
                KeyRegistry.builder(FORMAT, store).build().issue(wish).key().reveal();
        ApiKeyFormat format = FORMAT;
        String pepperText = "0123456789abcdef0123456789abcdef";
        // [pepper]
        Pepper pepper = Pepper.of(1, Secret.ofText(pepperText)); // 32 random bytes or more
        KeyHashing hashing = KeyHashing.hmac(pepper).reading("s1"); // "s1": keys that were issued before
        KeyRegistry keys = KeyRegistry.builder(format, store).hashing(hashing).build();
        // [/pepper]
        KeyId id = ((Authenticated) keys.authenticate(key)).record().id();
        assertThat(keys.find("acme", id).orElseThrow().hash().id()).isEqualTo("h1.1");
    }

    @Test
    void page_digestsOfOtherSystems_areTakenOver() {
        String oldKey = ApiKeyFormat.parse("sk-{b64u:22}").generate(RANDOM, "").reveal();
        KeyFormats formats = KeyFormats.of(FORMAT, ApiKeyFormat.parse("sk-{b64u:22}"));
        List<Row> table =
                List.of(new Row("tok-1", "acme", "ci", HexFormat.of().formatHex(sha256(oldKey)), "sk-...12Ab"));
        // [sha256]
        KeyRegistry keys = KeyRegistry.builder(formats, store) // among them sk-{b64u:22}
                .hashing(KeyHashing.sha256().reading(KeyHash.SHA_256_WHOLE))
                .build();
        for (Row row : table) {
            KeyHash hash = KeyHash.of(KeyHash.SHA_256_WHOLE, KeyDigest.ofHex(row.token()));
            keys.adopt(AdoptedKey.of(NewKey.of(Owner.tenant(row.customer()), row.alias()), hash)
                    .id(new KeyId(row.id())) // so that the import may be run again
                    .display(row.keyName()));
        }
        // [/sha256]
        KeyRecord record = ((Authenticated) keys.authenticate(oldKey)).record();
        assertThat(record.display()).isEqualTo("sk-...12Ab");
        assertThat(keys.find("acme", new KeyId("tok-1")).orElseThrow().hash().id())
                .isEqualTo("s1");
        assertThat(keys.adopt(AdoptedKey.of(
                                        NewKey.of(Owner.tenant("acme"), "ci"),
                                        KeyHash.of(
                                                KeyHash.SHA_256_WHOLE,
                                                KeyDigest.ofHex(table.get(0).token())))
                                .id(new KeyId("tok-1")))
                        .hash()
                        .id())
                .as("the import is run again")
                .isEqualTo("s1");
    }

    @Test
    void page_waysToReadADigest_readTheSame() {
        byte[] sha256 = sha256("any");
        assertThat(PAGE.column("### SHA-256 of the whole key", "read by")).allSatisfy(way -> {
            KeyDigest digest = way.equals("KeyDigest.ofHex")
                    ? KeyDigest.ofHex(HexFormat.of().formatHex(sha256))
                    : way.equals("KeyDigest.ofBase64Url")
                            ? KeyDigest.ofBase64Url(
                                    Base64.getUrlEncoder().withoutPadding().encodeToString(sha256))
                            : KeyDigest.ofBytes(sha256);
            assertThat(digest.toByteArray()).isEqualTo(sha256);
        });
    }

    @Test
    void page_opaqueKey_isTakenOverAndReplaced() throws NoSuchAlgorithmException {
        // [opaque]
        KeyFormats formats = KeyFormats.of(
                ApiKeyFormat.parse("wh_sk_{env:live|test}_{b62:32}{crc}"),
                ApiKeyFormat.imported("test-key-{any:1-20}"));
        KeyRegistry keys = KeyRegistry.builder(formats, store)
                .hashing(KeyHashing.sha256().reading(KeyHash.SHA_256_WHOLE))
                .build();
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest("test-key-123".getBytes(StandardCharsets.UTF_8));
        keys.adopt(AdoptedKey.of(
                NewKey.of(Owner.tenant("acme"), "old"), KeyHash.of(KeyHash.SHA_256_WHOLE, KeyDigest.ofBytes(sha256))));
        // [/opaque]
        KeyRecord record = ((Authenticated) keys.authenticate("test-key-123")).record();
        assertThat(keys.authenticate("test-key-124")).isEqualTo(new Rejected(Rejection.NOT_FOUND));
        assertThat(keys.authenticate("other-123")).isEqualTo(new Rejected(Rejection.MALFORMED));
        assertThat(record.owner()).isEqualTo(Owner.tenant("acme"));
        assertThatIllegalArgumentException()
                .as("a successor would need an environment")
                .isThrownBy(() -> keys.rotate("acme", record.id(), Duration.ZERO));
        KeyRegistry without = registry(
                KeyFormats.of(ApiKeyFormat.parse("wh_sk_{b62:32}{crc}"), ApiKeyFormat.imported("test-key-{any:1-20}")));
        assertThat(without.rotate("acme", record.id(), Duration.ZERO)).isPresent();
        assertThat(((Rejected) without.authenticate("test-key-123")).code()).isEqualTo(Rejection.SUPERSEDED);
    }

    @Test
    void page_opaqueKeyOfAnyForm_isTakenOver() {
        KeyRegistry keys = registry(KeyFormats.of(FORMAT, ApiKeyFormat.imported("{any:1-128}")));
        adopt(keys, sha256("test-key-123"));
        assertThat(keys.authenticate("test-key-123")).isInstanceOf(Authenticated.class);
        assertThat(keys.authenticate("test-key-123")).isInstanceOf(Authenticated.class);
        assertThat(keys.authenticate("other-123")).isEqualTo(new Rejected(Rejection.NOT_FOUND));
    }

    private KeyRegistry registry(KeyFormats formats) {
        return KeyRegistry.builder(formats, store)
                .hashing(KeyHashing.sha256().reading(KeyHash.SHA_256_WHOLE))
                .build();
    }

    private static void adopt(KeyRegistry keys, byte[] sha256) {
        keys.adopt(AdoptedKey.of(
                NewKey.of(Owner.tenant("acme"), "old"), KeyHash.of(KeyHash.SHA_256_WHOLE, KeyDigest.ofBytes(sha256))));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError(missing);
        }
    }
}
