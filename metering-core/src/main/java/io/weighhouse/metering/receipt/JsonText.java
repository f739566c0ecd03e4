// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.receipt;

/**
 * JSON in the making, without spaces: objects and arrays of objects, with fields that are texts and whole numbers.
 *
 * <p>Every settled call writes a receipt, and the general generator was the dearest part of it. This one writes the same
 * characters, but does not check that what is begun is ended. This class is for one thread.
 */
final class JsonText {

    private static final String HEXADECIMAL = "0123456789ABCDEF";

    private final StringBuilder text = new StringBuilder(1_024);

    JsonText beginObject() {
        separate();
        text.append('{');
        return this;
    }

    JsonText endObject() {
        text.append('}');
        return this;
    }

    JsonText beginArray(String name) {
        name(name).append('[');
        return this;
    }

    JsonText endArray() {
        text.append(']');
        return this;
    }

    JsonText field(String name, String value) {
        quote(name(name), value);
        return this;
    }

    JsonText field(String name, long value) {
        name(name).append(value);
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
