// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonEditTest {

    /** Order, white space, escapes, numbers that no double holds, and members that nobody knows. */
    private static final String ODD =
            "{ \"z\" : 1e400 ,\n\t\"a\":[1.10,{\"b\":{}}],\"n\":123456789012345678901234567890"
                    + ",\"\\u006d\\/\":\"\\u00e9 \u00e9 \uD83D\uDE00 \\\"\",\"max\" : 50 }";

    @ParameterizedTest
    @ValueSource(strings = {"{}", " { } ", "{\"a\":{}}", ODD})
    void bytes_nothingSet_areTheSame(String json) {
        assertThat(edit(json).bytes()).isEqualTo(json.getBytes(UTF_8));
    }

    @Test
    void set_memberThatIsThere_changesItsValueAlone() {
        assertThat(text(edit(ODD).set("max", "7"))).isEqualTo(ODD.replace("50", "7"));
        assertThat(text(edit(ODD).set("z", "2"))).isEqualTo(ODD.replace("1e400", "2"));
        assertThat(text(edit(ODD).set("a", "[]"))).isEqualTo(ODD.replace("[1.10,{\"b\":{}}]", "[]"));
        assertThat(text(edit(ODD).set("n", "0"))).isEqualTo(ODD.replace("123456789012345678901234567890", "0"));
        assertThat(text(edit(ODD).set("m/", "true")))
                .isEqualTo(ODD.replace("\"\\u00e9 \u00e9 \uD83D\uDE00 \\\"\"", "true"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}              | {"k":1}
            { }             | {"k":1 }
            {"a":2}         | {"k":1,"a":2}
            {"a":{"k":2}}   | {"k":1,"a":{"k":2}}
            {"k":null}      | {"k":1}
            {"k":"x","a":3} | {"k":1,"a":3}
            {"k":[{}],"a":3}| {"k":1,"a":3}
            """)
    void set_member_isThereOnce(String json, String expected) {
        assertThat(text(edit(json).set("k", "1"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                        | {"o":{"k":1}}
            {"o":{}}                  | {"o":{"k":1}}
            {"o":null,"a":2}          | {"o":{"k":1},"a":2}
            {"o":{"k":5,"b":6}}       | {"o":{"k":1,"b":6}}
            {"a":2,"o":{ "b":[7] }}   | {"a":2,"o":{"k":1, "b":[7] }}
            {"o":{"p":{"k":5}}}       | {"o":{"k":1,"p":{"k":5}}}
            """)
    void set_memberOfAMember_isThereOnce(String json, String expected) {
        assertThat(text(edit(json).set("o", "k", "1"))).isEqualTo(expected);
    }

    @Test
    void set_twoThatAreMissing_areBothThere() throws BadRequest {
        for (String json : List.of("{}", "{\"a\":1}")) {
            String both = text(edit(json).set("x", "1").set("y", "2").set("o", "z", "3"));
            assertThat(Json.read(both.getBytes(UTF_8)).path("x").asInt()).isEqualTo(1);
            assertThat(Json.read(both.getBytes(UTF_8)).path("y").asInt()).isEqualTo(2);
            assertThat(Json.read(both.getBytes(UTF_8)).at("/o/z").asInt()).isEqualTo(3);
        }
    }

    private static JsonEdit edit(String json) {
        return JsonEdit.of(json.getBytes(UTF_8));
    }

    private static String text(JsonEdit edit) {
        return new String(edit.bytes(), UTF_8);
    }
}
