// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.secret.OutsideVectors.Vector;
import io.weighhouse.keyvault.secret.SecretVaultException.Fault;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HKDF, HMAC and AES-GCM against what others have computed. */
class PrimitivesTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final AesGcm GCM = new AesGcm();

    @Test
    void hkdf_firstExampleOfRfc5869_isMet() {
        byte[] key = Hkdf.extract(bytes("000102030405060708090a0b0c"), bytes("0b".repeat(22)));
        assertThat(HEX.formatHex(key)).isEqualTo("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
        assertThat(HEX.formatHex(Hkdf.expand(key, bytes("f0f1f2f3f4f5f6f7f8f9"), 42)))
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf" + "34007208d5b887185865");
    }

    @Test
    void hmac_secondExampleOfRfc4231_isMet() {
        byte[] message = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);
        assertThat(HEX.formatHex(HmacSha256.tag("Jefe".getBytes(StandardCharsets.US_ASCII), message)))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void hkdf_wycheproof_isMet() {
        List<Vector> vectors = OutsideVectors.read("hkdf_sha256_test.json");
        for (Vector vector : vectors) {
            byte[] key = Hkdf.extract(vector.bytes("salt"), vector.bytes("ikm"));
            int size = Integer.parseInt(vector.text("size"));
            if (vector.isValid()) {
                assertThat(Hkdf.expand(key, vector.bytes("info"), size)).isEqualTo(vector.bytes("okm"));
            } else {
                assertThatThrownBy(() -> Hkdf.expand(key, vector.bytes("info"), size))
                        .hasMessage("must be 1 to 8160: length=" + size);
            }
        }
        assertThat(vectors).hasSize(86);
    }

    @Test
    void hmac_wycheproof_isMet() {
        List<Vector> vectors = OutsideVectors.read("hmac_sha256_test.json");
        for (Vector vector : vectors) {
            byte[] tag = vector.bytes("tag");
            byte[] ours = HmacSha256.tag(vector.bytes("key"), vector.bytes("msg"));
            assertThat(Arrays.equals(Arrays.copyOf(ours, tag.length), tag)).isEqualTo(vector.isValid());
        }
        assertThat(vectors).hasSize(174);
    }

    @Test
    void aesGcm_wycheproof256BitKeys96BitNonces_isMet() {
        List<Vector> vectors = OutsideVectors.read("aes_gcm_test.json").stream()
                .filter(vector -> vector.text("key").length() == 64
                        && vector.text("iv").length() == 24
                        && vector.text("tag").length() == 32)
                .toList();
        for (Vector vector : vectors) {
            byte[] sealed = bytes(vector.text("iv") + vector.text("ct") + vector.text("tag"));
            byte[] key = vector.bytes("key");
            byte[] context = vector.bytes("aad");
            if (vector.isValid()) {
                assertThat(GCM.decrypt(key, sealed, context)).isEqualTo(vector.bytes("msg"));
            } else {
                assertThatThrownBy(() -> GCM.decrypt(key, sealed, context))
                        .isInstanceOfSatisfying(
                                SecretVaultException.class,
                                refused -> assertThat(refused.fault()).isEqualTo(Fault.TAMPERED));
            }
        }
        assertThat(vectors).hasSize(66);
    }

    @Test
    void encrypt_sameTextTwice_hasAnotherNonce() {
        SecureRandom random = new SecureRandom();
        byte[] first = GCM.encrypt(new byte[32], new byte[8], new byte[0], random);
        byte[] second = GCM.encrypt(new byte[32], new byte[8], new byte[0], random);
        assertThat(Arrays.copyOf(first, 12)).isNotEqualTo(Arrays.copyOf(second, 12));
        assertThat(GCM.decrypt(new byte[32], first, new byte[0])).isEqualTo(new byte[8]);
    }

    private static byte[] bytes(String hex) {
        return HEX.parseHex(hex);
    }
}
