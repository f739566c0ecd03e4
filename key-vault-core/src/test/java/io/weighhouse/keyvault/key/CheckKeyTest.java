// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.key.ApiKeyFormat.Check;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Checksums that take a key. */
class CheckKeyTest {

    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final ApiKeyFormat KEYLESS = ApiKeyFormat.parse("wh_sk_{env:live|test}_{b62:32}{kcrc}");
    private static final ApiKeyFormat FORMAT = KEYLESS.withCheckKey(key(1));

    @Test
    void generate_keyedChecksum_isTheMacOfLeadAndLetters() throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key(1), "HmacSHA256"));
        SeededRandom random = new SeededRandom(1);
        for (int i = 0; i < 2_000; i++) {
            String key = FORMAT.generate(random, "live").reveal();
            byte[] tag = mac.doFinal(("wh_sk_" + '\0' + key.substring(11, 43)).getBytes(StandardCharsets.US_ASCII));
            BigInteger value = new BigInteger(1, Arrays.copyOf(tag, 8))
                    .mod(BigInteger.valueOf(62).pow(6));
            StringBuilder six = new StringBuilder();
            for (int letter = 0; letter < 6; letter++) {
                BigInteger[] parts = value.divideAndRemainder(BigInteger.valueOf(62));
                six.insert(0, LETTERS.charAt(parts[1].intValue()));
                value = parts[0];
            }
            assertThat(key.substring(43)).hasToString(six.toString());
            assertThat(FORMAT.check(key)).isEqualTo(Check.OK);
        }
    }

    @Test
    void check_keyMadeWithAnotherCheckKey_isBad() {
        SeededRandom random = new SeededRandom(2);
        ApiKeyFormat other = KEYLESS.withCheckKey(key(2));
        for (int i = 0; i < 2_000; i++) {
            assertThat(FORMAT.check(other.generate(random, "test").reveal())).isEqualTo(Check.BAD_CHECKSUM);
        }
    }

    @Test
    void check_oneLetterChanged_isBad() {
        SeededRandom random = new SeededRandom(3);
        for (int i = 0; i < 100; i++) {
            String key = FORMAT.generate(random, "live").reveal();
            for (int at = 11; at < key.length(); at++) {
                char c = key.charAt(at) == 'x' ? 'y' : 'x';
                assertThat(FORMAT.check(key.substring(0, at) + c + key.substring(at + 1)))
                        .isEqualTo(Check.BAD_CHECKSUM);
            }
        }
    }

    @Test
    void withCheckKey_keyOfTheCaller_isCopied() {
        byte[] mine = key(1);
        ApiKeyFormat format = KEYLESS.withCheckKey(mine);
        Arrays.fill(mine, (byte) 0);
        assertThat(format.check(FORMAT.generate(new SeededRandom(4), "live").reveal()))
                .isEqualTo(Check.OK);
        assertThat(format).hasToString(KEYLESS.toString());
    }

    @Test
    void of_formatWithoutItsCheckKey_isRefused() {
        String message = "must have its check key, see withCheckKey: format=\"" + KEYLESS + '"';
        assertThatThrownBy(() -> KeyFormats.of(KEYLESS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> KEYLESS.check("wh_sk_"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> KEYLESS.generate(new SeededRandom(5), "live"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
        assertThat(KEYLESS.openApiPattern()).isEqualTo(FORMAT.openApiPattern());
        assertThat(KEYLESS.entropyBits()).isEqualTo(190);
    }

    @Test
    void withCheckKey_whatIsNoCheckKey_isRefused() {
        assertThatThrownBy(() -> KEYLESS.withCheckKey(new byte[31]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be 32 bytes: checkKey.length=31");
        assertThatThrownBy(() -> ApiKeyFormat.parse("k_{b62:32}{crc}").withCheckKey(new byte[32]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must have a {kcrc}: format=\"k_{b62:32}{crc}\"");
    }

    private static byte[] key(int seed) {
        byte[] key = new byte[CheckKey.LENGTH];
        new SeededRandom(seed).nextBytes(key);
        return key;
    }
}
