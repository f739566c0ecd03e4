// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.Authentication.Rejected;
import io.weighhouse.keyvault.key.KeyAccess;
import io.weighhouse.keyvault.key.KeyDemand;
import io.weighhouse.keyvault.key.KeyDigest;
import io.weighhouse.keyvault.key.KeyFormats;
import io.weighhouse.keyvault.key.KeyHashing;
import io.weighhouse.keyvault.key.KeyPosition;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.KeyStoreException;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.resolve.PlatformSettings;
import io.weighhouse.keyvault.secret.MasterKeys;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.RotationProgress;
import io.weighhouse.keyvault.secret.SealedSecret;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretPlace;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.SecretVault;
import io.weighhouse.keyvault.secret.SecretVaultException;
import io.weighhouse.keyvault.webhook.Verification;
import io.weighhouse.keyvault.webhook.WebhookSignatures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Random and nearly right texts and bytes for everything that reads: it is understood, or refused as it is said to be. */
class ParserFuzzTest {

    private static final int TEXTS = 5_000;
    private static final String ALPHABET = "{}:|-_./,=+ *\\\r\n\0\t%aAzZ019éÿ\u2028💥twhv1skcrbe64";
    private static final SecretPlace PLACE =
            new SecretSlot(SecretHolder.tenant("acme"), new ProviderId("openai")).place("api_key", 1);

    private static final List<String> SEEDS = List.of(
            "wh_sk_{env:live|test}_{b62:32}{crc}",
            "{any:1-128}",
            "wh1.1.a.ADwAAAAA",
            "acme/key_01kag3v5e0q6w1x7m2n8p4r9st",
            "TEAM/acme/openai/search",
            "h1.1.2",
            "2026b:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=,2026a:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=:disabled",
            "t=1765000000,v1=3eb28e387bdcea774d9675f9988a7d851cd32393444902483fcc172805ae2975",
            "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
            "https://*.acme.com:8443",
            "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");

    @TestFactory
    List<DynamicTest> parsers_anyText_understandItOrRefuseItAsTheySay() {
        KeyRegistry keys = KeyRegistry.builder(
                        KeyFormats.of(
                                ApiKeyFormat.parse("wh_sk_{env:live|test}_{b62:32}{crc}"),
                                ApiKeyFormat.parse("pp_{env:live|test}-{b64u:40}")),
                        KeyRecordStore.inMemory())
                .build();
        String issued = keys.issue(NewKey.of(Owner.tenant("acme"), "n").environment("live"))
                .key()
                .reveal();
        SecretVault vault = SecretVault.of(MasterKeys.of("a", new byte[32]));
        WebhookSignatures stripe;
        WebhookSignatures standard;
        try (Secret secret = Secret.ofText("whsec_dGhpcyBpcyBhIHNlY3JldCBvZiB0aGUgdGVzdA==")) {
            stripe = WebhookSignatures.stripe(secret).build();
            standard = WebhookSignatures.standard(secret).build();
        }
        PlatformSettings settings = PlatformSettings.standard();
        return List.of(
                fuzz("formats", refusing(ApiKeyFormat::parse)),
                fuzz("imported formats", refusing(ApiKeyFormat::imported)),
                fuzz("keys", text -> {
                    for (String key : List.of(text, issued + text, text + issued)) {
                        assertThat(key.equals(issued) || keys.authenticate(key) instanceof Rejected)
                                .isTrue();
                    }
                }),
                fuzz("origins of requests", text -> {
                    KeyDemand demand = KeyDemand.NONE.origin(text).from(text);
                    assertThat(new KeyAccess(Set.of(), Set.of("https://acme.com")).allowsOrigin(demand.origin()))
                            .isEqualTo(text.equalsIgnoreCase("https://acme.com"));
                }),
                fuzz("origins of keys", refusing(text -> new KeyAccess(Set.of(), Set.of(text)))),
                fuzz("scopes", refusing(text -> new KeyAccess(Set.of(text), Set.of()))),
                fuzz("positions", refusing(KeyPosition::parse)),
                fuzz("cursors", refusing(RotationProgress::resumedAt)),
                fuzz("ways of hashing", refusing(text -> KeyHashing.sha256().reading(text))),
                fuzz("digests", refusing(KeyDigest::ofHex)),
                fuzz("keyrings", refusing(MasterKeys::keyring)),
                fuzz("envelopes", text -> {
                    try {
                        vault.open(PLACE, new SealedSecret(text, "..."));
                        throw new AssertionError("must not open: " + text);
                    } catch (SecretVaultException | IllegalArgumentException refused) {
                        assertThat(refused).hasMessageNotContaining("AAECAwQF");
                    }
                }),
                fuzz(
                        "headers of Stripe",
                        text -> assertThat(stripe.verify(name -> List.of(text), text.getBytes(UTF_8)))
                                .isInstanceOf(Verification.Unverified.class)),
                fuzz(
                        "standard headers",
                        text -> assertThat(standard.verify(name -> List.of(text), text.getBytes(UTF_8)))
                                .isInstanceOf(Verification.Unverified.class)),
                fuzz(
                        "settings",
                        text -> assertThat(settings.check(Map.of("OPENAI_API_KEY", text, "REDIS_URL", text)))
                                .satisfies(report ->
                                        assertThat(report.isComplete()).isFalse())));
    }

    @Test
    void storeFiles_anyBytes_areRefusedAndLeftAsTheyAre(@TempDir Path folder) throws Exception {
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            Path file = folder.resolve("keys" + i);
            Files.write(file, bytes);
            try (AutoCloseable opened = KeyRecordStore.file(file)) {
                throw new AssertionError("must not open " + opened);
            } catch (KeyStoreException expected) {
                refused++;
            }
            assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        }
        assertThat(refused).isEqualTo(300);
        assertThat(StoreFile.at(folder.resolve("keys0"))).isNotNull();
    }

    @Test
    void keys_tenMegabytes_areRefusedWithoutBeingRead() {
        KeyRegistry keys = KeyRegistry.builder(ApiKeyFormat.parse("wh_sk_{b62:32}{crc}"), KeyRecordStore.inMemory())
                .build();
        for (String start : List.of("wh_sk_", "", "Bearer wh_sk_", "\r\n", "wh_sk_\0")) {
            assertThat(keys.authenticate(start + "a".repeat(10_000_000))).isInstanceOf(Rejected.class);
        }
    }

    private static DynamicTest fuzz(String what, Consumer<String> parser) {
        return DynamicTest.dynamicTest(what, () -> {
            Random random = new Random(what.hashCode());
            for (int i = 0; i < TEXTS; i++) {
                parser.accept(i % 2 == 0 ? random(random) : mutated(random));
            }
        });
    }

    /** A parser that may say no in one way only, and shows no more of a text than is good. */
    private static Consumer<String> refusing(Consumer<String> parser) {
        return text -> {
            try {
                parser.accept(text);
            } catch (IllegalArgumentException refused) {
                String message = String.valueOf(refused.getMessage());
                assertThat(message).isNotBlank().isNotEqualTo("null").hasSizeLessThan(400);
                assertThat(message.chars().noneMatch(Character::isISOControl)).isTrue();
            }
        };
    }

    private static String random(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(120); text.length() < length; ) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    private static String mutated(Random random) {
        StringBuilder text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
        for (int change = 1 + random.nextInt(3); change > 0 && text.length() > 0; change--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
                case 1 -> text.deleteCharAt(at);
                default -> text.insert(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
        }
        return text.toString();
    }
}
