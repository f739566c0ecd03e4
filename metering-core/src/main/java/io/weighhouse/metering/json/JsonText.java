// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.json;

import io.weighhouse.money.Amount;
import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * JSON in the making, without spaces: objects and arrays of objects, with fields that are texts and whole numbers.
 *
 * <p>Not exported: receipts and rate cards are written with it. Every settled call writes a receipt, and the general
 * generator was the dearest part of it. This one writes the same characters, but does not check that what is begun is
 * ended. This class is for one thread.
 */
public final class JsonText {

    private static final String HEXADECIMAL = "0123456789ABCDEF";

    private static final int DIGITS_OF_A_LONG = 18;
    private static final int MOST_KEPT = 8_192;

    /** One that nobody uses; whoever comes while it is away makes another. */
    private static final AtomicReference<@Nullable JsonText> SPARE = new AtomicReference<>();

    private final StringBuilder text = new StringBuilder(1_024);

    /** Nothing yet. */
    public JsonText() {}

    /** {@return an empty one that was used before, if there is one: to be ended by {@link #takeText}} */
    public static JsonText reused() {
        JsonText spare = SPARE.getAndSet(null);
        return spare == null ? new JsonText() : spare;
    }

    /** {@return the JSON; this is no longer the caller's} */
    public String takeText() {
        String json = text.toString();
        if (text.capacity() <= MOST_KEPT) {
            text.setLength(0);
            SPARE.set(this);
        }
        return json;
    }

    /** {@return this, with an object begun} */
    public JsonText beginObject() {
        separate();
        text.append('{');
        return this;
    }

    /**
     * Begins an object under a name.
     *
     * @param name the field
     * @return this
     */
    public JsonText beginObject(String name) {
        name(name).append('{');
        return this;
    }

    /** {@return this, with the object ended} */
    public JsonText endObject() {
        text.append('}');
        return this;
    }

    /**
     * Begins an array under a name.
     *
     * @param name the field
     * @return this
     */
    public JsonText beginArray(String name) {
        name(name).append('[');
        return this;
    }

    /** {@return this, with the array ended} */
    public JsonText endArray() {
        text.append(']');
        return this;
    }

    /**
     * Adds a text.
     *
     * @param name the field
     * @param value its value
     * @return this
     */
    public JsonText field(String name, String value) {
        quote(name(name), value);
        return this;
    }

    /**
     * Adds a number.
     *
     * @param name the field
     * @param value its value
     * @return this
     */
    public JsonText field(String name, long value) {
        name(name).append(value);
        return this;
    }

    /**
     * Adds a decimal number, as a text and without an exponent: {@code "0.0000003"}.
     *
     * @param name the field
     * @param value its value
     * @return this
     */
    public JsonText field(String name, BigDecimal value) {
        name(name).append('"');
        decimal(value);
        text.append('"');
        return this;
    }

    /**
     * Adds an amount in whole units, as a text with all its places: {@code "1.500000"}.
     *
     * @param name the field
     * @param value its value
     * @return this
     */
    public JsonText field(String name, Amount value) {
        name(name).append('"');
        decimal(value.minor(), value.unit().scale());
        text.append('"');
        return this;
    }

    /**
     * Adds yes or no.
     *
     * @param name the field
     * @param value its value
     * @return this
     */
    public JsonText field(String name, boolean value) {
        name(name).append(value);
        return this;
    }

    /**
     * Adds a text to an array.
     *
     * @param value the text
     * @return this
     */
    public JsonText element(String value) {
        separate();
        quote(text, value);
        return this;
    }

    /** {@return the JSON so far} */
    @Override
    public String toString() {
        return text.toString();
    }

    /** Digit by digit, where a long has them all: a text that is thrown away again costs more than the rest of a field. */
    private void decimal(BigDecimal value) {
        int scale = value.scale();
        if (scale >= 0 && scale <= DIGITS_OF_A_LONG && value.precision() <= DIGITS_OF_A_LONG) {
            decimal(value.scaleByPowerOfTen(scale).longValue(), scale);
        } else {
            text.append(value.toPlainString());
        }
    }

    private void decimal(long unscaled, int scale) {
        if (scale == 0) {
            text.append(unscaled);
            return;
        }
        long place = 1;
        for (int i = 0; i < scale; i++) {
            place *= 10;
        }
        if (unscaled < 0) {
            text.append('-'); // which a whole part of zero would lose
        }
        text.append(Math.abs(unscaled / place)).append('.');
        long rest = Math.abs(unscaled % place);
        for (long digit = place / 10; digit > 0; digit /= 10) {
            text.append((char) ('0' + rest / digit % 10));
        }
    }

    private StringBuilder name(String name) {
        separate();
        quote(text, name);
        return text.append(':');
    }

    private void separate() {
        char last = text.isEmpty() ? '{' : text.charAt(text.length() - 1);
        if (last != '{' && last != '[') {
            text.append(',');
        }
    }

    private static void quote(StringBuilder text, String value) {
        text.append('"');
        int plain = 0; // from where nothing has been appended yet
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                text.append(value, plain, i);
                escape(text, c);
                plain = i + 1;
            }
        }
        text.append(value, plain, value.length()).append('"');
    }

    private static void escape(StringBuilder text, char c) {
        text.append('\\');
        switch (c) {
            case '"', '\\' -> text.append(c);
            case '\b' -> text.append('b');
            case '\t' -> text.append('t');
            case '\n' -> text.append('n');
            case '\f' -> text.append('f');
            case '\r' -> text.append('r');
            default -> text.append("u00").append(HEXADECIMAL.charAt(c >> 4)).append(HEXADECIMAL.charAt(c & 15));
        }
    }
}
