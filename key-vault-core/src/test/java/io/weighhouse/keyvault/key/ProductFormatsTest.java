// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.ApiKeyFormat.Check;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The formats of other products, each with 20,000 keys, all of them spoken by one set of formats. */
class ProductFormatsTest {

    private static final int KEYS = 20_000;

    private static final List<String> DEFINITIONS = List.of(
            "wh_sk_{env:live|test}_{b62:32}{crc}",
            "glyph_sk_{env:dev|live}_{b62:32}",
            "glyph_sk_{env:dev|live}_{b62:32}{crc}",
            "pp_{env:live|test}-{b64u:40}",
            "pp_{env:live|test}-{b64u:32}",
            "pp_{env:live|test}-{b62:40}{crc}",
            "ghp_{b62:30}{crc}",
            "zpka_{b62:32}_{crc}",
            "mycompany_{id:b58:8}_{b58:24}",
            "prod_{b58:20-24}",
            "sk-or-v1-{hex:64}",
            "sk-{b64u:22}");

    private static final KeyFormats ALL = KeyFormats.of(
            ApiKeyFormat.imported("{any:1-128}"),
            DEFINITIONS.stream().map(ApiKeyFormat::parse).toArray(ApiKeyFormat[]::new));

    static List<String> definitions() {
        return DEFINITIONS;
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void read_everyKeyAmongAllFormats_isItsOwnFormats(String definition) {
        ApiKeyFormat format = accepted(definition);
        Pattern whole = Pattern.compile(format.openApiPattern());
        Pattern scanner = Pattern.compile(format.scannerPattern());
        SeededRandom random = new SeededRandom(1);
        KeyReader reader = new KeyReader(ALL);
        int oddEnds = 0;
        for (int i = 0; i < KEYS; i++) {
            String environment = environment(format, i);
            String key = format.generate(random, environment).reveal();
            assertThat(key.length()).isBetween(format.minLength(), format.maxLength());
            assertThat(reader.read(key)).as(key).isEqualTo(Check.OK);
            assertThat(reader.format()).isSameAs(format);
            assertThat(reader.environment()).isEqualTo(environment);
            assertThat(whole.matcher(key).matches()).as(key).isTrue();
            Matcher found = scanner.matcher("curl -H 'Authorization: Bearer " + key + "' \\");
            assertThat(found.find() && found.group(1).equals(key)).as(key).isTrue();
            oddEnds += key.endsWith("-") || key.endsWith("_") ? 1 : 0;
        }
        boolean mayEndOddly = format.scannerPattern().endsWith("$)");
        assertThat(oddEnds).isBetween(mayEndOddly ? KEYS / 40 : 0, mayEndOddly ? KEYS / 26 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prod_{b58:20-24}"})
    void read_keyOfEveryAllowedLength_isItsOwnFormats(String definition) {
        ApiKeyFormat format = accepted(definition);
        KeyReader reader = new KeyReader(ALL);
        String key = format.generate(new SeededRandom(2), "").reveal();
        for (int length = format.minLength(); length <= format.maxLength(); length++) {
            assertThat(reader.read(key.substring(0, length))).isEqualTo(Check.OK);
            assertThat(reader.format()).isSameAs(format);
            assertThat(reader.bodyLength()).isEqualTo(length - "prod_".length());
        }
        assertThat(reader.read(key + "1")).isEqualTo(Check.OK);
        assertThat(reader.format().isImported()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wh_sk_{env:live|test}_{b62:32}{crc}",
                "glyph_sk_{env:dev|live}_{b62:32}{crc}",
                "pp_{env:live|test}-{b62:40}{crc}",
                "ghp_{b62:30}{crc}",
                "zpka_{b62:32}_{crc}"
            })
    void check_oneCharacterDamaged_isNeverOk(String definition) {
        ApiKeyFormat format = ApiKeyFormat.parse(definition);
        SeededRandom random = new SeededRandom(3);
        for (int i = 0; i < 300; i++) {
            String key = format.generate(random, environment(format, i)).reveal();
            for (int at = 0; at < key.length(); at++) {
                for (char c :
                        new char[] {'0', 'Z', 'a', '-', '_', (char) (key.charAt(at) ^ 1), (char) (key.charAt(at) + 256)
                        }) {
                    refuses(format, key, at, c);
                }
            }
        }
        Random places = new Random(4);
        for (int i = 0; i < KEYS; i++) {
            String key = format.generate(random, environment(format, i)).reveal();
            refuses(format, key, places.nextInt(key.length()), (char) ('!' + places.nextInt('~' - '!' + 1)));
        }
    }

    private static void refuses(ApiKeyFormat format, String key, int at, char c) {
        if (key.charAt(at) != c) {
            String damaged = key.substring(0, at) + c + key.substring(at + 1);
            assertThat(format.check(damaged)).as(damaged).isNotEqualTo(Check.OK);
        }
    }

    @ParameterizedTest
    @MethodSource("letters")
    void generate_lettersOfEachAlphabet_areEquallyFrequent(String alphabet, int size) {
        ApiKeyFormat format = ApiKeyFormat.parse("k_{" + alphabet + ":100}");
        SeededRandom random = new SeededRandom(5);
        Map<Character, Integer> times = new HashMap<>();
        int letters = KEYS / 4 * 100;
        for (int i = 0; i < KEYS / 4; i++) {
            String key = format.generate(random, "").reveal();
            for (int at = 2; at < key.length(); at++) {
                times.merge(key.charAt(at), 1, Integer::sum);
            }
        }
        assertThat(times).hasSize(size);
        long expected = letters / size;
        long chiSquare = times.values().stream()
                        .mapToLong(n -> (n - expected) * (n - expected))
                        .sum()
                / expected;
        // The mean is size - 1 and the deviation about the root of twice that; a bias of one byte in 256 makes
        // thousands.
        assertThat(chiSquare).isLessThan(size + 5 * 12);
    }

    static List<Arguments> letters() {
        return List.of(
                Arguments.of("b62", 62), Arguments.of("b64u", 64), Arguments.of("b58", 58), Arguments.of("hex", 16));
    }

    private static ApiKeyFormat accepted(String definition) {
        return ALL.accepted().stream()
                .filter(format -> format.toString().equals(definition))
                .findFirst()
                .orElseThrow();
    }

    private static String environment(ApiKeyFormat format, int number) {
        List<String> names = format.environments();
        return names.isEmpty() ? "" : names.get(number % names.size());
    }
}
