// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    private static final BigInteger[] SIGNS = {BigInteger.ONE, BigInteger.ONE.negate(), BigInteger.ZERO};

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

    @Test
    void field_decimal_isWrittenInFull() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            BigInteger unscaled = new BigInteger(random.nextInt(100), random).multiply(SIGNS[random.nextInt(3)]);
            BigDecimal decimal = new BigDecimal(unscaled, random.nextInt(40) - 5);
            assertThat(new JsonText().beginObject().field("a", decimal).endObject())
                    .hasToString("{\"a\":\"" + decimal.toPlainString() + "\"}");
        }
    }

    @Test
    void field_amount_hasAllItsPlaces() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            long minor =
                    i < 3 ? new long[] {0, Long.MIN_VALUE, Long.MAX_VALUE}[i] : random.nextLong() >> random.nextInt(64);
            Amount amount = Amount.ofMinor(minor, Unit.of("USD", random.nextInt(19)));
            assertThat(new JsonText().beginObject().field("a", amount).endObject())
                    .hasToString("{\"a\":\"" + amount.toDecimal().toPlainString() + "\"}");
        }
    }

    @Test
    void reused_isEmptyWhateverWasWrittenBefore() {
        assertThat(JsonText.reused().beginObject().field("a", "b").endObject().takeText())
                .isEqualTo("{\"a\":\"b\"}");
        JsonText begun = JsonText.reused().beginObject();
        assertThat(JsonText.reused().beginObject().endObject().takeText()).isEqualTo("{}");
        assertThat(begun.endObject().takeText()).isEqualTo("{}");
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
