// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.KeyFormats;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds docs/reference/key-formats.md to the code. */
class KeyFormatsPageTest {

    private static final DocPage PAGE = DocPage.at("docs/reference/key-formats.md");
    private static final String IMPORTED = "imported ";

    private static final SecureRandom RANDOM = new SecureRandom();

    @Test
    void page_parts_haveTheLengthsOfTheTable() {
        for (DocPage.Row row : PAGE.table("## The language")) {
            String part = row.get("part");
            boolean atTheEnd = part.contains("crc}");
            ApiKeyFormat bare = ApiKeyFormat.imported("k{hex:1}");
            ApiKeyFormat with = ApiKeyFormat.imported(atTheEnd ? "k{hex:1}" + part : "k" + part + "{hex:1}");
            assertThat(lengths(with.minLength() - bare.minLength(), with.maxLength() - bare.maxLength()))
                    .as(part)
                    .isEqualTo(row.get("characters"));
        }
    }

    @Test
    void page_alphabets_haveTheLettersOfTheTable() {
        for (DocPage.Row row : PAGE.table("## The language", 1)) {
            ApiKeyFormat format = ApiKeyFormat.imported("k{" + row.get("alphabet") + ":100}");
            assertThat(format.openApiPattern()).isEqualTo("^k" + row.get("class") + "{100}$");
            assertThat(format.entropyBits()).isEqualTo(Integer.parseInt(row.get("bits of a letter, in hundredths")));
            int letters = 0;
            for (char c = 0; c < 0x200; c++) {
                letters += format.check("k" + String.valueOf(c).repeat(100)) == ApiKeyFormat.Check.OK ? 1 : 0;
            }
            assertThat(letters).isEqualTo(Integer.parseInt(row.get("letters")));
        }
    }

    @Test
    void page_formatsOfProducts_areAsTheTableSays() {
        List<ApiKeyFormat> all = new ArrayList<>();
        for (DocPage.Row row : PAGE.table("## Formats of known products")) {
            ApiKeyFormat format = format(row.get("definition"));
            all.add(format);
            assertThat(lengths(format.minLength(), format.maxLength()))
                    .as(format.toString())
                    .isEqualTo(row.get("length"));
            assertThat(format.entropyBits()).isEqualTo(Integer.parseInt(row.get("bits")));
            String key = key(format, row.get("mask"));
            assertThat(format.start(key)).hasSameSizeAs(row.get("start"));
            assertThat(format.display(key)).hasSameSizeAs(row.get("mask"));
            assertThat(format.start(key)).matches(sample(row.get("start")));
            assertThat(format.display(key)).matches(sample(row.get("mask")));
        }
        KeyFormats together =
                KeyFormats.of(all.get(0), all.subList(1, all.size()).toArray(new ApiKeyFormat[0]));
        assertThat(together.accepted()).hasSize(14);
    }

    /** What the table writes as 1234, 12, yz or abcdefgh is random. */
    private static String sample(String text) {
        return Pattern.quote(text).replaceAll("1234|abcdefgh|12|yz", "\\\\E[0-9A-Za-z_-]+\\\\Q");
    }

    private static String key(ApiKeyFormat format, String mask) {
        if (format.isImported()) {
            return mask.replace("...", "123");
        }
        String environment = format.environments().isEmpty() ? "" : mask.contains("live") ? "live" : "";
        return format.generate(RANDOM, environment).reveal();
    }

    @Test
    void page_checks_areAllThere() {
        assertThat(PAGE.column("## What a text is", "check"))
                .containsExactlyElementsOf(Arrays.stream(ApiKeyFormat.Check.values())
                        .map(Enum::name)
                        .toList());
    }

    @Test
    void page_twoVersions_areToldApart() {
        // [formats]
        ApiKeyFormat current = ApiKeyFormat.parse("glyph_sk_{env:dev|live}_{b62:32}{crc}");
        ApiKeyFormat old = ApiKeyFormat.parse("glyph_sk_{env:dev|live}_{b62:32}");
        KeyFormats formats = KeyFormats.of(current, old);
        // [/formats]
        String key = current.generate(RANDOM, "live").reveal();
        assertThat(formats.check(key)).isEqualTo(ApiKeyFormat.Check.OK);
        assertThat(formats.check(key.substring(0, 46))).isEqualTo(ApiKeyFormat.Check.OK);
        assertThat(formats.check(key.substring(0, 47))).isEqualTo(ApiKeyFormat.Check.MALFORMED);
        assertThatThrownBy(() -> KeyFormats.of(ApiKeyFormat.parse("k_{b62:36}"), ApiKeyFormat.parse("k_{b62:30}{crc}")))
                .hasMessageContaining("must not both claim one text");
    }

    @Test
    void page_keyedChecksums_takeTheirKey() {
        byte[] checkKey = new byte[32];
        // [kcrc]
        ApiKeyFormat format = ApiKeyFormat.parse("wh_sk_{b62:32}{kcrc}").withCheckKey(checkKey);
        // [/kcrc]
        assertThat(format.check(format.generate(RANDOM, "").reveal())).isEqualTo(ApiKeyFormat.Check.OK);
        ApiKeyFormat keyless = ApiKeyFormat.parse(format.toString());
        assertThatThrownBy(() -> KeyFormats.of(keyless)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void page_importedKeys_comeLast() {
        // [imported]
        KeyFormats formats =
                KeyFormats.of(ApiKeyFormat.parse("wh_sk_{b62:32}{crc}"), ApiKeyFormat.imported("{any:1-128}"));
        // [/imported]
        assertThat(formats.check("test-key-123")).isEqualTo(ApiKeyFormat.Check.OK);
        assertThat(formats.check("wh_sk_" + "0".repeat(38))).isEqualTo(ApiKeyFormat.Check.BAD_CHECKSUM);
    }

    @Test
    void page_patterns_areAsTheTableSays() {
        for (DocPage.Row row : PAGE.table("## Patterns")) {
            ApiKeyFormat format = format(row.get("definition"));
            assertThat(format.scannerPattern()).isEqualTo(row.get("scannerPattern()"));
            assertThat(format.openApiPattern()).isEqualTo(row.get("openApiPattern()"));
            Pattern.compile(format.scannerPattern());
        }
    }

    @Test
    void page_refusedDefinitions_areRefusedSo() {
        for (DocPage.Row row : PAGE.table("## What is refused")) {
            assertThatThrownBy(() -> ApiKeyFormat.parse(row.get("definition")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(row.get("message"));
        }
    }

    private static ApiKeyFormat format(String definition) {
        return definition.startsWith(IMPORTED)
                ? ApiKeyFormat.imported(definition.substring(IMPORTED.length()).replace("`", ""))
                : ApiKeyFormat.parse(definition);
    }

    private static String lengths(int min, int max) {
        return min == max ? String.valueOf(min) : min + " to " + max;
    }
}
