// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.key.ApiKeyFormat.Check;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFormatsTest {

    private static final ApiKeyFormat V1 = ApiKeyFormat.parse("glyph_sk_{env:dev|live}_{b62:32}");
    private static final ApiKeyFormat V2 = ApiKeyFormat.parse("glyph_sk_{env:dev|live}_{b62:32}{crc}");
    private static final ApiKeyFormat PIPILOT = ApiKeyFormat.parse("pp_{env:live|test}-{b64u:40}");
    private static final KeyFormats FORMATS = KeyFormats.of(V2, V1, PIPILOT);
    private static final SeededRandom RANDOM = new SeededRandom(7);

    @Test
    void read_twoVersionsOfOneFormat_areToldApartByLength() {
        KeyReader reader = new KeyReader(FORMATS);
        for (String environment : V1.environments()) {
            assertThat(reader.read(V1.generate(RANDOM, environment).reveal())).isEqualTo(Check.OK);
            assertThat(reader.format()).isSameAs(V1);
            assertThat(reader.read(V2.generate(RANDOM, environment).reveal())).isEqualTo(Check.OK);
            assertThat(reader.format()).isSameAs(V2);
            assertThat(reader.environment())
                    .isSameAs(V2.environments().get(V2.environments().indexOf(environment)));
        }
    }

    @Test
    void of_formats_keepTheirOrder() {
        assertThat(FORMATS.current()).isSameAs(V2);
        assertThat(FORMATS.accepted()).containsExactly(V2, V1, PIPILOT);
        assertThat(FORMATS).hasToString("[" + V2 + ", " + V1 + ", " + PIPILOT + "]");
    }

    @Test
    void check_longerLeadOfTwoThatFit_isAskedFirst() {
        ApiKeyFormat old = ApiKeyFormat.imported("test-{any:1-40}");
        ApiKeyFormat older = ApiKeyFormat.imported("{any:1-128}");
        KeyReader reader = new KeyReader(KeyFormats.of(V2, older, old));
        assertThat(reader.read("test-key-123")).isEqualTo(Check.OK);
        assertThat(reader.format()).isSameAs(old);
        assertThat(new String(reader.body(), 0, reader.bodyLength(), java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("key-123");
        assertThat(reader.read("test-" + "x".repeat(41))).isEqualTo(Check.OK);
        assertThat(reader.format()).isSameAs(older);
        assertThat(reader.read(V2.generate(RANDOM, "dev").reveal())).isEqualTo(Check.OK);
        assertThat(reader.format()).isSameAs(V2);
    }

    @Test
    void check_wrongChecksum_isNotTakenForAnImportedKey() {
        KeyFormats formats = KeyFormats.of(V2, ApiKeyFormat.imported("{any:1-128}"));
        String key = V2.generate(RANDOM, "live").reveal();
        String damaged = key.substring(0, 20) + (key.charAt(20) == 'x' ? 'y' : 'x') + key.substring(21);
        assertThat(formats.check(damaged)).isEqualTo(Check.BAD_CHECKSUM);
        assertThat(formats.check(key.substring(1))).isEqualTo(Check.OK);
        assertThat(formats.check("two words")).isEqualTo(Check.MALFORMED);
        assertThat(formats.check("")).isEqualTo(Check.MALFORMED);
        assertThat(formats.check("x".repeat(129))).isEqualTo(Check.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "g",
                "glyph_sk",
                "Glyph_sk_live_",
                "ppp_live-",
                "hunter2",
                " pp_live-",
                "Bearer pp_live-0",
                "\r\nX-Admin: 1",
                "\0",
                "ключ",
                "\uD83D\uDD11"
            })
    void isForeign_noBeginningOfOurs_isForeignBeforeAnythingElse(String text) {
        assertThat(FORMATS.isForeign(text)).isTrue();
        assertThat(FORMATS.check(text)).isEqualTo(Check.FOREIGN);
        assertThat(new KeyReader(FORMATS).read(text)).isEqualTo(Check.FOREIGN);
    }

    @Test
    void check_headersSmuggledBehindAKey_areMalformed() {
        String key = V1.generate(RANDOM, "live").reveal();
        for (String tail :
                new String[] {"\r\n", "\r\nX-Admin: 1", "\n", " ", "\t", "\0", "%0d%0a", ",", "\u00A0", "é"}) {
            assertThat(FORMATS.check(key + tail)).isEqualTo(Check.MALFORMED);
            assertThat(FORMATS.check(key.substring(0, key.length() - tail.length()) + tail))
                    .isEqualTo(Check.MALFORMED);
        }
    }

    @Test
    void check_charactersThatShareTheLowByte_areNoneOfOurs() {
        char[] key = V1.generate(RANDOM, "live").reveal().toCharArray();
        KeyReader reader = new KeyReader(FORMATS);
        for (int at = 0; at < key.length; at++) {
            for (int offset : new int[] {0x80, 0x100, 0xFF00 & ~0x7F}) {
                char[] aliased = key.clone();
                aliased[at] += (char) offset;
                assertThat(reader.read(new String(aliased))).isNotEqualTo(Check.OK);
            }
        }
        assertThat(FORMATS.check("glyph_sk_live_" + "１".repeat(32))).isEqualTo(Check.MALFORMED);
    }

    @Test
    void check_tenMillionCharacters_areNotReadBeyondTheLead() {
        Endless text = new Endless("glyph_sk_live_", 10_000_000);
        assertThat(FORMATS.check(text)).isEqualTo(Check.MALFORMED);
        assertThat(text.asked).isLessThanOrEqualTo(FORMATS.maxLength);
        assertThat(FORMATS.check("glyph_sk_live_" + "x".repeat(10_000_000))).isEqualTo(Check.MALFORMED);
        assertThat(FORMATS.check("x".repeat(10_000_000))).isEqualTo(Check.FOREIGN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "k_{b62:32} # k_{b62:32}",
                "k_{b62:36} # k_{b62:30}{crc}",
                "k_{b62:32}{crc} # k_{b62:32}{crc}",
                "k_{b62:40} # k_{hex:40}",
                "k_{b62:24-40} # k_{b58:38-50}",
                "k_{env:live|test}_{b64u:32} # k_{env:dev|test}_{b64u:32}",
                "k_{env:live|test}_{b64u:32} # k_{b64u:37}",
                "k_{b64u:40} # k_live_{b62:35}",
                "sk-or-v1-{hex:64} # sk-{b64u:70}",
                "mine_{id:b58:8}_{b58:24} # mine_{b64u:33}"
            })
    void of_twoFormatsThatCouldClaimOneText_areRefusedByName(String one, String other) {
        ApiKeyFormat first = ApiKeyFormat.parse(one);
        ApiKeyFormat second = ApiKeyFormat.parse(other);
        assertThatThrownBy(() -> KeyFormats.of(first, second))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must not both claim one text: formats=")
                .hasMessageContaining(one)
                .hasMessageContaining(other);
        assertThat(KeyFormats.of(first, ApiKeyFormat.imported(other)).accepted())
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "k_{b62:32} # k_{b62:33}",
                "k_{b62:32} # K_{b62:32}",
                "k_{b62:24-37} # k_{b58:38-50}",
                "k_{env:live|test}_{b64u:32} # k_{env:dev|prod}_{b64u:32}",
                "k_{env:live|test}_{b62:32} # k_{b62:37}",
                "k_{b62:40} # k_live_{b62:35}",
                "k_{b62:32}{crc} # k_{b62:31}_{crc}",
                "k_{hex:40} # k_x{hex:39}",
                "sk-or-v1-{hex:64} # sk-{b62:70}"
            })
    void of_twoFormatsThatNoTextFitsBoth_areTaken(String one, String other) {
        assertThat(KeyFormats.of(ApiKeyFormat.parse(one), ApiKeyFormat.parse(other))
                        .accepted())
                .hasSize(2);
    }

    @Test
    void of_importedFormatsWithOneLeadAndOneText_areRefused() {
        assertThatThrownBy(() -> KeyFormats.of(
                        V2, ApiKeyFormat.imported("old-{any:1-20}"), ApiKeyFormat.imported("old-{hex:16}")))
                .hasMessageStartingWith("must not both claim one text");
    }

    @Test
    void of_moreThan16Formats_areRefused() {
        ApiKeyFormat[] others = new ApiKeyFormat[16];
        Arrays.setAll(others, i -> ApiKeyFormat.parse("k" + i + "_{b62:32}"));
        assertThatThrownBy(() -> KeyFormats.of(V2, others)).hasMessage("must be at most 16: formats=17");
        assertThat(KeyFormats.of(V2, Arrays.copyOf(others, 15)).accepted()).hasSize(16);
    }

    /** A text of which only the beginning exists. */
    private static final class Endless implements CharSequence {

        private final String beginning;
        private final int length;
        private int asked;

        Endless(String beginning, int length) {
            this.beginning = beginning;
            this.length = length;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public char charAt(int index) {
            asked++;
            return index < beginning.length() ? beginning.charAt(index) : 'x';
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            throw new UnsupportedOperationException("must not be cut");
        }

        @Override
        public String toString() {
            throw new UnsupportedOperationException("must not be copied");
        }
    }
}
