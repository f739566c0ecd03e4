// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    @Test
    void fields_ofObjectsAndArrays_areSeparatedByCommas() {
        JsonText json = new JsonText().beginObject().field("a", 1).field("b", "x");
        json.beginArray("c").beginObject().field("d", -2).endObject();
        json.beginObject().endObject().endArray().field("e", "").endObject();

        assertThat(json).hasToString("{\"a\":1,\"b\":\"x\",\"c\":[{\"d\":-2},{}],\"e\":\"\"}");
    }

    @Test
    void field_emptyArray_needsNoComma() {
        assertThat(new JsonText().beginObject().beginArray("a").endArray().endObject())
                .hasToString("{\"a\":[]}");
    }

    @Test
    void field_textThatEndsInABrace_isFollowedByAComma() {
        assertThat(new JsonText().beginObject().field("a", "{").field("b", "[").endObject())
                .hasToString("{\"a\":\"{\",\"b\":\"[\"}");
    }

    @Test
    void field_anyCharacter_isWrittenAsJacksonWritesIt() throws IOException {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            String text = "a" + (char) c + (char) c + "b";
            assertThat(new JsonText().beginObject().field(text, text).endObject())
                    .hasToString(byJackson(text));
        }
    }

    private static String byJackson(String text) throws IOException {
        StringWriter written = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(written)) {
            json.writeStartObject();
            json.writeStringField(text, text);
            json.writeEndObject();
        }
        return written.toString();
    }
}
