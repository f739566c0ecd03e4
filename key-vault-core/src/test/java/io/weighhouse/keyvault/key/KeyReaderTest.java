// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.key.ApiKeyFormat.Check;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KeyReaderTest {

    private static final ApiKeyFormat PARTS = ApiKeyFormat.parse("k_{id:b58:4}_{env:a|b}_{b62:20}-{hex:12}.{crc}");
    private static final KeyFormats FORMATS = KeyFormats.of(
            ApiKeyFormat.parse("glyph_sk_{env:dev|live}_{b62:32}{crc}"),
            ApiKeyFormat.parse("pp_{env:live|test}-{b64u:40}"),
            ApiKeyFormat.parse("w_{b62:32}{kcrc}").withCheckKey(new byte[CheckKey.LENGTH]),
            PARTS);

    private final KeyReader reader = new KeyReader(FORMATS);

    @Test
    void body_keyOfManyParts_isTheSecretLettersOnly() throws GeneralSecurityException {
        String key = PARTS.generate(new SeededRandom(1), "b").reveal();
        assertThat(key).matches("k_.{4}_b_.{20}-.{12}\\..{6}");
        String letters = key.substring(9, 29) + key.substring(30, 42);
        assertThat(key).endsWith("." + PublishedChecksum.of(letters));
        assertThat(reader.read(key)).isEqualTo(Check.OK);
        assertThat(text(reader.body(), reader.bodyLength())).isEqualTo(letters);
        assertThat(text(reader.key(), reader.keyLength())).isEqualTo(key);

        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] ofBody = digest.digest(bytes(letters));
        reader.updateBody(digest);
        assertThat(digest.digest()).isEqualTo(ofBody);
        byte[] ofKey = digest.digest(bytes(key));
        reader.updateKey(digest);
        assertThat(digest.digest()).isEqualTo(ofKey);

        assertThat(reader.digest()).isEqualTo(KeyDigest.ofBytes(ofBody));
    }

    @Test
    void read_charactersThatAreNoString_areReadAlike() {
        try (ApiKey key = PARTS.generate(new SeededRandom(2), "a")) {
            assertThat(reader.read(key.characters())).isEqualTo(Check.OK);
            assertThat(text(reader.key(), reader.keyLength())).isEqualTo(key.reveal());
            assertThat(reader.read(CharBuffer.wrap(key.reveal() + 'x'))).isEqualTo(Check.MALFORMED);
            assertThat(reader.read(CharBuffer.wrap('x' + key.reveal()))).isEqualTo(Check.FOREIGN);
        }
    }

    @Test
    void wipe_keyThatWasRead_leavesNothing() {
        reader.read(PARTS.generate(new SeededRandom(3), "a").reveal());
        byte[] body = reader.body();
        byte[] key = reader.key();
        reader.wipe();
        assertThat(body).containsOnly(0);
        assertThat(key).containsOnly(0);
        assertThat(reader.bodyLength() + reader.keyLength()).isZero();
        assertThat(reader.format()).isSameAs(PARTS);
        assertThat(reader.environment()).isEqualTo("a");
    }

    @Test
    void read_textThatIsRefused_leavesNothing() {
        String key = PARTS.generate(new SeededRandom(4), "a").reveal();
        String longer = FORMATS.current().generate(new SeededRandom(4), "live").reveal();
        for (String refused : new String[] {
            key.substring(0, 20) + '!' + key.substring(21), key.substring(0, key.length() - 1) + '-', "k_" + longer, ""
        }) {
            reader.read(longer);
            reader.key();
            assertThat(reader.read(refused)).isNotEqualTo(Check.OK);
            assertThat(reader.body()).containsOnly(0);
            assertThat(reader.key()).containsOnly(0);
            assertThatThrownBy(reader::format)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("must be asked after a key was read");
        }
    }

    @Test
    void read_anyText_allocatesNothing() throws ReflectiveOperationException {
        SeededRandom random = new SeededRandom(5);
        for (ApiKeyFormat format : FORMATS.accepted()) {
            String environment =
                    format.environments().isEmpty() ? "" : format.environments().get(0);
            String key = format.generate(random, environment).reveal();
            String damaged = key.substring(0, key.length() - 1) + (key.endsWith("x") ? 'y' : 'x');
            for (String text : new String[] {key, damaged, key + "x", key.substring(1), "hunter2", "", "ключ"}) {
                assertThat(Allocation.bytesOf20000(() -> {
                            if (!FORMATS.isForeign(text)) {
                                reader.read(text);
                                reader.wipe();
                            }
                        }))
                        .as(text)
                        .isZero();
            }
        }
    }

    private static String text(byte[] bytes, int length) {
        return new String(Arrays.copyOf(bytes, length), StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
