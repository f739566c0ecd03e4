// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.KeyFormats;
import io.weighhouse.testkit.Generators;
import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;

class ApiKeyFormatProperties {

    private static final SecureRandom RANDOM = new SecureRandom();

    @Property
    void generate_everyKeyOfEveryFormat_passesItsOwnCheck(@ForAll("formats") ApiKeyFormat format) {
        for (String environment : format.environments()) {
            String key = format.generate(RANDOM, environment).reveal();
            assertThat(format.check(key)).isEqualTo(ApiKeyFormat.Check.OK);
            assertThat(format.check(key + "x")).isNotEqualTo(ApiKeyFormat.Check.OK);
        }
    }

    @Property
    void generate_everyKeyOfAnyDefinition_isReadAgain(@ForAll("definitions") String definition) {
        ApiKeyFormat format = ApiKeyFormat.parse(definition);
        for (String environment : format.environments()) {
            String key = format.generate(RANDOM, environment).reveal();
            assertThat(format.check(key)).isEqualTo(ApiKeyFormat.Check.OK);
            assertThat(key).matches(format.openApiPattern());
            Matcher found = Pattern.compile(format.scannerPattern()).matcher("k=" + key + "\n");
            assertThat(found.find()).isTrue();
            assertThat(found.group(1)).isEqualTo(key);
            assertThat(format.start(key).length()).isLessThanOrEqualTo(18);
            assertThat(key).startsWith(format.start(key));
        }
    }

    @Property
    void of_twoFormats_areRefusedOrToldApart(
            @ForAll("definitions") String one, @ForAll("definitions") String other, @ForAll boolean imported) {
        ApiKeyFormat first = ApiKeyFormat.parse(one);
        ApiKeyFormat second = imported ? ApiKeyFormat.imported(other) : ApiKeyFormat.parse(other);
        String key = ApiKeyFormat.parse(other).generate(RANDOM, "test").reveal();
        boolean both =
                first.check(key) != ApiKeyFormat.Check.MALFORMED && first.check(key) != ApiKeyFormat.Check.FOREIGN;
        try {
            KeyFormats formats = KeyFormats.of(first, second);
            assertThat(both && !imported).isFalse();
            assertThat(formats.check(key)).isEqualTo(both ? first.check(key) : ApiKeyFormat.Check.OK);
        } catch (IllegalArgumentException ambiguous) {
            assertThat(imported).isFalse();
            assertThat(ambiguous).hasMessageContaining("must not both claim one text");
        }
    }

    @Property
    void display_ofEveryKey_hidesAllButFourLetters(@ForAll("formats") ApiKeyFormat format) {
        String environment = format.environments().get(0);
        String key = format.generate(RANDOM, environment).reveal();
        String display = format.generate(RANDOM, environment).display();
        assertThat(display.length()).isLessThanOrEqualTo(key.length() - 18);
        assertThat(display).contains("..");
    }

    @Property
    void check_anyOneLetterChanged_isSeen(
            @ForAll("checkedFormats") ApiKeyFormat format,
            @ForAll @IntRange(max = 300) int at,
            @ForAll @CharRange(from = ' ', to = '~') char letter) {
        String key = format.generate(RANDOM, format.environments().get(0)).reveal();
        int place = at % key.length();
        String damaged = key.substring(0, place) + letter + key.substring(place + 1);
        if (!damaged.equals(key)) {
            assertThat(format.check(damaged)).isNotEqualTo(ApiKeyFormat.Check.OK);
        }
    }

    @Property
    void check_anyText_isAnsweredWithoutAFault(@ForAll("formats") ApiKeyFormat format, @ForAll String text) {
        assertThat(format.check(text)).isNotEqualTo(ApiKeyFormat.Check.OK);
    }

    @Provide
    Arbitrary<ApiKeyFormat> formats() {
        return Generators.apiKeyFormats("", "{crc}");
    }

    /** Formats with everything in them, of few beginnings and lengths, so that they meet. */
    @Provide
    Arbitrary<String> definitions() {
        Arbitrary<String> lead = Arbitraries.of("k_", "k_", "k.", "k_test");
        Arbitrary<String> id = Arbitraries.of("", "", "{id:b58:4}", "{id:b64u:2}-");
        Arbitrary<String> secret = Arbitraries.of(
                "{b62:32}", "{b62:34}", "{b64u:28}_{hex:4}", "{b64u:24-34}", "{hex:32}_", "{hex:33-40}", "{b58:30}");
        Arbitrary<String> end = Arbitraries.of("", "{crc}", "_{crc}", "{id:hex:2}");
        return Combinators.combine(lead, id, secret, end)
                .as((first, publicId, letters, last) -> first + "{env:live|test}" + publicId + letters + last);
    }

    @Provide
    Arbitrary<ApiKeyFormat> checkedFormats() {
        return Generators.apiKeyFormats("{crc}");
    }
}
