// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.secret.MasterKeys;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.Scope;
import io.weighhouse.keyvault.secret.SealedSecret;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretAccess;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretPlace;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.SecretVault;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Does what docs/reference/envelope.md says with the platform's algorithms alone, and meets its example and the vault. */
class EnvelopePageTest {

    private static final DocPage PAGE = DocPage.at("docs/reference/envelope.md");
    private static final HexFormat HEX = HexFormat.of();

    private static final String NAME = "2026a";
    private static final byte[] MASTER_KEY = counting(0x00, 32);
    private static final byte[] DATA_KEY = counting(0x40, 32);
    private static final byte[] WRAP_NONCE = counting(0x80, 12);
    private static final byte[] NONCE = counting(0xA0, 12);
    private static final String SECRET = "sk-proj-0123456789abcdef";

    @Test
    void page_workedExample_isWhatTheStepsMake() throws GeneralSecurityException {
        Map<String, String> example = PAGE.table("## A worked example").stream()
                .collect(Collectors.toMap(
                        row -> row.get("what"), row -> row.get("value"), (a, b) -> a, LinkedHashMap::new));
        assertThat(example).containsExactlyEntriesOf(example());
    }

    @Test
    void open_workedExample_isTheSecret() throws GeneralSecurityException {
        String envelope = PAGE.table("## A worked example").stream()
                .filter(row -> row.get("what").equals("envelope"))
                .map(row -> row.get("value"))
                .findFirst()
                .orElseThrow();
        SecretPlace place = new SecretSlot(SecretHolder.tenant("acme"), new ProviderId("openai")).place("api_key", 7);
        SecretVault vault = SecretVault.of(MasterKeys.of(NAME, MASTER_KEY));
        try (Secret opened = vault.open(place, new SealedSecret(envelope, "..."))) {
            assertThat(opened.text(SecretAccess.get())).isEqualTo(SECRET);
        }
    }

    @Test
    void page_partsOfThePlace_areThoseOfTheCode() {
        List<String> parts = PAGE.column("## The place", "part");
        assertThat(parts)
                .containsExactly(
                        "purpose", "scope", "tenant", "name of the team or user", "provider", "field", "revision");
        String scopes = PAGE.table("## The place").get(1).get("of the example");
        assertThat(Scope.values()).allMatch(scope -> scopes.contains('`' + scope.name() + '`'));
    }

    @Test
    void seal_aHundredBytes_isAsLongAsThePageSays() {
        SecretPlace place = new SecretSlot(SecretHolder.tenant("acme"), new ProviderId("openai")).place("api_key", 7);
        SecretVault vault = SecretVault.of(MasterKeys.of(NAME, MASTER_KEY));
        String envelope = vault.seal(place, Secret.ofBytes(new byte[100])).envelope();
        String letters = envelope.substring("wh1.1.2026a.".length());
        assertThat(PAGE.says("has " + Base64.getUrlDecoder().decode(letters).length + " bytes, hence "
                        + letters.length() + " letters"))
                .as("%d letters", letters.length())
                .isTrue();
    }

    /** The steps of the page. */
    private static Map<String, String> example() throws GeneralSecurityException {
        byte[] place = place("weighhouse/v1/suite1/place", "TENANT", "acme", "", "openai", "api_key");
        byte[] name = NAME.getBytes(US_ASCII);
        byte[] wrapContext = ByteBuffer.allocate(1 + name.length + place.length)
                .put((byte) name.length)
                .put(name)
                .put(place)
                .array();
        byte[] wrapped = concat(WRAP_NONCE, gcm(MASTER_KEY, WRAP_NONCE, wrapContext, DATA_KEY));
        byte[] prk = hmac(new byte[32], DATA_KEY);
        byte[] encryption = hmac(prk, concat("weighhouse/v1/enc".getBytes(US_ASCII), new byte[] {1}));
        byte[] committing = hmac(prk, concat("weighhouse/v1/commit".getBytes(US_ASCII), new byte[] {1}));
        byte[] commitment = hmac(committing, place);
        byte[] ciphertext = gcm(encryption, NONCE, place, SECRET.getBytes(US_ASCII));
        byte[] length = {0, (byte) wrapped.length};
        byte[] bytes = concat(concat(length, wrapped), concat(commitment, concat(NONCE, ciphertext)));
        Map<String, String> example = new LinkedHashMap<>();
        example.put("secret", SECRET);
        example.put("master key, named " + NAME, HEX.formatHex(MASTER_KEY));
        example.put("data key", HEX.formatHex(DATA_KEY));
        example.put("place", HEX.formatHex(place));
        example.put("wrapped key: nonce, ciphertext, tag", HEX.formatHex(wrapped));
        example.put("prk", HEX.formatHex(prk));
        example.put("encryption key", HEX.formatHex(encryption));
        example.put("commitment key", HEX.formatHex(committing));
        example.put("commitment", HEX.formatHex(commitment));
        example.put("nonce", HEX.formatHex(NONCE));
        example.put("ciphertext and tag", HEX.formatHex(ciphertext));
        example.put(
                "envelope",
                "wh1.1." + NAME + '.' + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        return example;
    }

    private static byte[] place(String... texts) {
        ByteBuffer bytes = ByteBuffer.allocate(1000);
        for (String text : texts) {
            bytes.putInt(text.length()).put(text.getBytes(US_ASCII));
        }
        bytes.putLong(7);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message);
    }

    private static byte[] gcm(byte[] key, byte[] nonce, byte[] context, byte[] plain) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(context);
        return cipher.doFinal(plain);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private static byte[] counting(int from, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }
}
