// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How strong keys are, and what may be seen of them. */
class KeyStrengthTest {

    private static final SeededRandom RANDOM = new SeededRandom(8);

    @ParameterizedTest
    @CsvSource({
        "k_{b62:32}, 190",
        "k_{b64u:40}, 240",
        "k_{hex:32}, 128",
        "k_{b58:24}{id:b58:100}{crc}, 140",
        "k_{b58:20-24}, 140",
        "k_{b62:20}{hex:4}, 135"
    })
    void entropyBits_newKeys_areLogarithmsRoundedDown(String definition, int bits) {
        assertThat(ApiKeyFormat.parse(definition).entropyBits()).isEqualTo(bits);
    }

    @ParameterizedTest
    @CsvSource({"'{any:1-128}', 0", "'old_{hex:16}', 64", "'{b58:20-24}', 117", "'k_{hex:4}{any:100}', 16"})
    void entropyBits_importedKeys_areThoseOfTheWeakest(String definition, int bits) {
        assertThat(ApiKeyFormat.imported(definition).entropyBits()).isEqualTo(bits);
    }

    @ParameterizedTest
    @CsvSource({
        "wh_sk_{env:live|test}_{b62:32}{crc}, wh_sk_live_...., wh_sk_live_......",
        "glyph_sk_{env:dev|live}_{b62:32}, glyph_sk_live_...., glyph_sk_live_......",
        "pp_{env:live|test}-{b64u:40}, pp_live-...., pp_live-......",
        "ghp_{b62:30}{crc}, ghp_...., ghp_......",
        "mycompany_{id:b58:8}_{b58:24}, mycompany_........, mycompany_........_..",
        "prod_{b58:20-24}, prod_, prod_..",
        "sk-{b64u:22}, sk-, sk-..",
        "k_{b58:24}, k_.., k_..",
        "k_{b62:28}, k_...., k_......",
        "k_{b62:27}, k_...., k_..",
        "k_{hex:32}, k_, k_..",
        "aVeryLongBeginning_{b62:32}, aVeryLongBeginning, aVeryLongBeginning_......"
    })
    void start_andMask_showWhatIsToSpare(String definition, String start, String mask) {
        ApiKeyFormat format = ApiKeyFormat.parse(definition);
        String environment = format.environments().isEmpty() ? "" : "live";
        ApiKey key = format.generate(RANDOM, environment);
        String text = key.reveal();
        assertThat(format.start(text))
                .isEqualTo(text.substring(0, start.length()))
                .matches(start);
        assertThat(start.length()).isLessThanOrEqualTo(18);
        boolean ends = mask.endsWith("......");
        String beginning = text.substring(0, mask.length() - (ends ? 4 : 2));
        assertThat(key.display())
                .isEqualTo(ends ? beginning + ".." + text.substring(text.length() - 2) : beginning + "..");
        assertThat(format.display(text)).isEqualTo(key.display());
        assertThat(key).hasToString(key.display());
    }

    @ParameterizedTest
    @CsvSource({
        "'{any:1-128}', test-key-123, '', ...",
        "'test-key-{any:1-20}', test-key-123, test-key-, test-key-...",
        "'old_{env:a|b}{hex:64}', old_a0000000000000000000000000000000000000000000000000000000000000000, old_, old_...",
        "'aVeryLongBeginning_{any:1-20}', aVeryLongBeginning_1, aVeryLongBeginning, aVeryLongBeginning_..."
    })
    void start_andMaskOfImportedKey_showTheLiteralOnly(String definition, String key, String start, String mask) {
        ApiKeyFormat format = ApiKeyFormat.imported(definition);
        assertThat(format.start(key)).isEqualTo(start);
        assertThat(format.display(key)).isEqualTo(mask);
    }

    @Test
    void start_whatIsNoKey_isNotShown() {
        ApiKeyFormat format = ApiKeyFormat.parse("k_{b62:32}");
        assertThatThrownBy(() -> format.start("k_hunter2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be a key of the format \"k_{b62:32}\"");
        assertThatThrownBy(() -> format.display("hunter2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be a key of the format \"k_{b62:32}\"");
    }
}
