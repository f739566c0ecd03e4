// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class KeyHasherTest {

    private static final ApiKeyFormat FORMAT = ApiKeyFormat.parse("wh_{env:live|test}_{b62:32}{crc}");
    private static final KeyHashing HASHING = KeyHashing.hmac(Pepper.of(2, Secret.ofBytes(pepper(2))))
            .with(Pepper.of(1, Secret.ofBytes(pepper(1))))
            .reading("s1", "s256", "h1.1.2", "s1.2.1");

    private final KeyReader reader = new KeyReader(FORMAT);
    private final KeyHasher hasher = new KeyHasher(HASHING);

    @Test
    void digest_everyWay_isWhatItsIdSays() throws GeneralSecurityException {
        SeededRandom random = new SeededRandom(1);
        for (int i = 0; i < 200; i++) {
            String key = FORMAT.generate(random, "live").reveal();
            String letters = key.substring(8, 40);
            reader.read(key);
            assertThat(hasher.digest(0, reader)).isEqualTo(mac(2, bytes("wh_\0" + letters)));
            assertThat(hasher.digest(1, reader)).isEqualTo(sha256(letters));
            assertThat(hasher.digest(2, reader)).isEqualTo(sha256(key));
            assertThat(hasher.digest(3, reader)).isEqualTo(mac(2, mac(1, bytes("wh_\0" + letters))));
            assertThat(hasher.digest(4, reader)).isEqualTo(mac(1, mac(2, sha256(letters))));
        }
        assertThat(hasher.ways()).isEqualTo(5);
        assertThat(hasher.hashId(4)).isEqualTo("s1.2.1");
    }

    @Test
    void digest_anyWay_allocatesNothing() throws ReflectiveOperationException {
        reader.read(FORMAT.generate(new SeededRandom(2), "test").reveal());
        for (int way = 0; way < hasher.ways(); way++) {
            int number = way;
            assertThat(Allocation.bytesOf20000(() -> hasher.digest(number, reader)))
                    .as("bytes in 20,000 calls: %s", hasher.hashId(way))
                    .isZero();
        }
    }

    private static byte[] sha256(String text) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(bytes(text));
    }

    private static byte[] mac(int version, byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(pepper(version), "HmacSHA256"));
        return mac.doFinal(message);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] pepper(int version) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) version);
        return key;
    }
}
