// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPatternsTest {

    private static final SeededRandom RANDOM = new SeededRandom(9);

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "glyph_sk_{env:dev|live}_{b62:32} \\b(glyph_sk_(?:dev|live)_[0-9A-Za-z]{32})\\b",
                "ghp_{b62:30}{crc} \\b(ghp_[0-9A-Za-z]{30}[0-9A-Za-z]{6})\\b",
                "pp_{b64u:40} \\b(pp_[0-9A-Za-z_-]{40})(?:[^0-9A-Za-z_-]|$)",
                "prod_{b58:20-24} \\b(prod_[1-9A-HJ-NP-Za-km-z]{20,24})\\b",
                "$a.b+{hex:32}{id:b64u:4} (\\$a\\.b\\+[0-9a-f]{32}[0-9A-Za-z_-]{4})(?:[^0-9A-Za-z_-]|$)",
                "ab{b62:32}{env:x.y|z} \\b(ab[0-9A-Za-z]{32}(?:x\\.y|z))\\b",
                "ab{b62:32}{env:x.|z} \\b(ab[0-9A-Za-z]{32}(?:x\\.|z))",
                "ab{b62:32}. \\b(ab[0-9A-Za-z]{32}\\.)"
            })
    void scannerPattern_format_hasTheGuardsThatRe2Has(String definition, String pattern) {
        assertThat(ApiKeyFormat.parse(definition).scannerPattern()).isEqualTo(pattern);
    }

    @Test
    void scannerPattern_keysInALog_areAllFound() {
        ApiKeyFormat format = ApiKeyFormat.parse("pp_{env:live|test}-{b64u:40}");
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            keys.add(format.generate(RANDOM, i % 2 == 0 ? "live" : "test").reveal());
        }
        for (String between : new String[] {" ", "\n", ",", "\", \"", "\r\n", "="}) {
            Matcher found = Pattern.compile(format.scannerPattern()).matcher("key=" + String.join(between, keys));
            List<String> all = new ArrayList<>();
            while (found.find()) {
                all.add(found.group(1));
            }
            assertThat(all).isEqualTo(keys);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x%s", "_%s", "%sx", "%s_", "%s0"})
    void scannerPattern_keyWithinAWord_isNoKey(String around) {
        ApiKeyFormat format = ApiKeyFormat.parse("ghp_{b62:30}{crc}");
        String text = String.format(around, format.generate(RANDOM, "").reveal());
        assertThat(Pattern.compile(format.scannerPattern()).matcher(text).find())
                .isFalse();
    }

    /** No looking around, no possessive or atomic groups, no back references, nothing named: what RE2 and ECMA lack. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "glyph_sk_{env:dev|live}_{b62:32}",
                "pp_{env:live|test}-{b64u:40}",
                "$.|?*+()[]^/\\-{b62:32}{kcrc}",
                "sk-or-v1-{hex:64}"
            })
    void patterns_ofEveryFormat_areWrittenInWhatAllDialectsHave(String definition) {
        ApiKeyFormat format = ApiKeyFormat.parse(definition);
        for (String pattern : new String[] {format.scannerPattern(), format.openApiPattern()}) {
            Pattern.compile(pattern);
            String plain = pattern.replaceAll("\\\\[\\\\^$.|?*+()\\[\\]{}/]", "");
            assertThat(plain)
                    .matches("(\\\\b|\\^)?\\(?([0-9A-Za-z_-]|\\(\\?:|\\||\\)|\\[\\^?[0-9A-Za-z_-]+]|\\{\\d+(,\\d+)?})+"
                            + "(\\\\b|\\$\\)?)?");
        }
    }

    @Test
    void openApiPattern_literalsOfPunctuation_matchThemselves() {
        ApiKeyFormat format = ApiKeyFormat.parse("$.|?*+()[]^/\\-{b62:32}");
        String key = format.generate(RANDOM, "").reveal();
        assertThat(Pattern.matches(format.openApiPattern(), key)).isTrue();
        assertThat(Pattern.matches(format.openApiPattern(), key.replace('.', 'x')))
                .isFalse();
    }

    @Test
    void scannerPattern_importedWithoutALead_wouldFindEveryWord() {
        assertThatThrownBy(() -> ApiKeyFormat.imported("{any:1-128}").scannerPattern())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("must begin with a literal to be found in other text: format=\"{any:1-128}\"");
        assertThat(ApiKeyFormat.imported("{any:1-128}").openApiPattern()).isEqualTo("^[!-~]{1,128}$");
        assertThat(ApiKeyFormat.imported("test-key-{any:1-20}").scannerPattern())
                .isEqualTo("\\b(test-key-[!-~]{1,20})(?:[^!-~]|$)");
    }
}
