// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.json;

/**
 * JSON in the making, without spaces: objects and arrays of objects, with fields that are texts and whole numbers.
 *
 * <p>Not exported: receipts and rate cards are written with it. Every settled call writes a receipt, and the general generator was the dearest part of it. This one writes the same
 * characters, but does not check that what is begun is ended. This class is for one thread.
 */
public final class JsonText {

    private static final String HEXADECIMAL = "0123456789ABCDEF";

    private final StringBuilder text = new StringBuilder(1_024);

    /** Nothing yet. */
    public JsonText() {}

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
