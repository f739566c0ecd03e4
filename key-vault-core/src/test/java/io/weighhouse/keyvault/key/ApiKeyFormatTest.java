// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.key.ApiKeyFormat.Check;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyFormatTest {

    private static final ApiKeyFormat FORMAT = ApiKeyFormat.parse("wh_sk_{env:live|test}_{b62:32}{crc}");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A token that GitHub's own example shows; its checksum was computed by somebody else. */
    private static final String GITHUB_TOKEN = "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";

    @Test
    void generate_keyOfAFormat_looksAsItSays() {
        try (ApiKey key = FORMAT.generate(RANDOM, "test")) {
            assertThat(key.reveal()).matches("wh_sk_test_[0-9A-Za-z]{38}");
            assertThat(FORMAT.check(key.reveal())).isEqualTo(Check.OK);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "glyph_sk_{env:dev|live}_{b62:32}, glyph_sk_live_[0-9A-Za-z]{32}",
        "pp_{env:live|test}-{b64u:40}, pp_live-[-_0-9A-Za-z]{40}",
        "mycompany_{id:b58:8}_{b58:24}, mycompany_[1-9A-HJ-NP-Za-km-z]{8}_[1-9A-HJ-NP-Za-km-z]{24}",
        "prod_{b58:20-24}, prod_[1-9A-HJ-NP-Za-km-z]{24}",
        "sk-or-v1-{hex:64}, sk-or-v1-[0-9a-f]{64}",
        "zpka_{b62:32}_{crc}, zpka_[0-9A-Za-z]{32}_[0-9A-Za-z]{6}"
    })
    void generate_formatsOfOtherProducts_areSpokenToo(String definition, String pattern) {
        ApiKeyFormat format = ApiKeyFormat.parse(definition);
        String environment = format.environments().isEmpty() ? "" : "live";
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            String key = format.generate(RANDOM, environment).reveal();
            assertThat(key).matches(pattern);
            assertThat(format.check(key)).isEqualTo(Check.OK);
            keys.add(key);
        }
        assertThat(keys).hasSize(200);
    }

    @Test
    void generate_everyByteOnce_makesEveryLetterEquallyOften() {
        String letters = ApiKeyFormat.parse("k_{b62:248}")
                .generate(new Counting(), "")
                .reveal()
                .substring(2);
        assertThat(letters.chars().boxed().collect(Collectors.groupingBy(c -> c, Collectors.counting())))
                .hasSize(62)
                .allSatisfy((letter, times) -> assertThat(times).isEqualTo(4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"prod", "", "LIVE"})
    void generate_environmentThatTheFormatLacks_isNamed(String environment) {
        assertThatThrownBy(() -> FORMAT.generate(RANDOM, environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be one of [live, test]: environment=\"" + environment + '"');
    }

    @Test
    void check_tokenOfGitHub_hasTheChecksumThatGitHubPutThere() {
        ApiKeyFormat github = ApiKeyFormat.parse("ghp_{b62:30}{crc}");
        assertThat(github.check(GITHUB_TOKEN)).isEqualTo(Check.OK);
        assertThat(github.check(GITHUB_TOKEN.replace("zQ", "zR"))).isEqualTo(Check.BAD_CHECKSUM);
        assertThat(github.check(GITHUB_TOKEN.replace("0m", "1m"))).isEqualTo(Check.BAD_CHECKSUM);
    }

    @Test
    void check_oneLetterChanged_isNeverOk() {
        String key = FORMAT.generate(RANDOM, "live").reveal();
        for (int i = 0; i < key.length(); i++) {
            for (char c : "aZ0_-é\0".toCharArray()) {
                if (key.charAt(i) != c) {
                    String damaged = key.substring(0, i) + c + key.substring(i + 1);
                    assertThat(FORMAT.check(damaged)).as("letter %d", i).isNotEqualTo(Check.OK);
                }
            }
        }
    }

    @Test
    void check_cutOrProlonged_isMalformed() {
        String key = FORMAT.generate(RANDOM, "live").reveal();
        for (int length = "wh_sk_".length(); length < key.length(); length++) {
            assertThat(FORMAT.check(key.substring(0, length))).isEqualTo(Check.MALFORMED);
        }
        assertThat(FORMAT.check(key + "0")).isEqualTo(Check.MALFORMED);
        assertThat(FORMAT.check(key + " ")).isEqualTo(Check.MALFORMED);
        assertThat(FORMAT.check("wh_sk_" + "x".repeat(10_000_000))).isEqualTo(Check.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "w", "wh_sk", "Bearer wh_sk_live_0", "sk-proj-0123456789", " wh_sk_live_", "\0\n", "ключ"})
    void check_whatBeginsOtherwise_isForeign(String text) {
        assertThat(FORMAT.check(text)).isEqualTo(Check.FOREIGN);
    }

    @Test
    void check_environmentsOfDifferentLength_areBothRead() {
        ApiKeyFormat glyph = ApiKeyFormat.parse("glyph_sk_{env:dev|live}_{b62:32}");
        String letters = "a".repeat(32);
        assertThat(glyph.check("glyph_sk_dev_" + letters)).isEqualTo(Check.OK);
        assertThat(glyph.check("glyph_sk_live_" + letters)).isEqualTo(Check.OK);
        assertThat(glyph.check("glyph_sk_dev_" + letters + "a")).isEqualTo(Check.MALFORMED);
        assertThat(glyph.check("glyph_sk_prod_" + letters)).isEqualTo(Check.MALFORMED);
    }

    @Test
    void reveal_closedKey_isGone() {
        ApiKey key = FORMAT.generate(RANDOM, "live");
        key.close();
        key.close();
        assertThatThrownBy(key::reveal)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("must not be");
        assertThat(key.characters().toString()).isEqualTo("\0".repeat(49));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "'' # must be 1 to 256 characters",
                "{b62:32} # must begin with a literal of at least 2 characters",
                "k{b62:32} # must begin with a literal of at least 2 characters",
                "wh_{b62:21} # must have at least 128 random bits",
                "wh_{hex:31} # must have at least 128 random bits",
                "wh_{b62:20}{hex:2} # must have at least 128 random bits",
                "wh_{crc}{b62:32} # must have its checksum at the end",
                "wh_{b62:32}{crc}{crc} # must have env and a checksum at most once each",
                "wh_{env:a|b}{env:c|d}{b62:32} # must have env and a checksum at most once each",
                "wh_{env:test|testing}{b62:32} # must have no env that begins with another, as with \"test\"",
                "wh_{env:a|a}{b62:32} # must have no env that begins with another",
                "wh_{env:}{b62:32} # must be 1 to 64",
                "wh_{crc} # must have secret letters",
                "wh_{b62:32}{crc}{kcrc} # must have env and a checksum at most once each",
                "wh_{kcrc}_{b62:32} # must have its checksum at the end",
                "wh_{b58:21}{id:b58:30} # must have at least 128 random bits, not 123",
                "wh_{b58:19-24} # must have at least 112 random bits in the shortest key, not 111",
                "wh_{b62:20-21} # must have at least 128 random bits, not 125",
                "wh_{b62:22-30}_{hex:20-30} # must vary in one place at most",
                "wh_{b62:22-30}{env:dev|live} # must have only parts of one length after the one that varies",
                "wh_{b62:30-22} # must go from less to more: part=\"b62:30-22\"",
                "wh_{b62:30-30} # must go from less to more",
                "wh_{id:b58:8-9}{b62:32} # must be env:a|b, crc, kcrc, or an alphabet and a count",
                "wh_{id:8}{b62:32} # must be one of b62, b64u, b58, hex, any: alphabet=\"\"",
                "wh_{id:any:8}{b62:32} # must have an id of another alphabet than any",
                "wh_{any:32} # must be imported to have letters of any",
                "wh_{b62:32}{any:1} # must be imported to have letters of any",
                "wh_{b62:999}{b62:24} # must have keys of at most 1,024 characters",
                "wh_}{b62:32} # must have a { for every }",
                "wh_{b62:32 # must have a } for every {",
                "wh_{b62} # must be env:a|b, crc, kcrc, or an alphabet and a count as in b62:32",
                "wh_{b62:0} # must be env:a|b, crc, kcrc, or an alphabet and a count as in b62:32",
                "wh_{b62:-3} # must be env:a|b, crc, kcrc, or an alphabet and a count as in b62:32",
                "wh_{b62:9999} # must be env:a|b, crc, kcrc, or an alphabet and a count as in b62:32",
                "wh_{b63:32} # must be one of b62, b64u, b58, hex, any: alphabet=\"b63\"",
                "w h_{b62:32} # must be 1 to 128 printable ASCII characters without spaces"
            })
    void parse_badDefinition_saysWhatIsWrong(String definition, String message) {
        assertThatThrownBy(() -> ApiKeyFormat.parse(definition))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void parse_exactly128Bits_isEnough() {
        assertThat(ApiKeyFormat.parse("wh_{hex:32}")).hasToString("wh_{hex:32}");
    }

    @Test
    void parse_oneLengthAfterThePartThatVaries_isCounted() {
        ApiKeyFormat format = ApiKeyFormat.parse("k_{b64u:24-30}-{env:live|test}_{hex:2}{crc}");
        assertThat(format.minLength()).isEqualTo(40);
        assertThat(format.maxLength()).isEqualTo(46);
        String key = format.generate(RANDOM, "test").reveal();
        assertThat(key).hasSize(46);
        assertThat(format.check(key)).isEqualTo(Check.OK);
        String letters = "a-test_a-live_-_aaaaaaaa";
        String shortest = "k_" + letters + "-test_0a" + PublishedChecksum.of(letters + "0a");
        assertThat(shortest).hasSize(40);
        assertThat(format.check(shortest)).isEqualTo(Check.OK);
        assertThat(format.check(shortest.replace("-test_0a", "-liv_e0a"))).isEqualTo(Check.MALFORMED);
    }

    @Test
    void check_checksumsAtTheirEnds_areThePublishedOnes() {
        ApiKeyFormat github = ApiKeyFormat.parse("ghp_{b62:30}{crc}");
        assertThat(PublishedChecksum.of("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ")).isEqualTo("0mLq17");
        for (String letters : new String[] {
            "0".repeat(30), "z".repeat(30), "000000000000000000000000000001", "Weighhouse0123456789abcdefghij"
        }) {
            assertThat(github.check("ghp_" + letters + PublishedChecksum.of(letters)))
                    .isEqualTo(Check.OK);
            assertThat(github.check("ghp_" + letters + "zzzzzz")).isEqualTo(Check.BAD_CHECKSUM);
        }
        char[] largest = new char[6];
        KeyPart.Checksum.write(0xFFFF_FFFFL, largest, 0);
        assertThat(new String(largest)).isEqualTo("4gfFC3");
        assertThat(KeyPart.Checksum.read(largest, 0)).isEqualTo(0xFFFF_FFFFL);
        assertThat(KeyPart.Checksum.read("4gfFC4".toCharArray(), 0)).isEqualTo(1L << 32);
        assertThat(KeyPart.Checksum.read("zzzzzz".toCharArray(), 0)).isEqualTo(KeyPart.Checksum.VALUES - 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{any:1-128}", "test-key-{any:1-20}", "{hex:32}", "k{b62:1}", "old_{hex:16}{crc}"})
    void imported_weakFormat_acceptsAndMakesNothing(String definition) {
        ApiKeyFormat format = ApiKeyFormat.imported(definition);
        assertThat(format.isImported()).isTrue();
        assertThat(format).hasToString(definition);
        assertThatThrownBy(() -> format.generate(RANDOM, ""))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("must not be imported to make keys, only to accept them: format=\"" + definition + '"');
        assertThatThrownBy(() -> ApiKeyFormat.parse(definition)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void imported_opaqueKeys_areAnyPrintableText() {
        ApiKeyFormat opaque = ApiKeyFormat.imported("{any:1-128}");
        assertThat(opaque.check("test-key-123")).isEqualTo(Check.OK);
        assertThat(opaque.check("!~\"\\".repeat(32))).isEqualTo(Check.OK);
        assertThat(opaque.check("x".repeat(129))).isEqualTo(Check.MALFORMED);
        for (String text : new String[] {"", "a b", "a\r\nb", "a\u007F", "\u0080", "\u0161", "é"}) {
            assertThat(opaque.check(text)).isEqualTo(Check.MALFORMED);
        }
    }

    /** Gives out the bytes 128 to 255 and 0 to 127, over and over. */
    private static final class Counting extends SecureRandom {

        private static final long serialVersionUID = 1L;

        @Override
        public void nextBytes(byte[] bytes) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (128 + i);
            }
        }
    }
}
