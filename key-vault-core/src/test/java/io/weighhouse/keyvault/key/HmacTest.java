// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class HmacTest {

    private static final int MAX_LENGTH = 200;

    private final Random random = new Random(6);

    @Test
    void tag_keysAndMessagesOfEveryLength_isThePlatforms() throws GeneralSecurityException {
        for (int length = 1; length <= MAX_LENGTH; length++) {
            byte[] key = bytes(length);
            byte[] message = bytes(random.nextInt(MAX_LENGTH));
            assertThat(new Hmac(key).tag(message)).isEqualTo(platform(key, message));
        }
    }

    @Test
    void end_messageInPartsBehindALead_isTheTagOfAll() throws GeneralSecurityException {
        MessageDigest sha256 = Hmac.sha256();
        for (int length = 0; length <= MAX_LENGTH; length++) {
            byte[] key = bytes(32);
            byte[] message = bytes(length);
            int first = random.nextInt(length + 1);
            int second = first + random.nextInt(length + 1 - first);
            Hmac hmac = new Hmac(key, Arrays.copyOf(message, first));
            byte[] tag = new byte[Hmac.LENGTH];
            // Twice, because nothing of a message may be left in the digest.
            for (int time = 0; time < 2; time++) {
                hmac.begin(sha256);
                sha256.update(message, first, second - first);
                sha256.update(message, second, length - second);
                hmac.end(sha256, tag);
                assertThat(tag).isEqualTo(platform(key, message));
            }
        }
    }

    @Test
    void tag_keyOfTheCaller_isCopiedAndLeftAlone() throws GeneralSecurityException {
        byte[] key = bytes(32);
        byte[] kept = key.clone();
        Hmac hmac = new Hmac(key);
        assertThat(key).isEqualTo(kept);
        key[0]++;
        assertThat(hmac.tag(bytes(0))).isEqualTo(platform(kept, bytes(0)));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] platform(byte[] key, byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message);
    }
}
