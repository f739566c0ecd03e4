// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.testkit.Generators;
import java.security.SecureRandom;
import net.jqwik.api.Arbitrary;
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

    @Provide
    Arbitrary<ApiKeyFormat> checkedFormats() {
        return Generators.apiKeyFormats("{crc}");
    }
}
