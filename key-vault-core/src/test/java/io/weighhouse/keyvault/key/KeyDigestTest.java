// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyDigestTest {

    // SHA-256 of "abc", as FIPS 180-2 has it.
    private static final String HEX = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String BASE64_URL = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";

    private static final KeyDigest ABC = KeyDigest.ofBytes(sha256("abc"));

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError(missing);
        }
    }

    @Test
    void ofHex_digitsOfEitherCase_areTheBytes() {
        assertThat(KeyDigest.ofHex(HEX)).isEqualTo(ABC);
        assertThat(KeyDigest.ofHex(HEX.toUpperCase(Locale.ROOT))).isEqualTo(ABC);
        assertThat(KeyDigest.ofHex("0".repeat(63) + "1")).isNotEqualTo(KeyDigest.ofHex("0".repeat(64)));
    }

    @Test
    void ofBase64Url_letters_areTheBytes() {
        assertThat(KeyDigest.ofBase64Url(BASE64_URL)).isEqualTo(ABC);
        assertThat(KeyDigest.ofBase64Url("A".repeat(43))).isEqualTo(KeyDigest.ofHex("0".repeat(64)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ba7816bf",
                "0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015",
                "ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n",
                "\uFF11a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
            })
    void ofHex_anythingElse_isAMistakeThatIsNotQuoted(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyDigest.ofHex(text))
                .withMessage("must be 64 hexadecimal digits: digest has " + text.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0=",
                "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0",
                "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa1",
                "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa",
                "\u0130ngWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"
            })
    void ofBase64Url_anythingElse_isAMistakeThatIsNotQuoted(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyDigest.ofBase64Url(text))
                .withMessage("must be 43 letters of URL-safe base64: digest has " + text.length());
    }
}
