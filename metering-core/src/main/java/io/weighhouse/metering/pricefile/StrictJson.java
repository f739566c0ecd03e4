// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.weighhouse.metering.price.Meter;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON that is read to the letter: every field is known and comes once, numbers are exact, and every complaint says where.
 *
 * <p>Each method reads the value at which the parser stands, and leaves it at that value's last token.
 */
final class StrictJson {

    /** What every reader of price files accepts at most. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(64L << 20)
                    .maxNestingDepth(16)
                    .maxNumberLength(64)
                    .maxStringLength(1 << 16)
                    .maxNameLength(512)
                    .build())
            .build();

    private static final int MOST_SHOWN = 60;
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,40}([.][0-9]{1,40})?([eE][-+]?[0-9]{1,3})?");

    private final JsonParser json;

    private StrictJson(JsonParser json) {
        this.json = json;
    }

    /** Reads the fields of an object; says whether it knows the name. */
    @FunctionalInterface
    interface Fields {
        boolean read(String name) throws IOException;
    }

    /** Reads one value. */
    @FunctionalInterface
    interface Value<T> {
        T read(StrictJson in) throws IOException;
    }

    static <T> T read(InputStream in, Value<T> whole) throws IOException {
        try (JsonParser json = FACTORY.createParser(in)) {
            return read(json, whole);
        }
    }

    static <T> T read(String text, Value<T> whole) {
        try (JsonParser json = FACTORY.createParser(text)) {
            return read(json, whole);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static <T> T read(JsonParser json, Value<T> whole) throws IOException {
        StrictJson in = new StrictJson(json);
        try {
            json.nextToken();
            T value = whole.read(in);
            if (json.nextToken() != null) {
                throw in.wrong("must end after the first object");
            }
            return value;
        } catch (JsonProcessingException malformed) {
            throw exception("must be JSON: " + malformed.getOriginalMessage(), json.currentLocation(), malformed);
        } catch (CharConversionException malformed) {
            throw exception("must be UTF-8: " + malformed.getMessage(), json.currentLocation(), malformed);
        }
    }

    void object(Fields fields) throws IOException {
        require(JsonToken.START_OBJECT, "an object");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            JsonLocation at = json.currentTokenLocation();
            String name = json.currentName();
            json.nextToken();
            if (!fields.read(name)) {
                throw exception("must be a field that is known here: " + quoted(name), at, null);
            }
        }
    }

    void array(Value<?> element) throws IOException {
        require(JsonToken.START_ARRAY, "an array");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            element.read(this);
        }
    }

    boolean isObject() {
        return json.currentToken() == JsonToken.START_OBJECT;
    }

    String text() throws IOException {
        require(JsonToken.VALUE_STRING, "a string");
        return json.getText();
    }

    /** A text as something else, which complains of it in its own words. */
    <T> T as(Function<String, T> type) throws IOException {
        String text = text();
        return made(here(), () -> type.apply(text));
    }

    boolean flag() throws IOException {
        JsonToken token = json.currentToken();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw wrong("must be true or false: " + shown());
        }
        return token == JsonToken.VALUE_TRUE;
    }

    long natural() throws IOException {
        require(JsonToken.VALUE_NUMBER_INT, "a whole number >= 0");
        try {
            long number = Long.parseLong(json.getText());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException tooLarge) {
            throw exception("must fit a long: " + shown(), here(), tooLarge);
        }
        throw wrong("must be a whole number >= 0: " + shown());
    }

    /** A number or a string that says one; never by way of binary fractions. */
    BigDecimal decimal() throws IOException {
        JsonToken token = json.currentToken();
        if ((token == JsonToken.VALUE_STRING || (token != null && token.isNumeric()))
                && DECIMAL.matcher(json.getText()).matches()) {
            return new BigDecimal(json.getText());
        }
        throw wrong("must be a decimal number >= 0: " + shown());
    }

    /** Ids that nobody has declared are refused: a text from outside must not make meters. */
    Meter meter(String id) {
        return Meter.find(id).orElseThrow(() -> wrong("must be a meter of this process, see Meter.of: " + quoted(id)));
    }

    /** Where the value begins at which the parser stands. */
    JsonLocation here() {
        return json.currentTokenLocation();
    }

    PriceFileException wrong(String problem) {
        return exception(problem, here(), null);
    }

    /** What comes of a call; what it does not accept is wrong at that place. */
    static <T> T made(JsonLocation at, Supplier<T> call) {
        try {
            return call.get();
        } catch (IllegalArgumentException | DateTimeException refused) {
            throw exception(String.valueOf(refused.getMessage()), at, refused);
        }
    }

    static <T> T required(JsonLocation at, String field, @Nullable T value) {
        if (value == null) {
            throw exception("must have a field: " + field, at, null);
        }
        return value;
    }

    private void require(JsonToken token, String what) throws IOException {
        if (json.currentToken() != token) {
            throw wrong("must be " + what + ": " + shown());
        }
    }

    private String shown() throws IOException {
        JsonToken token = json.currentToken();
        return token == null ? "nothing" : quoted(token.isScalarValue() ? json.getText() : token.asString());
    }

    private static String quoted(String text) {
        return '"' + (text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...") + '"';
    }

    private static PriceFileException exception(String problem, JsonLocation at, @Nullable Throwable cause) {
        return new PriceFileException(problem, at.getLineNr(), at.getColumnNr(), cause);
    }
}
