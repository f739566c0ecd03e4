// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class BodyDigestTest {

    /** FIPS 180-4's example of one block. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void of_bytes_isTheirSha256AndLength() {
        assertThat(BodyDigest.of("abc".getBytes(US_ASCII))).isEqualTo(new BodyDigest(ABC, 3));
        assertThat(BodyDigest.of(new byte[0]).lengthBytes()).isZero();
    }

    @Test
    void new_anotherForm_isAMistake() {
        String why = "must be 64 lower-case hexadecimal digits: length=";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BodyDigest("", 3))
                .withMessage(why + 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BodyDigest(ABC.substring(1), 3))
                .withMessage(why + 63);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BodyDigest(ABC.replace('b', 'g'), 3))
                .withMessage(why + 64);
        assertThatIllegalArgumentException()
                .as("another spelling of one digest would be another request")
                .isThrownBy(() -> new BodyDigest(ABC.toUpperCase(Locale.ROOT), 3))
                .withMessage(why + 64);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BodyDigest(ABC, -1))
                .withMessage("must be >= 0: lengthBytes=-1");
    }
}
