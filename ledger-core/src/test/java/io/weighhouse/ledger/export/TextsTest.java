// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {

    @Test
    void json_escapesWhatItMust() {
        assertThat(JsonText.string("")).isEqualTo("\"\"");
        assertThat(JsonText.string("a\"b\\c/d")).isEqualTo("\"a\\\"b\\\\c/d\"");
        assertThat(JsonText.string("\n\r\t\b\u0000\u001f\u007f\u0085"))
                .isEqualTo("\"\\n\\r\\t\\u0008\\u0000\\u001f\\u007f\\u0085\"");
        assertThat(JsonText.string("\u2028\u2029</script>")).isEqualTo("\"\\u2028\\u2029\\u003c/script>\"");
    }

    @Test
    void json_keepsPairsAndEscapesHalves() {
        assertThat(JsonText.string("ü 漢 \ud83d\ude00")).isEqualTo("\"ü 漢 \ud83d\ude00\"");
        assertThat(JsonText.string("\ud83d")).isEqualTo("\"\\ud83d\"");
        assertThat(JsonText.string("\ude00x")).isEqualTo("\"\\ude00x\"");
        assertThat(JsonText.string("\ud83d\ud83d\ude00")).isEqualTo("\"\\ud83d\ud83d\ude00\"");
    }

    @Test
    void json_anyText_isReadBack() {
        Random random = new Random(7);
        for (int round = 0; round < 10_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append((char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(65_536)));
            }
            String json = JsonText.string(text.toString());
            assertThat(unescaped(json.substring(1, json.length() - 1))).isEqualTo(text.toString());
        }
    }

    /** A reader that takes no more than RFC 8259 allows. */
    private static String unescaped(String body) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            assertThat(c).isGreaterThanOrEqualTo(' ').isNotEqualTo('"');
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escape = body.charAt(++i);
            if (escape == 'u') {
                text.append((char) Integer.parseInt(body.substring(i + 1, i + 5), 16));
                i += 4;
            } else {
                int which = "\"\\nrt".indexOf(escape);
                assertThat(which).isNotNegative();
                text.append("\"\\\n\r\t".charAt(which));
            }
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1", "＋1", "－1", "＠a"})
    void csv_formula_getsAnApostrophe(String text) {
        assertThat(CsvText.foreign(text).replace("\"", "")).isEqualTo("'" + text);
    }

    @Test
    void csv_plainText_staysAsItIs() {
        assertThat(CsvText.foreign("")).isEmpty();
        assertThat(CsvText.foreign("   ")).isEqualTo("\"   \"");
        assertThat(CsvText.foreign("call-1=2")).isEqualTo("call-1=2");
        assertThat(CsvText.field("-3.000000")).isEqualTo("-3.000000");
    }

    @Test
    void csv_specialCharacters_areQuoted() {
        assertThat(CsvText.field("a,b")).isEqualTo("\"a,b\"");
        assertThat(CsvText.field("say \"hi\"")).isEqualTo("\"say \"\"hi\"\"\"");
        assertThat(CsvText.field("a\nb\rc")).isEqualTo("\"a\nb\rc\"");
        assertThat(CsvText.field(" a")).isEqualTo("\" a\"");
    }

    @ParameterizedTest
    @CsvSource({"'a ; b','a %3B b'", "' a  b ','%20a  b%20'", "'50%','50%25'", "'a|b,c:d','a%7Cb%2Cc:d'"})
    void journal_tagValue_isEscaped(String text, String escaped) {
        assertThat(JournalText.tagValue(text)).isEqualTo(escaped);
    }
}
